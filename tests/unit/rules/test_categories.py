"""Categories are mapped by title, where the narrowest place says so."""

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.rules.categories import (
    BY_TITLE,
    Categories,
    CategoryMapping,
    DefaultCategory,
    Unknown,
    UnknownCategory,
    choice_for,
)
from homeroom.rules.toml import from_toml, to_toml
from tests.unit.push.cases import WHERE

TEXT = """
[categories]
mappings = [{title = "Quiz", to = "Quizzes"}, {place = "class:alg-1", title = "Quiz", to = "Tests"}]
defaults = [{title = "Homework"}]
unknown = [{place = "teacher:t1", then = "hold"}]
"""
PLACES = ("district", "school:oak", "course:alg", "teacher:t1", "class:alg-1")


def test_categories_are_read_and_written_as_the_same_rules() -> None:
    rules = from_toml(TEXT)
    assert rules.categories.unknown == (UnknownCategory(place="teacher:t1", then=Unknown.HOLD),)
    assert from_toml(to_toml(rules)) == rules


@pytest.mark.parametrize("at", range(1, len(PLACES)))
def test_the_narrowest_place_decides(at: int) -> None:
    places = PLACES[at - 1 : at + 1]
    rules = Categories(
        mappings=tuple(CategoryMapping(place=one, title="Quiz", to=one) for one in places),
        defaults=tuple(DefaultCategory(place=one, title=one) for one in places),
    )
    choice = choice_for(rules, "mathly", WHERE, " QUIZ ")
    assert (choice.mapped, choice.default) == (places[1], places[1])
    assert choice.by == f"a mapping of categories for {places[1]}"


def test_in_one_place_the_mapping_of_the_app_goes_before_that_of_all_apps() -> None:
    every = CategoryMapping(title="Quiz", to="Quizzes")
    mine = CategoryMapping(title="Quiz", to="Labs", app="mathly")
    rules = Categories(mappings=(every, mine))
    assert choice_for(rules, "mathly", WHERE, "Quiz").mapped == "Labs"
    assert choice_for(rules, "other", WHERE, "Quiz").mapped == "Quizzes"


def test_without_rules_the_title_decides() -> None:
    assert choice_for(Categories(), "mathly", WHERE, "Quiz") is BY_TITLE
    assert choice_for(from_toml(TEXT).categories, "mathly", WHERE, None).mapped is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('mappings = [{title = "A", to = "B"}, {title = "a ", to = "C"}]', "mapped twice"),
        ('mappings = [{title = " ", to = "B"}]', "has a title"),
        ('unknown = [{then = "guess"}]', "guess"),
    ],
)
def test_rules_that_would_be_ambiguous_are_not_read(text: str, said: str) -> None:
    with pytest.raises(NeedsDistrict) as problem:
        from_toml(f"[categories]\n{text}")
    assert said in problem.value.message
