"""A student must be, or have been, in the class between assign date and score date."""

from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from homeroom.push.checks.enrolment import check_enrolment
from homeroom.push.checks.verdict import Hold, Refuse
from homeroom.store.outgoing import Stay
from tests.unit.push.cases import grade_case, item, result

# The work of every case was assigned on 1 October and scored on the 6th.


def stay(begin: str | None, end: str | None, vanished: datetime | None = None) -> Stay:
    first, last = (None if day is None else date.fromisoformat(day) for day in (begin, end))
    return Stay(first, last, vanished)


def check(*stays: Stay, mode: str = "hold", **changes: Any) -> Any:
    return check_enrolment(grade_case(stays=stays, **changes), mode)


@pytest.mark.parametrize(
    "stays",
    [
        [stay("2026-08-17", "2027-06-04")],
        [stay(None, None)],
        [stay("2026-08-17", "2026-10-01")],
        [stay("2026-08-17", "2026-10-03")],
        [stay("2026-10-06", None)],
        [stay("2026-10-02", "2026-10-02")],
        [stay("2026-08-17", "2026-09-01"), stay("2026-10-05", None)],
        [stay("2026-08-17", None, datetime(2026, 10, 2, 15, 0, tzinfo=UTC))],
    ],
    ids=["year", "open", "left-that-day", "left-between", "joined-last-day", "one-day", "returned",
         "vanished-between"],
)  # fmt: skip
def test_who_was_there_for_one_day_gets_the_grade(stays: list[Stay]) -> None:
    assert check(*stays) is None


def test_who_left_before_the_work_is_held_with_the_day() -> None:
    verdict = check(stay("2026-08-17", "2026-09-01"), stay("2026-09-03", "2026-09-30"))
    assert verdict == Hold(
        "result.left_the_class",
        {"assigned": "2026-10-01", "scored": "2026-10-06", "left": "2026-09-30"},
    )


def test_who_joined_after_the_work_is_held_with_the_day() -> None:
    verdict = check(stay("2026-11-01", None), stay("2026-10-20", "2026-10-30"))
    assert isinstance(verdict, Hold)
    assert verdict.code == "result.not_in_class_then"
    assert verdict.facts["joined"] == "2026-10-20"


def test_who_was_there_before_and_after_but_not_then_has_not_left() -> None:
    verdict = check(stay("2026-08-17", "2026-09-01"), stay("2026-11-01", None))
    assert isinstance(verdict, Hold)
    assert verdict.code == "result.not_in_class_then"


@pytest.mark.parametrize("mode", ["hold", "refuse"])
def test_who_was_never_in_the_class_is_refused(mode: str) -> None:
    assert check(mode=mode) == Refuse("result.student_not_enrolled")


def test_a_district_may_refuse_instead_of_hold_or_not_check_at_all() -> None:
    left = stay("2026-08-17", "2026-09-01")
    assert isinstance(check(left, mode="refuse"), Refuse)
    assert check(left, mode="off") is None
    assert check(mode="off") is None


def test_an_enrolment_that_ended_before_it_began_was_none() -> None:
    verdict = check(stay("2026-10-05", "2026-10-02"))
    assert isinstance(verdict, Hold)


@pytest.mark.parametrize(("zone", "held"), [("America/Chicago", True), ("America/New_York", False)])
def test_the_day_on_which_an_enrolment_vanished_is_the_schools_day(zone: str, held: bool) -> None:
    # Half past four in the night UTC: still 30 September in Chicago, 1 October in New York.
    vanished = datetime(2026, 10, 1, 4, 30, tzinfo=UTC)
    verdict = check(stay("2026-08-17", None, vanished), zone=ZoneInfo(zone))
    assert (verdict is not None) is held


def test_an_enrolment_ends_with_whatever_ended_it_first() -> None:
    vanished = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
    verdict = check(stay("2026-08-17", "2026-09-30", vanished))
    assert isinstance(verdict, Hold)
    assert verdict.facts["left"] == "2026-09-30"


@pytest.mark.parametrize(
    ("assign", "due", "expected"),
    [
        (None, date(2026, 10, 5), date(2026, 10, 5)),
        (None, None, date(2026, 10, 6)),
        (date(2026, 10, 20), date(2026, 10, 25), date(2026, 10, 6)),
        (datetime(2026, 10, 2, 4, 0, tzinfo=UTC), date(2026, 10, 5), date(2026, 10, 1)),
    ],
    ids=["due", "neither", "after-the-score", "instant"],
)
def test_the_assign_date_falls_back_and_is_never_after_the_score(
    assign: Any, due: date | None, expected: date
) -> None:
    case = grade_case(result(), item=item(assign_date=assign, due_date=due))
    assert case.assigned_on == expected
