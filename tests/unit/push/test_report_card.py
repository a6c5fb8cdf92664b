"""Which way a grade goes: into its column, to a grading task, or to a standard."""

from datetime import UTC, date, datetime
from typing import Any, cast

import pytest
from msgspec import structs

from homeroom.model.gradebook import LineItemNature, Result
from homeroom.model.records import ObjectiveScore, ObjectiveScores
from homeroom.push.checks.report_card import board_for, check_grade, term_grade_of
from homeroom.push.checks.verdict import Hold, Leave, Refuse, Send, Verdict
from homeroom.push.lanes.port import Port
from homeroom.rules.scales import policy_for
from homeroom.rules.toml import from_toml
from homeroom.store.outgoing import Loaded
from homeroom.store.posting import NOBODY, Board, Signed, Task
from tests.unit.push.cases import WHERE, delivery, grade_case, item, result, room, rules

COLUMN = LineItemNature.ASSIGNMENT
TASK = LineItemNature.GRADING_TASK
STANDARD = LineItemNature.STANDARD
AT = datetime(2026, 10, 7, 14, 30, tzinfo=UTC)
TERM = """
scales.tables = [
  {name = "wide", letters = [{letter = "A", minimum = 70}]},
  {name = "strict", letters = [{letter = "A", minimum = 90}, {letter = "B", minimum = 80}]},
]
scales.conversions = [{table = "wide"}]
[[posted.term_grades]]
app = "mathly"
item = "Quiz"
task = "Q1 Grade"
"""
CROSSWALK = """
standards.groups = [{name = "habits", levels = ["O", "S", "N"]}]
[[standards.crosswalk]]
objective = "MA.3"
item = "Work Habits"
group = "habits"
"""


def task(title: str, nature: LineItemNature, id_: str = "t") -> Task:
    first, last = date(2026, 8, 17), date(2026, 10, 16)
    return Task(target_id=id_, title=title, nature=nature, window_open=True, first=first, last=last)


BOARD = Board(
    tasks={"alg-1": (task("Q1 Grade", TASK, "q1"), task("Work Habits", STANDARD, "habits"))},
    rights=frozenset({(2, "q1 grade"), (2, "work habits")}),
)


def port(text: str, version: str = "1.2", **write: Any) -> Port:
    """Return a target of a district with these rules; nothing is asked of it here."""
    nothing = cast(Any, None)
    return Port(
        district=nothing,
        target_id=1,
        target=nothing,
        takes=frozenset(),
        rules=rules(**write),
        version=version,
        space=version,
        lanes=nothing,
        identities={},
        keys={1: "campus", 2: "mathly", 3: "lexa"},
        decided=from_toml(text),
    )


def check(
    text: str, grade: Result | None = None, board: Board = BOARD, **more: Any
) -> tuple[Verdict, LineItemNature]:
    app, write = more.pop("app_id", 2), more.pop("write", {})
    target = port(text, **write)
    policy = policy_for(target.decided.scales, "campus", WHERE)
    case = grade_case(grade or result("9"), policy=policy, **more)
    return check_grade(target, board, delivery(app_id=app), case, room())


def code(found: tuple[Verdict, LineItemNature]) -> tuple[str, LineItemNature]:
    verdict, into = found
    if isinstance(verdict, Refuse | Hold):
        return verdict.code, into
    return type(verdict).__name__, into


def levels(*ids: str, **more: Any) -> Result:
    """Return a result of learning objectives, in each of which S was reached."""
    scores = tuple(ObjectiveScore(id=id_, text="S") for id_ in ids)
    return result(None, objective_scores=(ObjectiveScores("case", scores),), **more)


def test_without_a_rule_every_grade_goes_into_its_column() -> None:
    assert code(check("")) == ("Send", COLUMN)
    assert code(check(CROSSWALK)) == ("Send", COLUMN)


def test_a_term_grade_goes_to_its_task_and_never_into_a_column() -> None:
    assert code(check(TERM)) == ("posted.sign_off", TASK)
    assert code(check(TERM, board=NOBODY)) == ("posted.no_right", TASK)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"app_id": 3}, ("Send", COLUMN)),
        ({"item": item(title="Quiz 2")}, ("Send", COLUMN)),
        ({"item": item(title=" QUIZ ")}, ("posted.sign_off", TASK)),
    ],
    ids=["another app", "another title", "the title as it is typed"],
)
def test_the_rule_is_about_one_line_item_of_one_app(
    change: dict[str, Any], expected: tuple[str, LineItemNature]
) -> None:
    assert code(check(TERM, **change)) == expected


def test_the_rule_of_a_place_holds_for_its_classes_alone() -> None:
    elsewhere = TERM + 'place = "school:elm"\n'
    assert code(check(elsewhere)) == ("Send", COLUMN)
    here = TERM + 'place = "class:alg-1"\n'
    assert code(check(here)) == ("posted.sign_off", TASK)


def test_the_right_of_one_app_is_none_of_another_app() -> None:
    other = structs.replace(BOARD, rights=frozenset({(3, "q1 grade")}))
    assert code(check(TERM, board=other)) == ("posted.no_right", TASK)
    other = structs.replace(BOARD, rights=frozenset({(2, "q2 grade")}))
    assert code(check(TERM, board=other)) == ("posted.no_right", TASK)


