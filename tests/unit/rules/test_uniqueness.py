"""Domains of uniqueness as an admin writes them."""

import pytest

from homeroom.rules.uniqueness import Domain, usual


@pytest.mark.parametrize(("entity", "fields", "words"), [
    ("enrollment", ("user",), "no domains of uniqueness for enrollment"),
    ("result", ("score",), "no domains of uniqueness for result"),
    ("pupil", ("email",), "no domains of uniqueness for pupil"),
    ("user", (), "nothing cannot name a user"),
    ("user", ("email", "email"), "email, email cannot name"),
    ("user", ("enabledUser",), "enabledUser cannot name"),
    ("class", ("birthDate",), "birthDate cannot name"),
])  # fmt: skip
def test_attributes_that_name_nothing_are_refused(
    entity: str, fields: tuple[str, ...], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        Domain(entity=entity, fields=fields)


def test_a_domain_of_people_holds_for_every_person_and_one_of_students_for_them_alone() -> None:
    people, students = (Domain(entity=one, fields=("email",)) for one in ("user", "student"))
    assert people.is_about("teacher")
    assert students.is_about("student")
    assert not students.is_about("teacher")


def test_the_usual_domains_begin_with_ids() -> None:
    people = [one.fields for one in usual() if one.entity == "user"]
    assert people[0] == ("userMasterIdentifier",)
    assert people[-1] == ("givenName", "familyName", "birthDate")
