"""Where a category lands is told ahead as the check of the line item will decide it."""

from itertools import product

import pytest

from homeroom.push.checks.category_place import Fate, Place, Target, place_of
from homeroom.push.checks.line_items import check_line_item
from homeroom.push.checks.verdict import Hold, Refuse, Send
from homeroom.rules.categories import CategoryChoice, Unknown
from tests.unit.push.cases import item_case, offering, rules

SHELF = ("Quizzes", "Tests")
TITLES = (None, "quizzes", "Labs")
MAPPED = (None, "Tests", "Exams")
DEFAULTS = (None, "tests", "Other")
UNKNOWN = (None, *Unknown)
EVERY = list(product(("1.1", "1.2"), TITLES, MAPPED, DEFAULTS, UNKNOWN))


def target(version: str = "1.2", **more: object) -> Target:
    plain = {"key": "campus", "title": "Campus", "rules": rules(), "titles": SHELF}
    return Target(version=version, **{**plain, **more})  # type: ignore[arg-type]


def decided(
    version: str, title: str | None, choice: CategoryChoice
) -> Place | tuple[Fate, str | None]:
    """Return what the check of a line item does in a class that has all categories of the SIS."""
    case = item_case(category=title, choice=choice, categories=lambda: offering(*SHELF))
    verdict = check_line_item(case, rules(), version)
    if isinstance(verdict, Send):
        named = verdict.record.category  # type: ignore[attr-defined]
        return (Fate.COUNTS, named.removeprefix("id of ")) if named else (Fate.NONE, None)
    assert isinstance(verdict, Refuse | Hold)
    return (Fate.HELD if isinstance(verdict, Hold) else Fate.REFUSED), None


@pytest.mark.parametrize(("version", "title", "mapped", "default", "unknown"), EVERY)
def test_it_is_what_the_check_of_a_line_item_decides(
    version: str,
    title: str | None,
    mapped: str | None,
    default: str | None,
    unknown: Unknown | None,
) -> None:
    mapped = mapped if title else None  # only a title can be mapped
    choice = CategoryChoice(mapped=mapped, by="a rule", default=default, unknown=unknown)
    place = place_of(target(version), choice, title)
    assert (place.fate, place.becomes) == decided(version, title, choice)


@pytest.mark.parametrize(
    ("choice", "title", "default", "place"),
    [
        (CategoryChoice(), "QUIZZES", "", Place(Fate.COUNTS, "Quizzes", "its title")),
        (CategoryChoice(mapped="tests", by="a rule"), "Labs", "",
         Place(Fate.COUNTS, "Tests", "a rule")),
        (CategoryChoice(default="Tests", default_of="school:oak"), "Labs", "Quizzes",
         Place(Fate.COUNTS, "Tests", "the default of school:oak")),
        (CategoryChoice(), None, "Quizzes",
         Place(Fate.COUNTS, "Quizzes", "the default of the connection")),
        (CategoryChoice(), "Labs", "", Place(Fate.REFUSED, None, "its title")),
    ],
)  # fmt: skip
def test_it_says_which_rule_decided(
    choice: CategoryChoice, title: str | None, default: str, place: Place
) -> None:
    assert place_of(target(default_category=default), choice, title) == place


@pytest.mark.parametrize(
    ("unknown", "fate"),
    [
        (None, Fate.MADE),
        (Unknown.CREATE, Fate.MADE),
        (Unknown.HOLD, Fate.HELD),
        (Unknown.USE_DEFAULT, Fate.COUNTS),
    ],
)
def test_a_target_that_takes_categories_gets_unknown_ones_unless_somebody_says_otherwise(
    unknown: Unknown | None, fate: Fate
) -> None:
    choice = CategoryChoice(unknown=unknown, default="Tests")
    assert place_of(target(takes_categories=True), choice, "Labs").fate is fate
    assert place_of(target(takes_categories=True), choice, "Tests").fate is Fate.COUNTS


def test_nothing_is_claimed_of_a_target_whose_categories_were_never_seen() -> None:
    place = place_of(target(titles=()), CategoryChoice(unknown=Unknown.HOLD), "Labs")
    assert place == Place(Fate.UNSEEN, "Labs", "its title")