def test_the_table_of_a_term_grade_goes_before_that_of_the_scales() -> None:
    marks = []
    for text in (TERM, TERM + 'table = "strict"\n'):
        verdict, _ = check(text, result("8"))
        assert isinstance(verdict, Hold)
        marks.append(verdict.facts["mark"])
    assert marks == ["80 % A", "80 % B"]


def test_the_windows_of_the_districts_count_for_the_task_they_name() -> None:
    closed = '[[posted.windows]]\ntask = "Q1 Grade"\nfirst = 2026-09-01\nlast = 2026-09-05\n'
    table = TERM + 'table = "strict"\n' + closed
    assert code(check(table)) == ("posted.window_closed", TASK)
    other = table.replace('task = "Q1 Grade"\nfirst', 'task = "Q2 Grade"\nfirst')
    assert code(check(other)) == ("posted.sign_off", TASK)


def test_a_signature_on_the_board_lets_the_grade_go() -> None:
    waits, _ = check(TERM + 'table = "strict"\n')
    assert isinstance(waits, Hold)
    row = delivery().record_id
    signed = structs.replace(BOARD, signed={row: (Signed(waits.facts["digest"], "ms. reyes", AT),)})
    verdict, into = check(TERM + 'table = "strict"\n', board=signed)
    assert (isinstance(verdict, Send), into) == (True, TASK)
    other = structs.replace(BOARD, signed={"another": signed.signed[row]})
    assert code(check(TERM + 'table = "strict"\n', board=other)) == ("posted.sign_off", TASK)


def test_an_objective_goes_to_its_standard_by_its_own_row() -> None:
    found = check(CROSSWALK, levels("MA.3"), objective=True)
    assert code(found) == ("posted.sign_off", STANDARD)
    assert isinstance(found[0], Hold)
    assert (found[0].facts["task"], found[0].facts["mark"]) == ("Work Habits", "S")


@pytest.mark.parametrize(
    ("ids", "said"),
    [
        (("MA.8",), "MA.8"),
        (("MA.8", "MA.9"), "MA.8 and 1 more"),
        (("MA.7", "MA.8", "MA.9"), "MA.7 and 2 more"),
    ],
)
def test_a_result_whose_objectives_have_no_crosswalk_says_which(
    ids: tuple[str, ...], said: str
) -> None:
    found = check(CROSSWALK, levels(*ids), no_crosswalk=ids)
    assert found == (Refuse("result.no_crosswalk", {"objectives": said}), STANDARD)


def test_a_result_whose_objectives_all_have_a_standard_is_nothing_by_itself() -> None:
    found = check(CROSSWALK, levels("MA.3"))
    assert found == (Leave("unscored work is not sent"), COLUMN)


@pytest.mark.parametrize(
    "grade",
    [levels("MA.9", missing=True), levels("MA.9", score_status="exempt")],
    ids=["missing", "exempt"],
)
def test_missing_and_exempt_work_goes_as_what_it_is_whatever_its_objectives(grade: Result) -> None:
    assert code(check(CROSSWALK, grade, no_crosswalk=("MA.9",))) == ("Send", COLUMN)


def test_a_target_without_standards_refuses_them_as_before() -> None:
    found = check(CROSSWALK, levels("MA.3"), write={"standards": "refuse"})
    assert found == (Refuse("result.standards_only"), COLUMN)


POSTED = {"id": "r", "into": "standard", "score": None, "text_score": "S"}


@pytest.mark.parametrize(
    ("text", "grade", "more"),
    [
        (CROSSWALK, levels(), {"objective": True}),
        (CROSSWALK, levels("MA.3"), {"objective": True, "cleared_by_absence": True}),
        ("", result("9"), {}),
    ],
    ids=["nothing said any more", "no longer listed", "the rule is gone"],
)
def test_what_was_posted_stays_until_a_person_has_looked(
    text: str, grade: Result, more: dict[str, Any]
) -> None:
    verdict, _ = check(text, grade, sent=POSTED, **more)
    assert verdict == Hold("posted.taken_back", {"score": "S"})


def test_an_objective_that_was_never_posted_and_is_gone_is_nothing_to_send() -> None:
    verdict, into = check(CROSSWALK, levels(), objective=True)
    assert (isinstance(verdict, Leave), into) == (True, STANDARD)


def test_nothing_is_loaded_where_a_district_posts_nothing() -> None:
    """The port has no district here: whoever asked the database would fail."""
    assert board_for(port(""), [delivery()], cast(Loaded, None)) is NOBODY


def test_the_line_item_of_a_term_grade_is_known_by_the_same_rule() -> None:
    found = term_grade_of(port(TERM), delivery(), item(), WHERE)
    assert found is not None
    assert found.task == "Q1 Grade"
    assert term_grade_of(port(TERM), delivery(app_id=3), item(), WHERE) is None
    assert term_grade_of(port(""), delivery(), item(), WHERE) is None
