"""Rows of the rules: added, replaced where they say the same thing otherwise, and taken out."""

from typing import Any

import pytest
from msgspec import structs

from homeroom.errors import NeedsDistrict
from homeroom.rules.categories import CategoryMapping, DefaultCategory, Unknown, UnknownCategory
from homeroom.rules.class_maps import ClassMap
from homeroom.rules.document import NO_RULES, Rules
from homeroom.rules.filters import Condition, FilterRule, How, Keep
from homeroom.rules.letters import Letter, LetterTable
from homeroom.rules.posted import PostingWindow, TermGrade
from homeroom.rules.quality import Requirement
from homeroom.rules.rows import (
    LISTS,
    row_at,
    rows_of,
    value_of,
    with_row,
    with_row_at,
    with_value,
    without_row,
)
from homeroom.rules.scales import Conversion, Flag, Scales
from homeroom.rules.schools import NewSchools, Unmapped
from homeroom.rules.scope import ClosedTerms, Deliver, FrozenDays, GoLive, Mark, PlaceScope
from homeroom.rules.section import Section
from homeroom.rules.standards import ScoreGroup, Standard, Standards
from homeroom.rules.windows import GradeWindow
from homeroom.rules.year import Stop, Suspension
from tests.rule_rows import ENTERED, NOVEMBER, OCTOBER

# For each list another row, which says something else of what the first one is about.
OTHERS: dict[str, Section] = {
    "categories.mappings": CategoryMapping(app="mathly", title="exit  ticket", to="Tests"),
    "categories.defaults": DefaultCategory(title="Tests"),
    "categories.unknown": UnknownCategory(then=Unknown.CREATE),
    "scales.tables": LetterTable(name="letters", letters=(Letter(letter="A"),)),
    "scales.conversions": Conversion(app="campus", late=Flag.HOLD),
    "standards.groups": ScoreGroup(name="habits", levels=("1", "2")),
    "standards.crosswalk": Standard(
        objective=" ma.3", item="Effort", group="habits", app="mathly", source="CASE"
    ),
    "posted.term_grades": TermGrade(app="mathly", item="quarter  1", task="Q2 Grade"),
    "posted.windows": PostingWindow(first=OCTOBER, last=OCTOBER),
    "scope.places": PlaceScope(deliver=Deliver.SEND),
    "scope.go_live": GoLive(day=NOVEMBER),
    "scope.frozen": FrozenDays(first=OCTOBER, last=OCTOBER),
    "scope.closed_terms": ClosedTerms(days_after=9),
    "scope.send_to_sis": Mark(app="mathly", key="send"),
    "scope.released": Mark(app="mathly", key="done"),
    "windows": GradeWindow(hours=2),
    "classes": ClassMap(app="mathly", course="course-7", sections=("a", "b")),
    "quality.requirements": Requirement(entity="student", attribute="email", role="sis"),
    "year.suspended": Suspension(what=Stop.REMOVALS, first=OCTOBER, last=NOVEMBER),
    "filters": FilterRule("mathly", "class", Keep.INCLUDE, (Condition("title", How.EQUALS, "x"),)),
    "new_schools": NewSchools("mathly", Unmapped.TAKE_IN),
}
ROWS = {path: (ENTERED[path][1], other) for path, other in OTHERS.items()}
# What rows name that has to be there before.
NAMED = structs.replace(
    NO_RULES,
    scales=Scales(tables=(ENTERED["scales.tables"][1],)),
    standards=Standards(groups=(ENTERED["standards.groups"][1],)),
)
every = pytest.mark.parametrize("path", LISTS)


def base_of(path: str) -> Rules:
    """Return rules in which a list is empty, and what its rows name is there."""
    return NO_RULES if path in ("scales.tables", "standards.groups") else NAMED


def test_each_list_is_looked_at_here() -> None:
    assert ROWS.keys() == LISTS.keys() == ENTERED.keys()


@every
def test_without_rules_a_list_is_empty_and_a_row_is_its_only_one(path: str) -> None:
    first, _ = ROWS[path]
    assert rows_of(NO_RULES, path) == ()
    assert rows_of(with_row(base_of(path), path, first), path) == (first,)


