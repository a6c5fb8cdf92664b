"""The report card: a right, a task, a mark, an open window and a signature, in this order."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from msgspec import structs

from homeroom.model.gradebook import LineItemNature, Result
from homeroom.push.checks.marks import Mark
from homeroom.push.checks.posting import PostingCase, check_posting
from homeroom.push.checks.verdict import Hold, Leave, Refuse, Send, Verdict
from homeroom.rules.letters import Letter, LetterTable
from homeroom.rules.posted import PostingWindow, TermGrade
from homeroom.rules.scales import Policy
from homeroom.store.posting import Signed, Task
from tests.unit.push.cases import grade_case, item, result, rules

TASK, STANDARD = LineItemNature.GRADING_TASK, LineItemNature.STANDARD
TERM = TermGrade(app="mathly", item="Quiz", task="Q1 Grade")
TABLE = LetterTable(
    name="letters",
    letters=(
        Letter(letter="A", minimum=Decimal(90)),
        Letter(letter="B", minimum=Decimal(80)),
    ),
)
Q1 = Task(
    target_id="task-q1",
    title="Q1 Grade",
    nature=TASK,
    window_open=True,
    first=date(2026, 8, 17),
    last=date(2026, 10, 16),
)
Q2 = structs.replace(
    Q1, target_id="task-q2", first=date(2026, 10, 19), last=date(2026, 12, 22), window_open=False
)
HABITS = structs.replace(Q1, target_id="habits", title="Work Habits", nature=STANDARD)
AT = datetime(2026, 10, 7, 14, 30, tzinfo=UTC)


def case(grade: Result | None = None, **more: Any) -> PostingCase:
    """Return a term grade of 91 percent on its way to the first quarter, with the right to it."""
    about = {"item": item(result_value_max=Decimal(100)), **more.pop("about", {})}
    held = PostingCase(
        grade=grade_case(grade or result("91"), **about),
        wanted=("Q1 Grade", TASK),
        term_grade=TERM,
        policy=Policy(table=TABLE),
        app="mathly",
        right=True,
        tasks=(Q1, HABITS),
    )
    return structs.replace(held, **more)


def check(one: PostingCase, version: str = "1.2", **write: Any) -> Verdict:
    return check_posting(one, rules(**write), version)


def signed(one: PostingCase, version: str = "1.2", **write: Any) -> PostingCase:
    """Let a person sign off what waits."""
    waits = check(one, version, **write)
    assert isinstance(waits, Hold), waits
    assert waits.code == "posted.sign_off"
    return structs.replace(one, signed=[Signed(waits.facts["digest"], "ms. reyes", AT)])


def record(verdict: Verdict) -> Result:
    assert isinstance(verdict, Send), verdict
    assert isinstance(verdict.record, Result)
    return verdict.record


def code(verdict: Verdict) -> str:
    assert isinstance(verdict, Refuse | Hold), verdict
    return verdict.code


def test_without_the_right_nothing_is_posted() -> None:
    refused = check(case(right=False))
    assert refused == Refuse("posted.no_right", {"app": "mathly", "task": "Q1 Grade"})


def test_a_target_that_takes_no_posted_grades_gets_none() -> None:
    assert code(check(case(), posted="refuse")) == "posted.not_taken"


def test_a_posted_grade_waits_for_a_signature_with_its_countdown() -> None:
    waits = check(case())
    assert isinstance(waits, Hold)
    assert waits.facts == {
        "task": "Q1 Grade",
        "mark": "91 % A",
        "window": "it closes on 2026-10-16, in 9 days",
        "closes": "2026-10-16",
        "digest": waits.facts["digest"],
    }


def test_what_a_person_signed_off_goes_to_the_grading_task_with_percent_and_letter() -> None:
    sent = check(signed(case()))
    posted = record(sent)
    assert (posted.line_item, posted.student) == ("task-q1", "student-at-target")
    assert (posted.score, posted.text_score) == (Decimal(91), "A")
    assert posted.score_status == "fully graded"
    assert isinstance(sent, Send)
    assert sent.notes["posted"] == "Q1 Grade: 91 % A"
    assert sent.notes["signed_off"] == "ms. reyes, 2026-10-07 14:30 UTC"


@pytest.mark.parametrize(
    "change",
    [
        {"grade": result("92")},
        {"grade": result("91.0001")},
        {"grade": result("91", comment="Well done")},
        {"policy": Policy()},
        {"tasks": (structs.replace(Q1, target_id="another"),)},
    ],
    ids=["score", "a hair", "comment", "letter", "task"],
)
def test_a_signature_is_good_for_what_was_seen_and_nothing_else(change: dict[str, Any]) -> None:
    before = signed(case(), "1.1", comment="send")
    if "grade" in change:
        change = {"grade": structs.replace(before.grade, result=change["grade"])}
    changed = structs.replace(before, **change)
    assert isinstance(check(before, "1.1", comment="send"), Send)
    assert code(check(changed, "1.1", comment="send")) == "posted.sign_off"


def test_the_same_number_written_otherwise_needs_no_second_signature() -> None:
    one = signed(case())
    again = structs.replace(one, grade=structs.replace(one.grade, result=result("91.00")))
    assert isinstance(check(again), Send)


def test_a_closed_window_refuses_even_what_was_signed_off() -> None:
    one = signed(case())
    closed = structs.replace(one, tasks=(structs.replace(Q1, window_open=False),))
    refused = check(closed)
    assert isinstance(refused, Refuse)
    assert refused.code == "posted.window_closed"
    assert (refused.facts["window"], refused.facts["mark"]) == (
        "the SIS says that it is closed", "91 % A",
    )  # fmt: skip


def test_a_window_of_the_district_counts_before_the_period_of_the_task() -> None:
    over = PostingWindow(first=date(2026, 9, 1), last=date(2026, 10, 6))
    refused = check(structs.replace(signed(case()), windows=[over]))
    assert isinstance(refused, Refuse)
    assert refused.facts["window"] == "it closed on 2026-10-06"


def test_what_stands_on_the_report_card_already_is_not_refused_after_the_window() -> None:
    sent = {"id": "r", "into": "grading task", "score": "91", "text_score": "A"}
    one = signed(case(about={"sent": sent}))
    closed = structs.replace(one, tasks=(structs.replace(Q1, window_open=False),))
    assert isinstance(check(closed), Send)
    other = structs.replace(closed, grade=structs.replace(closed.grade, result=result("92")))
    assert code(check(other)) == "posted.window_closed"


@pytest.mark.parametrize(
    ("tasks", "expected"),
    [
        ((), "posted.no_task"),
        ((HABITS,), "posted.no_task"),
        ((Q2,), "posted.window_closed"),
        ((Q1, Q2), "posted.sign_off"),
        ((Q1, structs.replace(Q1, target_id="twin")), "posted.which_task"),
    ],
    ids=["none", "a standard", "one", "by its period", "two in one period"],
)
def test_the_task_is_found_by_title_and_by_the_period_of_the_due_date(
    tasks: tuple[Task, ...], expected: str
) -> None:
    assert code(check(case(tasks=tasks))) == expected


def test_a_due_date_between_periods_names_no_task() -> None:
    late = item(result_value_max=Decimal(100), due_date=date(2026, 10, 17))
    assert code(check(case(about={"item": late}, tasks=(Q1, Q2)))) == "posted.which_task"


@pytest.mark.parametrize(
    ("grade", "expected"),
    [
        (result(None, score_status="exempt"), "posted.state"),
        (result(None, missing=True), "posted.state"),
        (result("91", incomplete=True), "posted.state"),
    ],
)
def test_words_that_a_report_card_has_no_place_for_are_refused(
    grade: Result, expected: str
) -> None:
    assert code(check(case(grade))) == expected


def test_no_term_grade_yet_is_nothing_to_send() -> None:
    assert check(case(result(None))) == Leave("there is no term grade yet")


@pytest.mark.parametrize("absent", [False, True], ids=["cleared", "no longer listed"])
def test_a_posted_grade_is_not_taken_back_by_itself(absent: bool) -> None:
    sent = {"id": "r", "into": "grading task", "score": "91", "text_score": "A"}
    grade = result("91") if absent else result(None)
    held = check(case(grade, about={"sent": sent, "cleared_by_absence": absent}))
    assert held == Hold("posted.taken_back", {"score": "91"})


def test_what_was_delivered_as_a_score_is_not_posted_a_second_time() -> None:
    assert code(check(case(about={"sent": {"id": "r", "score": "91"}}))) == "posted.sent_as_score"


def test_1_2_needs_a_letter_and_1_1_looks_it_up() -> None:
    bare = case(policy=Policy())
    assert check(bare) == Refuse("posted.no_letter", {"percent": "91 %"})
    posted = record(check(signed(bare, "1.1"), "1.1"))
    assert (posted.score, posted.text_score) == (Decimal(91), None)
    assert code(check(bare, posted_letter="off")) == "posted.sign_off"


def test_a_letter_alone_leaves_the_percent_empty() -> None:
    posted = record(check(signed(case(result(None, text_score="B")))))
    assert (posted.score, posted.text_score) == (None, "B")


def test_a_student_who_was_never_in_the_class_gets_no_grade() -> None:
    assert code(check(case(about={"stays": ()}))) == "result.student_not_enrolled"
    assert code(check(case(about={"student_id": None}))) == "result.student_not_at_target"


def test_a_comment_goes_along_only_where_comments_are_sent() -> None:
    grade = result("91", comment="A good quarter")
    assert record(check(signed(case(grade)))).comment is None
    chosen = {"comment": "send"}
    assert record(check(signed(case(grade), **chosen), **chosen)).comment == "A good quarter"
    refused = check(case(grade), comment="send", comment_length=["refuse", 5])
    assert code(refused) == "result.comment_too_long"


def test_a_level_of_a_standard_is_posted_by_the_same_rules() -> None:
    mark = Mark(None, "S", {"converted": "MA.3 is Work Habits: S"})
    one = case(result(None), wanted=("work habits", STANDARD), term_grade=None, mark=mark)
    assert code(check(structs.replace(one, right=False))) == "posted.no_right"
    sent = check(signed(one))
    posted = record(sent)
    assert (posted.line_item, posted.score, posted.text_score) == ("habits", None, "S")
    assert isinstance(sent, Send)
    assert sent.notes["converted"] == "MA.3 is Work Habits: S"
