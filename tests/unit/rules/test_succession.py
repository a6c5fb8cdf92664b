"""After a roll-over rules go on under the names of the new year."""

from typing import Any

import pytest

from homeroom.rules.document import NO_RULES, Rules
from homeroom.rules.places import Level
from homeroom.rules.succession import Named, named, succeeded
from homeroom.rules.toml import from_toml

LAST_YEAR = """
[[windows]]
place = "class:alg-25"
changed_percent = 30

[[windows]]
place = "school:oak"

[[classes]]
app = "mathly"
course = "m-7"
sections = ["alg-25", "geo-25"]

[[categories.mappings]]
place = "course:algebra-25"
app = "mathly"
title = "Quiz"
to = "Quizzes"
"""
NEW = {
    (Level.CLASS, "alg-25"): "alg-26",
    (Level.COURSE, "algebra-25"): "algebra-26",
}


def rules(text: str = LAST_YEAR) -> Rules:
    return from_toml(text)


def places(held: Rules) -> set[tuple[Level, str]]:
    return {(one.level, one.id) for one in named(held)}


def test_no_rules_name_nothing() -> None:
    assert named(NO_RULES) == []


def test_rules_of_the_whole_district_name_nothing() -> None:
    assert named(rules("[[windows]]\nhours = 12\n")) == []


def test_every_place_and_every_section_of_a_class_map_is_named_with_where_it_stands() -> None:
    assert set(named(rules())) == {
        Named("windows[1]", Level.CLASS, "alg-25"),
        Named("windows[2]", Level.SCHOOL, "oak"),
        Named("classes[1]", Level.CLASS, "alg-25"),
        Named("classes[1]", Level.CLASS, "geo-25"),
        Named("categories.mappings[1]", Level.COURSE, "algebra-25"),
    }


def test_a_successor_takes_the_place_of_what_is_over_everywhere() -> None:
    assert places(succeeded(rules(), NEW)) == {
        (Level.CLASS, "alg-26"),
        (Level.CLASS, "geo-25"),
        (Level.SCHOOL, "oak"),
        (Level.COURSE, "algebra-26"),
    }


def test_everything_but_the_names_stays() -> None:
    made = succeeded(rules(), NEW)
    assert made.windows[0].changed_percent == 30
    assert made.classes[0].course == "m-7"
    assert made.categories.mappings[0].to == "Quizzes"


def test_without_a_successor_a_rule_stays_as_it_is() -> None:
    assert succeeded(rules(), {}) == rules()


@pytest.mark.parametrize(
    "other",
    [(Level.SCHOOL, "alg-25"), (Level.COURSE, "alg-25"), (Level.TEACHER, "alg-25")],
    ids=lambda key: str(key[0]),
)
def test_an_id_of_another_level_is_another_record(other: tuple[Level, str]) -> None:
    assert succeeded(rules(), {other: "wrong"}) == rules()


def test_two_sections_that_became_one_are_named_once() -> None:
    both: dict[Any, str] = {(Level.CLASS, "alg-25"): "one", (Level.CLASS, "geo-25"): "one"}
    assert succeeded(rules(), both).classes[0].sections == ("one",)


def test_the_order_of_sections_stays() -> None:
    turned = succeeded(rules(), {(Level.CLASS, "alg-25"): "zzz-26"})
    assert turned.classes[0].sections == ("zzz-26", "geo-25")