@every
def test_what_is_said_of_the_same_takes_the_place_of_what_was_said(path: str) -> None:
    first, second = ROWS[path]
    both = with_row(with_row(base_of(path), path, first), path, second)
    assert rows_of(both, path) == ((second,) if LISTS[path] else (first, second))


@every
def test_a_row_that_is_there_already_is_not_doubled(path: str) -> None:
    once = with_row(base_of(path), path, ROWS[path][0])
    assert with_row(once, path, ROWS[path][0]) == once


@every
def test_the_rules_are_as_before_without_what_was_added(path: str) -> None:
    added = with_row(base_of(path), path, ROWS[path][0])
    assert without_row(added, path, 0) == base_of(path)


@every
def test_a_row_that_is_changed_stays_at_its_place(path: str) -> None:
    first, second = ROWS[path]
    held = with_row(base_of(path), path, first)
    changed = with_row_at(held, path, 0, second)
    assert rows_of(changed, path) == (second,)
    assert with_row_at(changed, path, 0, first) == held
    assert row_at(changed, path, 0) == second


def test_other_lists_stay_as_they_are() -> None:
    rules = NO_RULES
    for path, (row, _) in ROWS.items():
        rules = with_row(rules, path, row)
    less = without_row(rules, "scope.frozen", 0)
    assert {path for path in LISTS if rows_of(less, path) != rows_of(rules, path)} == {
        "scope.frozen"
    }


def test_a_row_that_becomes_another_one_takes_its_place_and_keeps_its_own() -> None:
    rules = NO_RULES
    for place in ("district", "school:oak", "school:elm"):
        rules = with_row(rules, "scope.closed_terms", ClosedTerms(place=place, days_after=1))
    made = ClosedTerms(place="school:elm", days_after=2)
    found = rows_of(with_row_at(rules, "scope.closed_terms", 0, made), "scope.closed_terms")
    assert found == (made, ClosedTerms(place="school:oak", days_after=1))


@pytest.mark.parametrize(
    ("path", "by", "words"),
    [
        ("scales.tables", "scales.conversions", "there is no table letters"),
        ("standards.groups", "standards.crosswalk", "there is no score group habits"),
    ],
)
def test_what_another_row_names_cannot_be_taken_out_nor_named_otherwise(
    path: str, by: str, words: str
) -> None:
    rules = with_row(NAMED, by, ROWS[by][0])
    with pytest.raises(ValueError, match=words):
        without_row(rules, path, 0)
    with pytest.raises(ValueError, match=words):
        with_row_at(rules, path, 0, structs.replace(row_at(rules, path, 0), name="others"))


def test_what_names_nothing_that_is_there_cannot_be_added() -> None:
    with pytest.raises(ValueError, match="there is no table letters"):
        with_row(NO_RULES, "scales.conversions", ROWS["scales.conversions"][0])


@pytest.mark.parametrize(
    ("path", "usual", "other"),
    [("quality.usual", True, False), ("year.closed_before", None, OCTOBER)],
)
def test_a_single_value_is_changed_alone(path: str, usual: Any, other: Any) -> None:
    assert value_of(NO_RULES, path) == usual
    changed = with_value(NO_RULES, path, other)
    assert value_of(changed, path) == other
    assert with_value(changed, path, usual) == NO_RULES


@pytest.mark.parametrize("path", ["", "quality.requirements", "masters_by_role", "year.nonsense"])
def test_there_is_no_value_of_another_name(path: str) -> None:
    with pytest.raises(KeyError):
        value_of(NO_RULES, path)
    with pytest.raises(KeyError):
        with_value(NO_RULES, path, None)


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
    with pytest.raises(NeedsDistrict, match="not there any more"):
        with_row_at(rules, "windows", place, GradeWindow(hours=3))


@pytest.mark.parametrize("path", ["", "scope", "masters", "scope.nonsense"])
def test_there_is_no_list_of_another_name(path: str) -> None:
    with pytest.raises(KeyError):
        rows_of(NO_RULES, path)
    made: Any = GradeWindow()
    with pytest.raises(KeyError):
        with_row(NO_RULES, path, made)
