"""A narrower rule goes before a wider one."""

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.rules.places import Level, Where, narrowest, read_place
from homeroom.rules.section import Section

ALGEBRA = Where(class_="c1", course="algebra", school="oak", teachers=frozenset({"t1", "t2"}))
PLACES = ["district", "school:oak", "course:algebra", "teacher:t1", "class:c1"]


class Placed(Section, frozen=True):
    place: str


@pytest.mark.parametrize("at", range(len(PLACES)), ids=PLACES)
def test_the_narrowest_place_that_holds_a_class_decides(at: int) -> None:
    rules = [Placed(place=place) for place in PLACES[: at + 1]]
    assert narrowest(rules, ALGEBRA) == Placed(place=PLACES[at])
    assert narrowest(rules[::-1], ALGEBRA) == Placed(place=PLACES[at])


def test_rules_of_other_places_say_nothing() -> None:
    other = ["school:elm", "course:biology", "teacher:t3", "class:c2"]
    assert narrowest([Placed(place=place) for place in other], ALGEBRA) is None


def test_of_two_teachers_the_rule_that_stands_first_counts() -> None:
    first, second = Placed(place="teacher:t2"), Placed(place="teacher:t1")
    assert narrowest([first, second], ALGEBRA) is first


@pytest.mark.parametrize(("text", "level", "id_"), [
    ("district", Level.DISTRICT, ""), ("class:a:b", Level.CLASS, "a:b"),
])  # fmt: skip
def test_a_place_is_a_level_and_an_id(text: str, level: Level, id_: str) -> None:
    assert read_place(text) == (level, id_)


@pytest.mark.parametrize("text", ["", "district:1", "class", "class:", "room:7", "School:oak"])
def test_what_is_no_place_is_said(text: str) -> None:
    with pytest.raises(NeedsDistrict, match="is no place"):
        read_place(text)
