"""Which term and grading period a day falls in."""

from datetime import date

import pytest
from msgspec import structs

from homeroom.sandbox.campus.calendar import (
    current_period,
    grading_periods,
    in_a_term,
    period_on,
)
from tests.unit.sandbox.rows import ALGEBRA, HEALTH, Q1, Q2, Q3, Q4, S1, YEAR, roster


def _titles(section: int) -> list[str]:
    found = roster()
    return [period.title for period in grading_periods(found, found.sections[section])]


def test_periods_of_a_section_are_those_below_its_terms() -> None:
    assert _titles(ALGEBRA) == ["Q1", "Q2", "Q3", "Q4"]
    assert _titles(HEALTH) == ["Q1", "Q2"]


def test_section_of_the_whole_year_has_all_of_them() -> None:
    found = roster()
    section = structs.replace(found.sections[ALGEBRA], sessions=(YEAR,))
    periods = grading_periods(found, section)
    assert [period.number for period in periods] == [Q1, Q2, Q3, Q4]


def test_term_without_periods_below_is_its_own() -> None:
    found = roster()
    bare = {number: row for number, row in found.sessions.items() if number in (YEAR, S1)}
    changed = roster(sessions=bare)
    (period,) = grading_periods(changed, changed.sections[HEALTH])
    assert period.title == "S1"


def test_term_that_is_not_there_is_left_out() -> None:
    found = roster(sessions={})
    assert grading_periods(found, found.sections[ALGEBRA]) == []
    assert period_on(found, found.sections[ALGEBRA], date(2026, 9, 1)) is None
    assert current_period(found, found.sections[ALGEBRA], date(2026, 9, 1)) is None
    assert not in_a_term(found, found.sections[ALGEBRA], date(2026, 9, 1))


@pytest.mark.parametrize(
    ("day", "period"),
    [
        ("2026-08-16", None),
        ("2026-08-17", "Q1"),
        ("2026-10-16", "Q1"),
        ("2026-10-17", None),
        ("2026-10-19", "Q2"),
        ("2026-12-18", "Q2"),
        ("2026-12-28", None),
        ("2027-03-12", "Q3"),
        ("2027-06-04", "Q4"),
        ("2027-06-05", None),
    ],
)
def test_last_day_of_a_quarter_still_belongs_to_it(day: str, period: str | None) -> None:
    found = roster()
    row = period_on(found, found.sections[ALGEBRA], date.fromisoformat(day))
    assert (row.title if row else None) == period


@pytest.mark.parametrize(
    ("day", "period"),
    [
        ("2026-08-01", "Q1"),
        ("2026-10-18", "Q1"),
        ("2026-10-19", "Q2"),
        ("2026-12-28", "Q2"),
        ("2027-01-04", "Q3"),
        ("2030-01-01", "Q4"),
    ],
)
def test_present_period_is_the_last_one_begun(day: str, period: str) -> None:
    found = roster()
    row = current_period(found, found.sections[ALGEBRA], date.fromisoformat(day))
    assert row is not None
    assert row.title == period


@pytest.mark.parametrize(
    ("section", "day", "inside"),
    [
        (ALGEBRA, "2026-10-17", True),
        (ALGEBRA, "2026-12-18", True),
        (ALGEBRA, "2026-12-19", False),
        (ALGEBRA, "2027-01-04", True),
        (HEALTH, "2026-12-18", True),
        (HEALTH, "2027-01-04", False),
        (HEALTH, "2026-08-16", False),
    ],
)
def test_day_is_in_a_term_of_the_section_or_not(section: int, day: str, inside: bool) -> None:
    found = roster()
    assert in_a_term(found, found.sections[section], date.fromisoformat(day)) is inside
