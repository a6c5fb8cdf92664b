"""Rows of the rules: added, replaced where they say the same thing otherwise, and taken out."""

from datetime import date
from typing import Any

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.rules.document import NO_RULES, Rules
from homeroom.rules.filters import Condition, FilterRule, How, Keep
from homeroom.rules.rows import LISTS, rows_of, with_row, without_row
from homeroom.rules.schools import NewSchools, Unmapped
from homeroom.rules.scope import ClosedTerms, Deliver, FrozenDays, GoLive, Mark, PlaceScope
from homeroom.rules.section import Section
from homeroom.rules.windows import GradeWindow
from homeroom.rules.year import Stop, Suspension

OCTOBER, NOVEMBER = date(2026, 10, 1), date(2026, 11, 1)
TITLES = (Condition("title", How.CONTAINS, "study hall"),)
# For each list a row, and another one that says something else of the same.
ROWS: dict[str, tuple[Section, Section]] = {
    "scope.places": (PlaceScope(deliver=Deliver.HOLD), PlaceScope(deliver=Deliver.SEND)),
    "scope.go_live": (GoLive(day=OCTOBER), GoLive(day=NOVEMBER)),
    "scope.frozen": (
        FrozenDays(first=OCTOBER, last=NOVEMBER),
        FrozenDays(first=OCTOBER, last=OCTOBER),
    ),
    "scope.closed_terms": (ClosedTerms(days_after=5), ClosedTerms(days_after=9)),
    "scope.send_to_sis": (Mark(app="m", key="sync"), Mark(app="m", key="send")),
    "scope.released": (Mark(app="m", key="done"), Mark(app="m", key="released")),
    "windows": (GradeWindow(hours=1), GradeWindow(hours=2)),
    "year.suspended": (
        Suspension(what=Stop.IMPORT, first=OCTOBER, last=NOVEMBER),
        Suspension(what=Stop.REMOVALS, first=OCTOBER, last=NOVEMBER),
    ),
    "filters": (
        FilterRule("m", "class", Keep.EXCLUDE, TITLES),
        FilterRule("m", "class", Keep.INCLUDE, TITLES),
    ),
    "new_schools": (NewSchools("m", Unmapped.LEAVE_OUT), NewSchools("m", Unmapped.TAKE_IN)),
}
every = pytest.mark.parametrize("path", LISTS)


def test_each_list_is_looked_at_here() -> None:
    assert ROWS.keys() == LISTS.keys()


@every
def test_without_rules_a_list_is_empty_and_a_row_is_its_only_one(path: str) -> None:
    first, _ = ROWS[path]
    assert rows_of(NO_RULES, path) == ()
    assert rows_of(with_row(NO_RULES, path, first), path) == (first,)


@every
def test_what_is_said_of_the_same_takes_the_place_of_what_was_said(path: str) -> None:
    first, second = ROWS[path]
    both = with_row(with_row(NO_RULES, path, first), path, second)
    assert rows_of(both, path) == ((second,) if LISTS[path] else (first, second))


@every
def test_a_row_that_is_there_already_is_not_doubled(path: str) -> None:
    first, _ = ROWS[path]
    assert with_row(with_row(NO_RULES, path, first), path, first) == with_row(NO_RULES, path, first)


@every
def test_the_rules_are_as_before_without_what_was_added(path: str) -> None:
    assert without_row(with_row(NO_RULES, path, ROWS[path][0]), path, 0) == NO_RULES


def test_other_lists_stay_as_they_are() -> None:
    rules = NO_RULES
    for path, (row, _) in ROWS.items():
        rules = with_row(rules, path, row)
    less = without_row(rules, "scope.frozen", 0)
    assert {path for path in LISTS if rows_of(less, path) != rows_of(rules, path)} == {
        "scope.frozen"
    }


def test_places_that_differ_stand_side_by_side() -> None:
    one, other = ClosedTerms(days_after=1), ClosedTerms(place="school:oak", days_after=1)
    rules = with_row(with_row(NO_RULES, "scope.closed_terms", one), "scope.closed_terms", other)
    assert rows_of(rules, "scope.closed_terms") == (one, other)
    assert rows_of(without_row(rules, "scope.closed_terms", 0), "scope.closed_terms") == (other,)


@pytest.mark.parametrize("place", [-1, 1, 99])
def test_a_row_that_is_not_there_cannot_be_taken_out(place: int) -> None:
    rules: Rules = with_row(NO_RULES, "windows", GradeWindow())
    with pytest.raises(NeedsDistrict, match="not there any more"):
        without_row(rules, "windows", place)


@pytest.mark.parametrize("path", ["", "scope", "masters", "scope.nonsense"])
def test_there_is_no_list_of_another_name(path: str) -> None:
    with pytest.raises(KeyError):
        rows_of(NO_RULES, path)
    made: Any = GradeWindow()
    with pytest.raises(KeyError):
        with_row(NO_RULES, path, made)
