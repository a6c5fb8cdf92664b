"""Categories of apps beside those of the SIS: counted by where they land, near ones proposed."""

from homeroom.push.category_place import Fate, Target
from homeroom.rules.categories import Categories
from homeroom.rules.places import Where
from homeroom.rules.toml import from_toml
from homeroom.runs.categorizing import Landed, Near, near, rows_of
from homeroom.store.in_use import UsedCategory
from tests.unit.push.cases import WHERE, rules

TITLES = ("Homework", "Quizzes", "Tests")
TARGET = Target(key="campus", title="Campus", rules=rules(), version="1.2", titles=TITLES)
ELSEWHERE = Where(class_="bio-1", course="bio", school="elm")


def used(app: str, title: str | None, items: int, where: Where = WHERE) -> UsedCategory:
    return UsedCategory(app, where, title, items)


def lines(decided: Categories, *some: UsedCategory) -> list[tuple[object, ...]]:
    return [
        (one.app, one.category, one.line_items, one.classes, one.fate, one.becomes)
        for one in rows_of(TARGET, decided, some)
    ]


def test_classes_with_one_outcome_are_counted_together() -> None:
    some = [used("mathly", "tests", 3), used("mathly", "tests", 4, ELSEWHERE)]
    assert lines(Categories(), *some) == [("mathly", "tests", 7, 2, Fate.COUNTS, "Tests")]


def test_a_category_that_lands_in_two_places_has_two_rows() -> None:
    decided = from_toml(
        '[categories]\nmappings = [{place = "school:elm", title = "tests", to = "Quizzes"}]\n'
    ).categories
    some = [used("mathly", "tests", 3), used("mathly", "tests", 4, ELSEWHERE)]
    found = rows_of(TARGET, decided, some)
    assert [(one.line_items, one.becomes, one.by) for one in found] == [
        (4, "Quizzes", "a mapping of categories for school:elm"),
        (3, "Tests", "its title"),
    ]


def test_apps_and_work_without_a_category_stand_apart() -> None:
    some = [used("reado", "Tests", 1), used("mathly", None, 2), used("mathly", "Labs", 1)]
    assert lines(Categories(), *some) == [
        ("mathly", None, 2, 1, Fate.REFUSED, None),
        ("mathly", "Labs", 1, 1, Fate.REFUSED, None),
        ("reado", "Tests", 1, 1, Fate.COUNTS, "Tests"),
    ]


def proposals(*some: UsedCategory) -> list[Near]:
    return near(rows_of(TARGET, Categories(), some), TITLES)


def test_what_lands_nowhere_is_proposed_to_be_what_it_resembles_in_the_sis() -> None:
    found = proposals(used("mathly", "Quiz", 3), used("mathly", "Home-Work", 2))
    assert found == [
        Near(app="mathly", category="Home-Work", line_items=2, like="Homework", in_sis=True),
        Near(app="mathly", category="Quiz", line_items=3, like="Quizzes", in_sis=True),
    ]


def test_what_has_its_place_or_is_like_nothing_is_not_proposed() -> None:
    assert proposals(used("mathly", "QUIZZES", 3), used("mathly", "Labs", 2)) == []


def test_of_two_alike_in_one_app_the_one_used_less_is_proposed_to_be_the_other() -> None:
    found = proposals(used("mathly", "Lab", 2), used("mathly", "Labs", 9), used("reado", "lab", 9))
    assert found == [
        Near(app="mathly", category="Lab", line_items=2, like="Labs", in_sis=False),
    ]


def test_titles_that_are_compared_as_one_are_not_near_duplicates() -> None:
    assert proposals(used("mathly", "Labs", 2), used("mathly", " LABS", 9)) == []


def test_a_mapped_category_needs_no_proposal() -> None:
    decided = from_toml('[categories]\nmappings = [{title = "Quiz", to = "Tests"}]\n').categories
    found: list[Landed] = rows_of(TARGET, decided, [used("mathly", "Quiz", 3)])
    assert near(found, TITLES) == []
