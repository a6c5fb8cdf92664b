"""Who is who across sources: exact after folding, and never a guess."""

from datetime import date
from typing import Any

import pytest

from homeroom.merge.identity import Match, find, folded, keys_of, settle_rivals
from homeroom.model.kinds import Kind
from homeroom.model.records import Role
from homeroom.model.roster import Class, User
from homeroom.rules.uniqueness import Domain

STATE, EMAIL, NAME = "state", "email", "name"
ORDER = [STATE, EMAIL, NAME]
BIRTH = date(2011, 5, 1)
DOMAINS = (
    Domain(entity="user", fields=("identifier",)),
    Domain(entity="student", fields=("email",)),
    Domain(entity="user", fields=("givenName", "familyName", "birthDate")),
)


def person(role: str = "student", **more: Any) -> User:
    roles = (Role(role_type="primary", role=role, org="o"),)
    return User(sourced_id="u", given_name="Ana", family_name="Ruiz", roles=roles, **more)


@pytest.mark.parametrize(("value", "same"), [
    ("ANA  Ruiz ", "ana ruiz"), ("Stra\N{LATIN SMALL LETTER SHARP S}e", "strasse"),
    ("e\N{COMBINING ACUTE ACCENT}", "\N{LATIN SMALL LETTER E WITH ACUTE}"), (None, ""),
    ((" b", "A"), "a,b"), (date(2026, 1, 2), "2026-01-02"),
])  # fmt: skip
def test_values_are_compared_folded(value: object, same: str) -> None:
    assert folded(value) == same


def test_a_record_has_a_key_in_every_domain_that_it_fills() -> None:
    found = keys_of(Kind.USER, person(email="A@River.example"), "7", BIRTH, DOMAINS)
    assert list(found.values()) == ["a@river.example", "ana\x1fruiz\x1f2011-05-01"]


def test_without_a_birth_date_a_name_is_no_key() -> None:
    assert keys_of(Kind.USER, person(), "7", None, DOMAINS) == {}


def test_a_domain_of_students_is_none_of_teachers() -> None:
    assert keys_of(Kind.USER, person("teacher", email="a@b"), "7", None, DOMAINS) == {}


def test_an_id_with_its_prefix_may_be_a_key_of_its_own() -> None:
    domain = Domain(entity="class", fields=("sourcedId",))
    room = Class(sourced_id="c", title="A1", course="k", school="s")
    assert keys_of(Kind.CLASS, room, "north-7", None, [domain]) == {domain.name: "north-7"}


def test_a_parts_boundary_is_part_of_the_key() -> None:
    domain = Domain(entity="user", fields=("givenName", "familyName"))
    one = User(sourced_id="u", given_name="An", family_name="Aruiz")
    two = User(sourced_id="u", given_name="Ana", family_name="Ruiz")
    first, second = (keys_of(Kind.USER, who, "7", None, [domain]) for who in (one, two))
    assert first != second


def test_one_record_with_the_same_key_is_the_match() -> None:
    there = {"h1": {EMAIL: {"a@b"}}, "h2": {EMAIL: {"c@d"}}}
    assert find({EMAIL: "a@b"}, ORDER, there, frozenset()) == Match("h1", domain=EMAIL)


def test_two_records_with_the_same_key_wait_for_a_person() -> None:
    there = {"h2": {EMAIL: {"a@b"}}, "h1": {EMAIL: {"a@b"}}}
    assert find({EMAIL: "a@b"}, ORDER, there, frozenset()) == Match(rivals=("h1", "h2"))


def test_whoever_differs_in_an_earlier_domain_is_somebody_else() -> None:
    there = {"h1": {STATE: {"1"}, EMAIL: {"family@b"}}}
    assert find({STATE: "2", EMAIL: "family@b"}, ORDER, there, frozenset()) == Match()


def test_an_earlier_domain_that_only_one_side_fills_says_nothing() -> None:
    there = {"h1": {EMAIL: {"a@b"}}}
    assert find({STATE: "2", EMAIL: "a@b"}, ORDER, there, frozenset()) == Match("h1", domain=EMAIL)


def test_an_earlier_domain_decides_though_a_later_one_points_elsewhere() -> None:
    there = {"h1": {STATE: {"1"}}, "h2": {EMAIL: {"a@b"}}}
    assert find({STATE: "1", EMAIL: "a@b"}, ORDER, there, frozenset()) == Match("h1", domain=STATE)


def test_two_of_one_source_that_look_alike_are_not_joined_but_told() -> None:
    there = {"h1": {EMAIL: {"a@b"}}}
    assert find({EMAIL: "a@b"}, ORDER, there, {"h1"}) == Match(alike=("h1",))


def test_one_that_the_source_names_otherwise_makes_the_other_doubtful() -> None:
    there = {"h1": {EMAIL: {"a@b"}}, "h2": {EMAIL: {"a@b"}}}
    assert find({EMAIL: "a@b"}, ORDER, there, {"h1"}) == Match(rivals=("h1", "h2"))


def test_two_records_of_one_source_cannot_both_be_the_same_one() -> None:
    found = {"a": Match("h1"), "b": Match("h1"), "c": Match("h2"), "d": Match()}
    assert settle_rivals(found) == {
        "a": Match(rivals=("h1",)), "b": Match(rivals=("h1",)), "c": Match("h2"), "d": Match(),
    }  # fmt: skip
