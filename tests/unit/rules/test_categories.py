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
    with_default,
    with_mapping,
    with_unknown,
    without_mapping,
)
from homeroom.rules.places import Level, Where
from homeroom.rules.succession import succeeded
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


LAST_TERM = Where(class_="alg-1", course="alg", school="oak", teachers=frozenset({"t1"}))
NEXT_TERM = Where(class_="alg-7", course="alg", school="oak", teachers=frozenset({"t1"}))


@pytest.mark.parametrize("place", ["district", "school:oak", "course:alg", "teacher:t1"])
def test_what_is_mapped_by_title_holds_on_in_the_next_term(place: str) -> None:
    """The next term has other classes and other categories of the same titles."""
    rules = Categories(
        mappings=(CategoryMapping(place=place, title="Exit Ticket", to="Quizzes"),),
        defaults=(DefaultCategory(place=place, title="Homework"),),
        unknown=(UnknownCategory(place=place, then=Unknown.HOLD),),
    )
    before, after = (
        choice_for(rules, "mathly", where, "exit ticket") for where in (LAST_TERM, NEXT_TERM)
    )
    assert after == before
    assert (after.mapped, after.default, after.unknown) == ("Quizzes", "Homework", Unknown.HOLD)


@pytest.mark.parametrize(
    ("unknown", "waits", "makes"),
    [
        (None, False, True),
        (Unknown.USE_DEFAULT, False, False),
        (Unknown.CREATE, True, True),
        (Unknown.HOLD, True, False),
    ],
)
def test_an_unknown_category_is_made_or_waits_as_somebody_said(
    unknown: Unknown | None, waits: bool, makes: bool
) -> None:
    rules = with_unknown(Categories(), "district", unknown)
    choice = choice_for(rules, "mathly", WHERE, "Quiz")
    assert (choice.waits, choice.makes) == (waits, makes)
    mapped = with_mapping(rules, CategoryMapping(title="Quiz", to="Tests"))
    assert not choice_for(mapped, "mathly", WHERE, "Quiz").makes


def test_a_mapping_takes_the_place_of_one_for_the_same_category() -> None:
    rules = from_toml(TEXT).categories
    made = with_mapping(rules, CategoryMapping(title=" QUIZ", to="Labs"))
    assert [one.to for one in made.mappings] == ["Tests", "Labs"]
    mine = with_mapping(made, CategoryMapping(title="quiz", to="Exams", app="mathly"))
    assert [one.to for one in mine.mappings] == ["Tests", "Labs", "Exams"]
    assert without_mapping(mine, "district", "mathly", "Quiz") == made
    assert without_mapping(made, "district", "", "quiz ").mappings == rules.mappings[1:]
    assert without_mapping(rules, "school:oak", "", "Quiz") == rules


def test_a_place_has_one_default_and_one_choice_for_unknown_ones() -> None:
    rules = with_default(from_toml(TEXT).categories, "district", "Labs")
    assert [one.title for one in rules.defaults] == ["Labs"]
    rules = with_default(rules, "school:oak", "Exams")
    assert choice_for(rules, "mathly", WHERE, None).default_of == "school:oak"
    assert with_default(rules, "school:oak", " ").defaults == (DefaultCategory(title="Labs"),)
    rules = with_unknown(rules, "teacher:t1", Unknown.CREATE)
    assert choice_for(rules, "mathly", WHERE, None).unknown is Unknown.CREATE
    assert with_unknown(rules, "teacher:t1", None).unknown == ()


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


def test_what_is_said_for_a_class_is_carried_on_to_its_successor() -> None:
    """`homeroom year match --apply` lets rules name what follows the classes of an old year."""
    held = from_toml(
        "[categories]\n"
        'mappings = [{place = "class:alg-1", title = "Exit Ticket", to = "Quizzes"}]\n'
        'defaults = [{place = "course:alg", title = "Homework"}]\n'
        'unknown = [{place = "class:alg-1", then = "hold"}]\n'
    )
    later = Where(class_="alg-7", course="alg-b", school="oak", teachers=frozenset({"t1"}))
    before = choice_for(held.categories, "mathly", later, "Exit Ticket")
    assert (before.mapped, before.default, before.unknown) == (None, None, None)
    successors = {(Level.CLASS, "alg-1"): "alg-7", (Level.COURSE, "alg"): "alg-b"}
    after = choice_for(succeeded(held, successors).categories, "mathly", later, "Exit Ticket")
    assert (after.mapped, after.default, after.unknown) == ("Quizzes", "Homework", Unknown.HOLD)
