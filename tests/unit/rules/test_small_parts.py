"""Small parts of the rules say at once what is wrong with them."""

from typing import Any

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.rules.attributes import mapped, unmapped
from homeroom.rules.class_maps import ClassMap
from homeroom.rules.document import NO_RULES
from homeroom.rules.mappings import MappedAttribute
from homeroom.rules.placed import PlacedRule
from homeroom.rules.schools import MappedSchool, NewSchools, Unmapped, check_schools
from homeroom.rules.windows import USUAL, GradeWindow

EMAIL = MappedAttribute(app="mathly", entity="student", attribute="email", source="mail")


@pytest.mark.parametrize("sections", [(), ("a", "a"), ("a", "b", "a")])
def test_a_course_is_at_least_one_section_and_each_of_them_once(sections: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="each of them once"):
        ClassMap(app="mathly", course="m-7", sections=sections)


@pytest.mark.parametrize(
    "given",
    [{"hours": 0}, {"hours": -1}, {"changed_percent": -1}, {"emptied_percent": -20}],
    ids=str,
)
def test_a_window_has_an_hour_and_no_share_below_nothing(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="at least one hour"):
        GradeWindow(**given)


def test_the_usual_window_is_a_day_and_half_of_at_least_a_hundred() -> None:
    assert (USUAL.hours, USUAL.changed_percent, USUAL.changed_minimum) == (24, 50, 100)
    assert (USUAL.emptied_percent, USUAL.emptied_minimum) == (50, 100)


@pytest.mark.parametrize("place", ["", "room:7", "class:", "district:1"])
def test_a_rule_stands_in_a_place_that_there_is(place: str) -> None:
    with pytest.raises(ValueError, match=r"is no place\. Write district, or school:ID"):
        PlacedRule(place=place)


def test_a_rule_without_a_place_holds_everywhere() -> None:
    assert PlacedRule().place == "district"


def test_a_school_without_an_id_cannot_be_mapped() -> None:
    with pytest.raises(ValueError, match="by the id that its app gives it"):
        MappedSchool(app="mathly", school="")


def test_a_school_is_not_both_left_out_and_mapped() -> None:
    with pytest.raises(ValueError, match="either left out or a school of the hub"):
        MappedSchool(app="mathly", school="s-1", hub="oak", leave_out=True)


def test_a_school_of_an_app_is_mapped_once() -> None:
    twice = [MappedSchool(app="mathly", school="s-1", hub=hub) for hub in ("oak", "elm")]
    with pytest.raises(ValueError, match="mathly s-1 is mapped twice"):
        check_schools(twice, [])


def test_an_app_says_once_what_becomes_of_new_schools() -> None:
    twice = [NewSchools("mathly", one) for one in Unmapped]
    with pytest.raises(ValueError, match="mathly is mapped twice"):
        check_schools([], twice)


def test_two_apps_may_call_their_schools_the_same_and_share_one() -> None:
    schools = [
        MappedSchool(app="mathly", school="s-1", hub="oak"),
        MappedSchool(app="reado", school="s-1", hub="oak"),
        MappedSchool(app="reado", school="s-2", hub="oak"),
    ]
    check_schools(schools, [NewSchools(one, Unmapped.TAKE_IN) for one in ("mathly", "reado")])


def test_a_mapping_comes_in_behind_those_that_there_are() -> None:
    phone = MappedAttribute(app="mathly", entity="student", attribute="phone", source="tel")
    assert mapped(mapped(NO_RULES, EMAIL), phone).mappings == (EMAIL, phone)


def test_an_attribute_has_one_mapping_and_a_new_one_takes_its_place() -> None:
    other = MappedAttribute(app="mathly", entity="student", attribute="email", source="address")
    assert mapped(mapped(NO_RULES, EMAIL), other).mappings == (other,)


@pytest.mark.parametrize(
    "other",
    [
        MappedAttribute(app="reado", entity="student", attribute="email", source="mail"),
        MappedAttribute(app="mathly", entity="teacher", attribute="email", source="mail"),
    ],
    ids=["another app", "another entity"],
)
def test_mappings_of_others_stay(other: MappedAttribute) -> None:
    assert unmapped(mapped(mapped(NO_RULES, EMAIL), other), "mathly", "student", "email") == mapped(
        NO_RULES, other
    )


def test_what_is_not_mapped_cannot_be_taken_out() -> None:
    with pytest.raises(NeedsDistrict, match="email of student is not mapped for mathly") as caught:
        unmapped(NO_RULES, "mathly", "student", "email")
    assert "homeroom mappings list mathly" in caught.value.fix
