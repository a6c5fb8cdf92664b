"""One course of an app as several sections: grades are placed, and nothing is guessed."""

import pytest

from homeroom.mapping.fan_out import fanned_item, placed_result, section_for
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


@pytest.mark.parametrize(
    ("before", "now", "ever", "expected"),
    [
        (None, ["s2"], ["s1", "s2"], "s2"),
        (None, [], ["s1"], "s1"),
        ("s1", ["s2"], ["s1", "s2"], "s1"),
        ("s9", ["s2"], ["s2"], "s2"),
        (None, ["s1", "s2"], ["s1", "s2"], None),
        (None, [], [], None),
        (None, ["s9"], ["s9"], None),
    ],
    ids=[
        "where the student is now",
        "where the student was",
        "a move takes no grade along",
        "placed elsewhere before the map",
        "in two sections at once",
        "never in any",
        "in another class",
    ],
)
def test_the_section_of_a_grade(
    before: str | None, now: list[str], ever: list[str], expected: str | None
) -> None:
    assert section_for(before, now, ever, MAP.sections) == expected


def test_a_map_names_each_section_once() -> None:
    with pytest.raises(ValueError, match="each of them once"):
        ClassMap(app="mathly", course="c", sections=("s1", "s1"))
