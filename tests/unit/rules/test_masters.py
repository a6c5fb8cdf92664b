"""Master fields as an admin writes them, and the preset that writes them in one click."""

from typing import Any

import pytest

from homeroom.model.kinds import GRADEBOOK
from homeroom.rules.document import Rules
from homeroom.rules.entities import fields_of, person_of
from homeroom.rules.masters import MasterField, Mode, Voice, generated
from homeroom.rules.preset import LEFT_OUT, by_role

SIS = Voice(app="sis")


def test_generating_puts_the_source_first_and_keeps_the_others_behind_it() -> None:
    held = (MasterField(entity="student", field="email", sources=(Voice(app="lms"), SIS)),)
    first, second = generated(held, "student", ["email", "phone"], SIS)
    assert [one.app for one in first.sources] == ["sis", "lms"]
    assert (second.field, second.sources) == ("phone", (SIS,))


def test_generating_again_changes_nothing_but_the_mode() -> None:
    held = generated((), "class", ["title"], SIS)
    assert generated(held, "class", ["title"], SIS) == held
    (kept,) = generated(held, "class", ["title"], Voice(app="sis", mode=Mode.KEEP))
    assert kept.sources == (Voice(app="sis", mode=Mode.KEEP),)


@pytest.mark.parametrize(("given", "words"), [
    ({"entity": "pupil", "field": "email"}, "no entity pupil"),
    ({"entity": "student", "field": "e_mail"}, "no field e_mail"),
    ({"entity": "student", "field": "email", "sources": ()}, "at least one source"),
])  # fmt: skip
def test_a_master_field_that_cannot_be_meant_is_refused(given: dict[str, str], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        MasterField(**{"sources": (SIS,), **given})  # type: ignore[arg-type]


@pytest.mark.parametrize("given", [{}, {"app": "a", "role": "sis"}, {"role": "teacher"}], ids=str)
def test_a_source_is_an_app_or_a_role(given: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="source"):
        Voice(**given)


@pytest.mark.parametrize(("roles", "what"), [
    (["teacher", "student"], "student"), (["guardian", "teacher"], "teacher"),
    (["parent"], "contact"), (["aide"], "teacher"),
    (["siteAdministrator"], "administrator"), ([], "administrator"),
])  # fmt: skip
def test_a_person_is_one_thing_by_their_roles(roles: list[str], what: str) -> None:
    assert person_of(roles) == what


# What the guide tells admins to clear, entity by entity.
CLEARED = {
    "student": ["enrollment", "otherEnrollments", "rosters", "studentContacts"],
    "contact": ["schoolId", "otherSchoolIds", "relationships"],
    "teacher": ["primaryAssignment", "otherAssignments", "rosters"],
    "course": ["schoolId", "otherSchoolIds", "rosters"],
    "academicSession": ["schoolId", "otherSchoolIds", "rosters", "children"],
    "class": ["schoolId", "students", "otherStaff", "calendars"],
}
WITHOUT = {
    "student": {"primaryOrg", "roles", "agents"},
    "contact": {"primaryOrg", "roles", "agents"},
    "teacher": {"primaryOrg", "roles"},
    "course": {"org"},
    "academicSession": {"children"},
    "class": {"school", "terms"},
}


@pytest.mark.parametrize("entity", list(CLEARED))
def test_the_preset_leaves_out_the_relation_attributes_one_by_one(entity: str) -> None:
    assert list(LEFT_OUT[entity]) == CLEARED[entity]
    mastered = {one.field for one in by_role() if one.entity == entity}
    assert mastered == fields_of(entity).keys() - WITHOUT[entity]
    assert all(one.sources == (Voice(role="sis"),) for one in by_role() if one.entity == entity)


@pytest.mark.parametrize("kind", GRADEBOOK, ids=str)
def test_the_preset_gives_every_field_of_the_gradebook_to_the_gradebook_source(kind: str) -> None:
    found = [one for one in by_role() if one.entity == kind]
    assert {one.field for one in found} == fields_of(kind).keys()
    assert all(one.sources == (Voice(role="learning"),) for one in found)


def test_a_rule_of_the_district_comes_after_the_presets_and_so_counts() -> None:
    own = MasterField(entity="student", field="email", sources=(Voice(app="lms"),))
    assert Rules(masters_by_role=True, masters=(own,)).master_fields()[-1] == own
    assert Rules(masters=(own,)).master_fields() == (own,)
