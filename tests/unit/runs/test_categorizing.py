"""Categories of apps beside those of the SIS: counted by where they land, near ones proposed."""

from hypothesis import given
from hypothesis import strategies as st

from homeroom.push.checks.category_place import Fate, Target
from homeroom.rules.alike import bare
from homeroom.rules.categories import (
    Categories,
    CategoryMapping,
    DefaultCategory,
    Unknown,
    UnknownCategory,
    folded,
    with_mapping,
)
from homeroom.rules.places import Where
from homeroom.rules.toml import from_toml
from homeroom.runs.deliver.categorizing import Landed, Near, near, rows_of
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


titles = st.sampled_from([None, "quiz", "Quizzes", "TESTS", "Labs", "Exit Ticket"])
places = st.sampled_from(["district", "school:oak", "school:elm", "course:alg", "class:bio-1"])
rules_of = st.builds(
    Categories,
    mappings=st.lists(
        st.builds(
            CategoryMapping,
            place=places,
            title=st.sampled_from(["Quiz", "Labs", "Exit Ticket"]),
            to=st.sampled_from([*TITLES, "Nowhere"]),
            app=st.sampled_from(["", "mathly"]),
        ),
        max_size=4,
        unique_by=lambda one: (one.place, one.app, one.title),
    ).map(tuple),
    defaults=st.lists(
        st.builds(DefaultCategory, place=places, title=st.sampled_from(TITLES)), max_size=2
    ).map(tuple),
    unknown=st.lists(
        st.builds(UnknownCategory, place=places, then=st.sampled_from(Unknown)), max_size=2
    ).map(tuple),
)
uses = st.lists(
    st.builds(
        UsedCategory,
        st.sampled_from(["mathly", "reado"]),
        st.sampled_from([WHERE, ELSEWHERE]),
        titles,
        st.integers(1, 50),
    ),
    max_size=12,
)


@given(rules_of, uses)
def test_no_line_item_is_lost_or_counted_twice(
    decided: Categories, some: list[UsedCategory]
) -> None:
    found = rows_of(TARGET, decided, some)
    assert sum(one.line_items for one in found) == sum(one.line_items for one in some)
    assert sum(one.classes for one in found) == len(some)
    for one in found:
        assert (one.becomes is not None) is (one.fate is Fate.COUNTS)
        assert one.becomes is None or one.becomes in TITLES
    keys = [(one.app, one.category, one.fate, one.becomes, one.by) for one in found]
    assert len(set(keys)) == len(keys)


@given(rules_of, uses)
def test_only_what_has_no_place_is_proposed_for_the_sis(
    decided: Categories, some: list[UsedCategory]
) -> None:
    found = rows_of(TARGET, decided, some)
    lost = {(one.app, one.category) for one in found if one.fate is not Fate.COUNTS}
    for one in near(found, TITLES):
        assert bare(one.like) == bare(one.category)
        if one.in_sis:
            assert (one.app, one.category) in lost
            assert one.like in TITLES
        else:
            assert folded(one.like) != folded(one.category)


@given(rules_of, uses)
def test_every_proposal_that_is_followed_gives_its_category_a_place(
    decided: Categories, some: list[UsedCategory]
) -> None:
    everywhere = ["district", "school:oak", "school:elm", "course:alg", "class:bio-1"]
    for one in near(rows_of(TARGET, decided, some), TITLES):
        if not one.in_sis:
            continue
        for place in everywhere:
            made = CategoryMapping(place=place, title=one.category, to=one.like, app=one.app)
            decided = with_mapping(decided, made)
        rows = [
            row
            for row in rows_of(TARGET, decided, some)
            if (row.app, row.category) == (one.app, one.category)
        ]
        assert {(row.fate, row.becomes) for row in rows} == {(Fate.COUNTS, one.like)}
