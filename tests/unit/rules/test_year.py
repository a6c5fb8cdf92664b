"""Days on which something is suspended, and rules that outlive the records they name."""

from datetime import date
from typing import Any

import pytest

from homeroom.rules.categories import (
    Categories,
    CategoryMapping,
    DefaultCategory,
    Unknown,
    UnknownCategory,
)
from homeroom.rules.class_maps import ClassMap
from homeroom.rules.document import NO_RULES, Rules
from homeroom.rules.places import Level
from homeroom.rules.scope import Deliver, GradeScope, PlaceScope
from homeroom.rules.succession import Named, named, succeeded
from homeroom.rules.toml import from_toml, to_toml
from homeroom.rules.windows import GradeWindow
from homeroom.rules.year import SchoolYear, Stop, Suspension, in_force


def days(first: int, last: int, **more: Any) -> Suspension:
    given = {"what": Stop.IMPORT, **more}
    return Suspension(first=date(2027, 6, first), last=date(2027, 6, last), **given)


@pytest.mark.parametrize(
    ("day", "held"),
    [(4, False), (5, True), (9, True), (10, False)],
    ids=["the day before", "the first day", "the last day", "the day after"],
)
def test_a_suspension_holds_on_its_first_and_on_its_last_day(day: int, held: bool) -> None:
    found = in_force([days(5, 9)], Stop.IMPORT, "sis", date(2027, 6, day))
    assert (found is not None) is held


@pytest.mark.parametrize(
    ("app", "what", "held"),
    [
        ("sis", Stop.IMPORT, True),
        ("lms", Stop.IMPORT, False),
        ("sis", Stop.REMOVALS, False),
    ],
)
def test_a_suspension_is_about_one_thing_and_perhaps_one_app(
    app: str, what: Stop, held: bool
) -> None:
    rule = days(5, 9, app="sis")
    assert (in_force([rule], what, app, date(2027, 6, 7)) is not None) is held
    assert in_force([days(5, 9)], Stop.IMPORT, app, date(2027, 6, 7)) is not None


def test_of_several_the_one_that_ends_last_is_named() -> None:
    rules = [days(5, 7, why="inventory"), days(6, 20, why="the new year is set up"), days(1, 6)]
    found = in_force(rules, Stop.IMPORT, "sis", date(2027, 6, 6))
    assert found is not None
    assert found.words == (
        "Import is suspended from 2027-06-06 to 2027-06-20: the new year is set up."
    )


def test_a_suspension_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="before they begin"):
        days(9, 5)


def test_the_year_travels_with_the_rules() -> None:
    rules = Rules(
        year=SchoolYear(
            suspended=(days(5, 9, what=Stop.REMOVALS, app="sis"),),
            closed_before=date(2027, 6, 30),
        )
    )
    assert from_toml(to_toml(rules)) == rules
    assert 'what = "removals"' in to_toml(rules)


PLACED = Rules(
    scope=GradeScope(places=(PlaceScope(place="school:oak", deliver=Deliver.HOLD),)),
    categories=Categories(
        mappings=(
            CategoryMapping(place="course:alg", title="Quiz", to="Quizzes"),
            CategoryMapping(title="Test", to="Tests"),
        ),
        defaults=(DefaultCategory(place="class:alg-1", title="Homework"),),
        unknown=(UnknownCategory(place="teacher:t1", then=Unknown.HOLD),),
    ),
    classes=(ClassMap(app="lms", course="c7", sections=("alg-1", "alg-2")),),
    windows=(GradeWindow(place="class:alg-2", hours=2),),
)


def test_every_record_that_a_rule_names_is_found_with_its_place() -> None:
    assert set(named(PLACED)) == {
        Named("scope.places[1]", Level.SCHOOL, "oak"),
        Named("categories.mappings[1]", Level.COURSE, "alg"),
        Named("categories.defaults[1]", Level.CLASS, "alg-1"),
        Named("categories.unknown[1]", Level.TEACHER, "t1"),
        Named("classes[1]", Level.CLASS, "alg-1"),
        Named("classes[1]", Level.CLASS, "alg-2"),
        Named("windows[1]", Level.CLASS, "alg-2"),
    }
    assert named(NO_RULES) == []


def test_rules_name_the_successors_and_leave_the_rest_as_it_was() -> None:
    made = succeeded(PLACED, {(Level.COURSE, "alg"): "ALG", (Level.CLASS, "alg-1"): "NEW-1"})
    assert [one.place for one in made.categories.mappings] == ["course:ALG", "district"]
    assert made.categories.defaults[0].place == "class:NEW-1"
    assert made.classes[0].sections == ("NEW-1", "alg-2")
    assert made.categories.unknown == PLACED.categories.unknown
    assert (made.scope, made.windows) == (PLACED.scope, PLACED.windows)
    assert succeeded(PLACED, {}) == PLACED


def test_an_id_counts_only_on_its_own_level() -> None:
    assert succeeded(PLACED, {(Level.SCHOOL, "alg"): "x", (Level.COURSE, "alg-1"): "y"}) == PLACED


def test_two_sections_that_became_one_are_named_once() -> None:
    both = {(Level.CLASS, "alg-1"): "NEW", (Level.CLASS, "alg-2"): "NEW"}
    assert succeeded(PLACED, both).classes[0].sections == ("NEW",)
