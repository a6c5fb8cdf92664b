"""What may reach the gradebook at all: places, go-live, marks, frozen days, closed terms."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec import structs

from homeroom.push.checks.scope import out_of_scope
from homeroom.push.checks.standing import Standing
from homeroom.push.checks.verdict import Hold
from homeroom.rules.scope import (
    ClosedTerms,
    Deliver,
    FrozenDays,
    GoLive,
    GradeScope,
    Mark,
    PlaceScope,
)
from tests.unit.push.cases import CHICAGO, NOW, Q1, Q2, WHERE, YEAR_TERM, item, result

PILOT = GradeScope(
    places=(
        PlaceScope(place="district", deliver=Deliver.HOLD),
        PlaceScope(place="school:oak", deliver=Deliver.SEND),
        PlaceScope(place="class:alg-9", deliver=Deliver.HOLD),
    )
)
LATE_EVENING = datetime(2026, 10, 8, 4, 30, tzinfo=UTC)  # half past eleven on the 7th in Chicago
MORNING = datetime(2026, 10, 8, 5, 30, tzinfo=UTC)


def held(rules: GradeScope, **changes: Any) -> Hold | None:
    given = {
        "app": "mathly",
        "where": WHERE,
        "terms": (YEAR_TERM, Q1, Q2),
        "item": item(),
        "grade": result(),
        "zone": CHICAGO,
        "now": NOW,
        **changes,
    }
    return out_of_scope(rules, Standing(**given))


def code(rules: GradeScope, **changes: Any) -> str | None:
    hold = held(rules, **changes)
    return hold.code if hold else None


def where(**changes: Any) -> Any:
    return structs.replace(WHERE, **changes)


def test_without_rules_everything_may_go() -> None:
    assert held(GradeScope()) is None


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        ({}, None),
        ({"school": "elm"}, "scope.place"),
        ({"school": None}, "scope.place"),
        ({"class_": "alg-9"}, "scope.place"),
    ],
)
def test_a_pilot_sends_the_grades_of_its_schools_alone(place: Any, expected: str | None) -> None:
    assert code(PILOT, where=where(**place)) == expected


@pytest.mark.parametrize("place", ["course:alg", "teacher:t1", "class:alg-1"])
def test_a_course_a_teacher_or_a_class_stays_out_alone(place: str) -> None:
    rules = GradeScope(places=(PlaceScope(place=place, deliver=Deliver.HOLD),))
    assert held(rules) == Hold("scope.place", {"place": place})
    others = where(course="geo", teachers=frozenset({"t2"}), class_="geo-1")
    assert held(rules, where=others) is None


@pytest.mark.parametrize(
    ("day", "expected"),
    [("2026-10-05", None), ("2026-10-06", "scope.before_go_live")],
)
def test_nothing_that_was_due_before_the_go_live_date_is_sent(
    day: str, expected: str | None
) -> None:
    assert code(GradeScope(go_live=(GoLive(day=date.fromisoformat(day)),))) == expected


def test_a_school_that_goes_live_earlier_need_not_wait_for_the_district() -> None:
    live = (GoLive(day=date(2027, 1, 4)), GoLive(place="school:oak", day=date(2026, 9, 1)))
    assert held(GradeScope(go_live=live)) is None
    assert code(GradeScope(go_live=live), where=where(school="elm")) == "scope.before_go_live"


def test_the_due_day_is_the_one_on_the_schools_clock() -> None:
    rules = GradeScope(go_live=(GoLive(day=date(2026, 10, 8)),))
    assert code(rules, item=item(due_date=LATE_EVENING)) == "scope.before_go_live"
    assert code(rules, item=item(due_date=MORNING)) is None


@pytest.mark.parametrize(
    ("metadata", "expected"),
    [
        ({}, "scope.not_released"),
        ({"released": "false"}, "scope.not_released"),
        ({"released": True}, None),
        ({"released": " TRUE "}, None),
    ],
)
def test_only_released_grades_go_where_the_app_says_which(
    metadata: dict[str, Any], expected: str | None
) -> None:
    rules = GradeScope(released=(Mark(app="mathly", key="released"),))
    assert code(rules, grade=result(metadata=metadata)) == expected
    assert code(rules, grade=None) is None
    assert code(rules, grade=result(metadata=metadata), app="bookly") is None


def test_an_item_goes_only_when_it_is_meant_for_the_sis() -> None:
    rules = GradeScope(send_to_sis=(Mark(app="mathly", key="sync", value="yes"),))
    assert code(rules, grade=None) == "scope.not_chosen"
    assert code(rules) == "scope.not_chosen"
    assert code(rules, item=item(metadata={"sync": "yes"})) is None


WEEK = FrozenDays(first=date(2026, 10, 5), last=date(2026, 10, 7), why="report cards")


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 10, 5, 4, 59, tzinfo=UTC), None),
        (datetime(2026, 10, 5, 5, 0, tzinfo=UTC), "scope.frozen"),
        (LATE_EVENING, "scope.frozen"),
        (MORNING, None),
    ],
)
def test_nothing_is_sent_on_frozen_days_of_the_schools_clock(
    now: datetime, expected: str | None
) -> None:
    assert code(GradeScope(frozen=(WEEK,)), now=now) == expected


def test_frozen_days_of_the_district_count_in_a_school_with_days_of_its_own() -> None:
    own = FrozenDays(place="school:oak", first=date(2026, 12, 1), last=date(2026, 12, 2))
    assert code(GradeScope(frozen=(WEEK, own))) == "scope.frozen"


def test_what_a_person_has_let_go_goes_on_frozen_days() -> None:
    assert held(GradeScope(frozen=(WEEK,)), lifted=("scope.frozen",)) is None
    assert code(PILOT, where=where(school="elm"), lifted=("scope.place",)) == "scope.place"


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (datetime(2026, 10, 19, 12, tzinfo=UTC), None),
        (datetime(2026, 10, 20, 12, tzinfo=UTC), "scope.term_closed"),
    ],
)
def test_the_grading_period_of_the_due_date_closes_some_days_after_its_end(
    now: datetime, expected: str | None
) -> None:
    rules = GradeScope(closed_terms=(ClosedTerms(days_after=3),))
    assert code(rules, now=now) == expected
    assert code(rules, now=now, item=item(due_date=date(2026, 10, 19))) is None
    assert code(rules, now=now, item=item(due_date=None)) is None


def test_a_hold_names_the_dates() -> None:
    rules = GradeScope(closed_terms=(ClosedTerms(days_after=3),))
    hold = held(rules, now=datetime(2026, 11, 2, 12, tzinfo=UTC))
    facts = {"term": "q1", "end": "2026-10-16", "last": "2026-10-19"}
    assert hold == Hold("scope.term_closed", facts)
