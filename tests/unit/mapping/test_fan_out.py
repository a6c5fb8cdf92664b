"""One course of an app as several sections: grades are placed, and nothing is guessed."""

from datetime import date

import pytest

from homeroom.mapping.fan_out import Stay, fanned_item, placed_result, section_for, unfanned
from homeroom.rules.class_maps import ClassMap

MAP = ClassMap(app="mathly", course="course-7", sections=("s1", "s2"))
WIRE = {"s1": "campus-1", "s2": "campus-2"}
ITEM = {"sourcedId": "q1", "title": "Quiz", "class": {"sourcedId": "course-7", "type": "class"}}
GRADE = {"sourcedId": "r1", "lineItem": {"sourcedId": "q1"}, "score": 8}


def test_a_line_item_becomes_one_for_each_section_under_ids_of_its_own() -> None:
    found = fanned_item(ITEM, MAP, WIRE)
    assert [one["sourcedId"] for one in found] == ["q1@s1", "q1@s2"]
    assert [one["class"] for one in found] == [
        {"sourcedId": "campus-1", "type": "class"},
        {"sourcedId": "campus-2", "type": "class"},
    ]
    assert {one["title"] for one in found} == {"Quiz"}


def test_a_section_that_is_the_course_itself_keeps_its_line_item() -> None:
    linked = ClassMap(app="mathly", course="campus-1", sections=("s1", "s2"))
    assert [one["sourcedId"] for one in fanned_item(ITEM, linked, WIRE)] == ["q1", "q1@s2"]
    assert placed_result(GRADE, linked, "s1", WIRE)["lineItem"]["sourcedId"] == "q1"


def test_a_line_item_in_a_section_is_known_by_its_id() -> None:
    assert [unfanned(id_, ("s1", "s2")) for id_ in ("q1@s1", "q@1@s2", "q1", "q1@s3", "@s1")] == [
        "q1",
        "q@1",
        None,
        None,
        "",
    ]


def test_a_section_that_nobody_knows_gets_no_line_item() -> None:
    assert [one["sourcedId"] for one in fanned_item(ITEM, MAP, {"s2": "campus-2"})] == ["q1@s2"]


def test_a_grade_goes_into_the_line_item_of_its_section_as_it_came() -> None:
    placed = placed_result(GRADE, MAP, "s2", WIRE)
    assert placed == {**GRADE, "lineItem": {"sourcedId": "q1@s2"}}
    with_class = placed_result({**GRADE, "class": {"sourcedId": "course-7"}}, MAP, "s2", WIRE)
    assert with_class["class"] == {"sourcedId": "campus-2"}


@pytest.mark.parametrize("section", [None, "s3"])
def test_a_grade_without_a_section_waits_for_an_item_that_is_not_there(section: str | None) -> None:
    assert placed_result(GRADE, MAP, section, WIRE)["lineItem"]["sourcedId"] == "q1@no section"


SCORED, TODAY = date(2026, 10, 5), date(2026, 11, 2)
FIRST, FRIDAY, MONDAY = date(2026, 8, 17), date(2026, 10, 9), date(2026, 10, 12)


def stay(section: str, first: date | None, last: date | None, *, shown: bool = True) -> Stay:
    return Stay(section, first, last, shown)


@pytest.mark.parametrize(
    ("before", "stays", "expected"),
    [
        (None, [stay("s2", FIRST, None)], "s2"),
        (None, [stay("s1", FIRST, FRIDAY), stay("s2", MONDAY, None)], "s1"),
        (None, [stay("s1", SCORED, None), stay("s2", FIRST, SCORED)], "s1"),
        (None, [stay("s2", None, None), stay("s1", FIRST, FRIDAY)], "s2"),
        (None, [stay("s1", MONDAY, None)], "s1"),
        (None, [stay("s1", FIRST, date(2026, 9, 1))], "s1"),
        (None, [stay("s1", FIRST, None, shown=False)], "s1"),
        (None, [stay("s1", FIRST, None, shown=False), stay("s2", FIRST, None)], "s2"),
        ("s1", [stay("s1", FIRST, date(2026, 9, 1)), stay("s2", MONDAY, None)], "s1"),
        ("s9", [stay("s2", FIRST, None)], "s2"),
        (None, [stay("s1", FIRST, None), stay("s2", FIRST, None)], None),
        (None, [stay("s1", FIRST, FIRST), stay("s2", FRIDAY, FRIDAY)], None),
        (None, [stay("s1", FIRST, FRIDAY), stay("s1", MONDAY, None)], "s1"),
        (None, [], None),
        (None, [stay("s9", FIRST, None)], None),
    ],
    ids=[
        "where the student is",
        "where the student was when it was scored",
        "moved on that very day",
        "in two on that day, and in one today",
        "came later",
        "left before",
        "not shown any more",
        "not shown there any more",
        "a move takes no grade along",
        "placed elsewhere before the map",
        "in two sections at once",
        "in two, and in none on either day",
        "came back to the same",
        "never in any",
        "in another class",
    ],
)
def test_the_section_of_a_grade(
    before: str | None, stays: list[Stay], expected: str | None
) -> None:
    assert section_for(before, stays, [SCORED, TODAY], MAP.sections) == expected


def test_a_map_names_each_section_once() -> None:
    with pytest.raises(ValueError, match="each of them once"):
        ClassMap(app="mathly", course="c", sections=("s1", "s1"))
