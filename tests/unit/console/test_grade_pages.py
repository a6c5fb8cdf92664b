"""What the pages of grades out make of what is stored, before it is drawn."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.http import Http404

from homeroom.console.rule_changes import lines_of
from homeroom.console.sheets import plain
from homeroom.console.views.grades.charts import CAUSES, _of_causes, _of_days, _of_times
from homeroom.console.views.grades.front import in_order
from homeroom.console.views.grades.one import named, sides_of
from homeroom.console.views.grades.reach import chosen_of, said
from homeroom.console.words import SHOWN
from homeroom.rules.differences import Difference
from homeroom.store.grade_charts import Day, Time
from homeroom.store.grades_out import KEPT_BACK, Cause, Chosen
from tests.people import CLASS
from tests.unit.push.cases import delivery, result

Row = tuple[str, Any, Any, bool]


def sides(ours: dict[str, Any], theirs: dict[str, Any]) -> list[Row]:
    """Return a grade of an app beside what the SIS showed of it first."""
    score = ours.pop("score", None)
    rows = sides_of(result(score, **ours), delivery(baseline=theirs))
    return [(str(words), left, right, differs) for words, left, right, differs in rows]


@pytest.mark.parametrize(
    ("ours", "theirs", "shown"),
    [
        ("0", None, (Decimal(0), "nothing", True)),
        ("0", "0", (Decimal(0), "0", False)),
        ("0.0", "0", (Decimal("0.0"), "0", False)),
        (None, "0", ("nothing", "0", True)),
        (None, None, ("nothing", "nothing", False)),
        ("9.50", "9.5", (Decimal("9.50"), "9.5", False)),
        ("100", "10", (Decimal(100), "10", True)),
    ],
)
def test_a_score_of_nought_is_a_grade_and_no_score_is_none(
    ours: str | None, theirs: str | None, shown: tuple[Any, Any, bool]
) -> None:
    assert sides({"score": ours}, {"score": theirs}) == [("Score", *shown)]


@pytest.mark.parametrize(
    ("ours", "theirs", "differs"),
    [(None, False, False), (False, None, False), (True, True, False), (True, False, True)],
)
def test_a_flag_that_is_not_said_is_not_set(
    ours: bool | None, theirs: bool | None, differs: bool
) -> None:
    words = {True: "yes", False: "nothing", None: "nothing"}
    assert sides({"late": ours}, {"late": theirs}) == [
        ("Late", words[ours], words[theirs], differs)
    ]


def test_only_what_the_sis_showed_is_compared() -> None:
    assert [row[0] for row in sides({"score": "8"}, {"text_score": "B", "id": "x"})] == [
        str(SHOWN["text_score"])
    ]


def test_an_edit_that_was_seen_goes_before_what_was_seen_first() -> None:
    one = delivery(baseline={"score": "7"}, facts={"shown": {"score": "9"}})
    assert [row[2] for row in sides_of(result("8"), one)] == ["9"]


def test_without_two_sides_nothing_stands_side_by_side() -> None:
    assert sides_of(result("8"), delivery()) == []
    assert sides_of(None, delivery(baseline={"score": "8"})) == []


def test_a_receipt_is_told_by_names_for_people_and_without_ids() -> None:
    held = {
        "id": "at-campus", "digest": "d", "score": "0", "missing": False, "late": True,
        "text_score": None, "comment": ["See page 2", "well done"], "category": {"title": "Tests"},
    }  # fmt: skip
    assert [(str(name), value) for name, value in named(held, SHOWN)] == [
        ("Score", "0"),
        ("Missing", "no"),
        ("Late", "yes"),
        ("Comment", "See page 2, well done"),
        ("Category", "title: Tests"),
    ]


def test_counts_stand_in_the_order_of_the_way_and_nought_is_left_out() -> None:
    counts = {"dropped": 1, "refused": 2, "delivered": 30, "held": 0}
    assert in_order(counts) == [("delivered", 30), ("refused", 2), ("dropped", 1)]


@pytest.mark.parametrize(
    ("state", "code", "again"),
    [
        ("refused", "result.over_maximum", True),
        ("held", "parent.not_delivered", True),
        ("conflict", "conflict.edited_in_sis", False),
        ("held", "result.cleared", False),
        ("held", "adopt.proposed", False),
        ("held", "posted.sign_off", False),
    ],
)
def test_what_asks_a_person_is_not_offered_to_be_checked_again(
    state: str, code: str, again: bool
) -> None:
    told = said(Cause(kind="result", state=state, code=code, many=1, facts={}))
    assert told.again is again
    assert told.owner is not None
    assert "{" not in told.words + told.fix, "a fact that lacks is an ellipsis"


def test_a_state_that_is_none_narrows_nothing() -> None:
    for state in ("", "delivered", "nonsense"):
        assert chosen_of({"state": state}) == Chosen(states=KEPT_BACK)
    assert chosen_of({"state": "held"}).states == ("held",)


def test_an_id_is_read_however_it_is_written_and_what_is_none_is_not_there() -> None:
    assert chosen_of({"class": CLASS.upper(), "item": ""}) == Chosen(class_id=CLASS)
    for name in ("class", "item"):
        with pytest.raises(Http404):
            chosen_of({name: "nonsense"})


def drawn(chart: dict[str, Any] | None) -> tuple[str, list[list[Any]]]:
    assert chart is not None
    assert [[one[0].rpartition("[")[2].rstrip("]"), *one[1:]] for one in chart["rows"]] == [
        [label, *(series["values"][at] for series in chart["drawn"]["series"])]
        for at, label in enumerate(chart["drawn"]["labels"])
    ], "the table says what the chart draws"
    return chart["finding"], chart["rows"]


def test_the_day_with_most_deliveries_is_named() -> None:
    days = [Day(date(2026, 10, 5), 2, 9), Day(date(2026, 10, 6), 5, 0)]
    finding, rows = drawn(_of_days(days))
    assert finding == "7 were delivered in the last 30 days, most on 2026-10-06"
    assert rows == [["2026-10-05", 2, 9], ["2026-10-06", 5, 0]]


@pytest.mark.parametrize(("refused", "words"), [(1, "1 was refused"), (4, "4 were refused")])
def test_days_on_which_all_was_refused_name_no_best_day(refused: int, words: str) -> None:
    finding, rows = drawn(_of_days([Day(date(2026, 10, 5), 0, refused)]))
    assert finding == f"{words} in the last 30 days, and none delivered"
    assert rows == [["2026-10-05", 0, refused]]


def cause(code: str, many: int, kind: str = "result") -> Cause:
    return Cause(kind=kind, state="refused", code=code, many=many, facts={})


def test_a_cause_of_grades_and_of_line_items_is_one() -> None:
    code = "result.student_not_enrolled"
    found = [cause(code, 4), cause("is.no-code", 3), cause(code, 2, "lineItem")]
    finding, rows = drawn(_of_causes(found))
    words = "The student was never enrolled in this class."
    assert finding == f"6 of 9 that are refused have one cause: {words}"
    assert rows == [[f"{words} [{code}]", 6], ["[is.no-code]", 3]]


def test_what_is_counted_is_written_as_people_read_it() -> None:
    assert drawn(_of_days([Day(date(2026, 10, 5), 1_574, 0)]))[0].startswith("1,574 were delivered")
    assert drawn(_of_days([Day(date(2026, 10, 5), 0, 2_000)]))[0].startswith("2,000 were refused")
    assert drawn(_of_causes([cause("is.no-code", 1_490)]))[0].startswith("1,490 of 1,490 that")
    assert drawn(_of_times([Time(10, 1_490)]))[0].startswith("The last 1,490 grades all reached")


def test_causes_that_are_not_drawn_are_counted_all_the_same() -> None:
    finding, rows = drawn(_of_causes([cause(f"code.{at}", 50 - at) for at in range(CAUSES + 3)]))
    assert finding.startswith(f"50 of {sum(50 - at for at in range(CAUSES + 3))} ")
    assert len(rows) == CAUSES


def test_within_a_minute_is_a_minute_and_no_more() -> None:
    times = [Time(10, 3), Time(60, 2), Time(600, 4), Time(3_600, 0), Time(86_400, 0), Time(None, 1)]
    finding, rows = drawn(_of_times(times))
    assert finding == "5 of the last 10 grades reached the SIS within a minute"
    assert [row[0] for row in rows] == [
        "up to 10 seconds", "up to a minute", "up to 10 minutes", "up to an hour", "up to a day",
        "longer",
    ]  # fmt: skip


def test_without_figures_nothing_is_drawn() -> None:
    assert (_of_days([]), _of_causes([]), _of_times([Time(10, 0)])) == (None, None, None)


def test_rules_are_compared_in_words() -> None:
    found = [
        Difference("scope.places", None, ({"place": "district", "deliver": "hold"},)),
        Difference("masters[1]", {"sources": [{"app": "campus"}, {"app": "roster"}]}, None),
    ]
    assert lines_of(found) == [
        ("scope.places", "-", "place: district, deliver: hold"),
        ("masters[1]", "sources: app: campus; app: roster", "-"),
    ]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ("=1+1", "'=1+1"),
        ("+1 555", "'+1 555"),
        ("@here", "'@here"),
        ("-x", "'-x"),
        ("-7.5", "-7.5"),
        (None, ""),
        (0, "0"),
        ('Zoë "Zo" O\'Hara', 'Zoë "Zo" O\'Hara'),
    ],
)
def test_no_cell_of_a_sheet_is_run_as_a_formula(cell: Any, text: str) -> None:
    assert plain(cell) == text
