"""The roster's indexes and the small questions its rows answer."""

from datetime import date
from typing import Any

import pytest
from msgspec import structs

from homeroom.sandbox.campus.nouns import Duty, Enrollment
from tests.unit.sandbox.rows import (
    ALGEBRA,
    ANA,
    BEGIN,
    BEN,
    HEALTH,
    LAST,
    PAM,
    Q1,
    Q2,
    S1,
    S2,
    SCHOOL,
    TEO,
    YEAR,
    person,
    roster,
)


def _stay(begin: date | None, last: date | None, **more: Any) -> Enrollment:
    return Enrollment(1, "student", ANA, ALGEBRA, SCHOOL, 1, begin, last, **more)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("begin", "last", "first", "end", "expected"),
    [
        ("2026-09-01", "2026-09-30", "2026-09-01", "2026-09-01", True),
        ("2026-09-01", "2026-09-30", "2026-09-30", "2026-10-05", True),
        ("2026-09-01", "2026-09-30", "2026-08-01", "2026-09-01", True),
        ("2026-09-01", "2026-09-30", "2026-08-01", "2026-12-01", True),
        ("2026-09-01", "2026-09-30", "2026-10-01", "2026-10-02", False),
        ("2026-09-01", "2026-09-30", "2026-08-01", "2026-08-31", False),
        (None, "2026-09-30", "2020-01-01", "2020-01-01", True),
        ("2026-09-01", None, "2030-01-01", "2030-01-01", True),
        (None, None, "2026-01-01", "2026-01-01", True),
    ],
)
def test_stay_overlaps_a_span_that_touches_it(
    begin: str | None, last: str | None, first: str, end: str, expected: bool
) -> None:
    row = _stay(_day(begin), _day(last))
    assert row.overlaps(date.fromisoformat(first), date.fromisoformat(end)) is expected


def test_deleted_and_no_show_stays_cover_nothing() -> None:
    assert _stay(BEGIN, LAST).covers(date(2026, 10, 14))
    assert not _stay(BEGIN, LAST, deleted=True).covers(date(2026, 10, 14))
    assert not _stay(BEGIN, LAST, no_show=True).covers(date(2026, 10, 14))


@pytest.mark.parametrize(
    ("day", "active"),
    [
        ("2026-08-16", False),
        ("2026-08-17", True),
        ("2027-06-04", True),
        ("2027-06-05", False),
    ],
)
def test_duty_is_active_from_its_first_to_its_last_day(day: str, active: bool) -> None:
    assert Duty("student", SCHOOL, BEGIN, LAST).active_on(date.fromisoformat(day)) is active


def test_duty_without_dates_is_always_active_and_no_show_never() -> None:
    assert Duty("teacher", SCHOOL).active_on(date(1999, 1, 1))
    assert not Duty("student", SCHOOL, no_show=True).active_on(BEGIN)


def test_rows_are_found_by_section_and_by_person() -> None:
    found = roster()
    assert [row.person for row in found.rows_of_section[ALGEBRA]] == [ANA, BEN]
    assert [row.person for row in found.staff_of_section[ALGEBRA]] == [TEO]
    assert {row.section for row in found.rows_of_person[ANA]} == {ALGEBRA, HEALTH}
    assert {row.role for row in found.rows_of_person[TEO]} == {"teacher"}
    assert PAM not in found.rows_of_person


def test_rows_of_a_section_stand_in_the_order_of_people() -> None:
    rows = {
        1: Enrollment(1, "student", 9, ALGEBRA, SCHOOL, 1),
        2: Enrollment(2, "student", 3, ALGEBRA, SCHOOL, 1),
        3: Enrollment(3, "student", 9, ALGEBRA, SCHOOL, 1),
    }
    found = roster(student_rows=rows).rows_of_section[ALGEBRA]
    assert [(row.person, row.number) for row in found] == [(3, 2), (9, 1), (9, 3)]


def test_children_of_sessions_and_orgs_leave_out_the_deleted() -> None:
    found = roster()
    assert [row.number for row in found.children_of_session[YEAR]] == [S1, S2]
    assert [row.number for row in found.children_of_session[S1]] == [Q1, Q2]
    assert [row.name for row in found.children_of_org[1]] == ["Hollow School", "Far School"]
    assert SCHOOL not in found.children_of_org


def test_sessions_of_a_school_are_those_of_its_sections_with_parents_and_children() -> None:
    found = roster()
    assert found.session_numbers_of_school(SCHOOL) == set(found.sessions)
    assert found.session_numbers_of_school(3) == set()


def test_people_and_orgs_are_found_by_their_guids() -> None:
    found = roster()
    assert found.person_by_guid[found.people[ANA].guid] == ANA
    assert found.org_by_guid[found.orgs[SCHOOL].guid] == SCHOOL


def test_newest_row_of_all_tables_is_known() -> None:
    late = person(99, "Late Comer", Duty("student", SCHOOL))
    people = dict(roster().people) | {99: structs.replace(late, modified=777)}
    assert roster(people=people).newest() == 777
    assert roster().newest() == 1


def test_name_is_given_and_family_name() -> None:
    assert roster().people[ANA].name == "Ana Ruiz"
