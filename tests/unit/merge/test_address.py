"""Which hub record a target's own record is: by a fact that names exactly one, never by a guess."""

from datetime import date
from typing import Any

import pytest

from homeroom.merge.address import FACTS, Directory, rivals
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.model.roster import AcademicSession, Class, Course, Org, User


def user(**facts: Any) -> User:
    return User(sourced_id="u", given_name="Ana", family_name="Ruiz", **facts)


def org(name: str, type_: str = "school", identifier: str | None = None) -> Org:
    return Org(sourced_id="o", name=name, type=type_, identifier=identifier)


def section(title: str, code: str | None = None, school: str = "oak") -> Class:
    return Class(sourced_id="c", title=title, course="k", school=school, class_code=code)


def term(title: str, begin: date = date(2026, 8, 17), type_: str = "term") -> AcademicSession:
    return AcademicSession(
        sourced_id="t", title=title, type=type_, start_date=begin, end_date=date(2026, 12, 19)
    )


def course(title: str, code: str | None) -> Course:
    return Course(sourced_id="k", title=title, course_code=code)


def found(kind: Kind, hub: dict[str, Record], wanted: Record) -> str | None:
    return Directory(kind, hub).find(wanted)


@pytest.mark.parametrize(
    ("kind", "hub", "wanted"),
    [
        pytest.param(Kind.USER, user(identifier="77"), user(identifier="77"), id="identifier"),
        pytest.param(
            Kind.USER, user(identifier="77", email="a@x.example"),
            user(identifier="77", email="b@x.example"), id="identifier, though the email differs",
        ),
        pytest.param(Kind.USER, user(email="Ana@x.example"), user(email=" ana@X.example"),
                     id="email, in any case"),
        pytest.param(
            Kind.USER, user(email="a@x.example"), user(identifier="77", email="a@x.example"),
            id="email, where one side has no identifier",
        ),
        pytest.param(Kind.USER, user(username="ana"), user(username="ana"), id="username"),
        pytest.param(Kind.ORG, org("Oak", identifier="1"), org("Oak School", identifier="1"),
                     id="a school's identifier"),
        pytest.param(Kind.ORG, org("Oak"), org("oak ", identifier="1"), id="a school's name"),
        pytest.param(Kind.CLASS, section("A1", "ALG-1"), section("Algebra", "alg-1"),
                     id="a class code"),
        pytest.param(Kind.CLASS, section("A1"), section("A1", "ALG-1"), id="a class's title"),
        pytest.param(Kind.COURSE, course("Algebra", "ALG"), course("Algebra", "ALG"), id="course"),
        pytest.param(Kind.ACADEMIC_SESSION, term("Fall"), term("fall"), id="term"),
    ],
)  # fmt: skip
def test_a_fact_that_names_one_record_finds_it(kind: Kind, hub: Record, wanted: Record) -> None:
    assert found(kind, {"hub": hub}, wanted) == "hub"


@pytest.mark.parametrize(
    ("kind", "hub", "wanted"),
    [
        pytest.param(Kind.USER, user(identifier="77"), user(identifier="78"), id="another person"),
        pytest.param(
            Kind.USER, user(identifier="77", email="family@x.example"),
            user(identifier="78", email="family@x.example"), id="a sibling with the same email",
        ),
        pytest.param(
            Kind.USER, user(email="a@x.example", username="ana"),
            user(email="b@x.example", username="ana"), id="the same username elsewhere",
        ),
        pytest.param(Kind.USER, user(), user(), id="the same name is no fact"),
        pytest.param(Kind.USER, user(identifier=" "), user(identifier="\t"), id="blanks"),
        pytest.param(Kind.ORG, org("Oak", "district"), org("Oak", "school"), id="another type"),
        pytest.param(Kind.ORG, org("Oak", identifier="1"), org("Oak", identifier="2"),
                     id="another school of the same name"),
        pytest.param(Kind.CLASS, section("Algebra 1", "ALG-1"), section("Algebra 1", "ALG-2"),
                     id="another section of the same course"),
        pytest.param(Kind.CLASS, section("A1", "ALG-1"), section("A1", "ALG-1", "elm"),
                     id="the same code in another school"),
        pytest.param(Kind.COURSE, course("Algebra", "ALG"), course("Algebra", "ALG2"),
                     id="another code"),
        pytest.param(Kind.COURSE, course("Algebra", None), course("Algebra", None), id="no code"),
        pytest.param(Kind.ACADEMIC_SESSION, term("Fall"), term("Fall", date(2025, 8, 17)),
                     id="last year's term"),
        pytest.param(Kind.ACADEMIC_SESSION, term("Fall"), term("Fall", type_="gradingPeriod"),
                     id="a grading period"),
    ],
)  # fmt: skip
def test_what_is_not_surely_the_same_is_not_matched(
    kind: Kind, hub: Record, wanted: Record
) -> None:
    assert found(kind, {"hub": hub}, wanted) is None


def test_a_fact_that_names_two_records_names_none() -> None:
    hub: dict[str, Record] = {"a": section("Algebra 1"), "b": section("Algebra 1")}
    assert found(Kind.CLASS, hub, section("Algebra 1")) is None


def test_where_one_fact_names_two_a_later_one_may_name_the_one() -> None:
    hub: dict[str, Record] = {
        "a": user(identifier="77", email="a@x.example"),
        "b": user(identifier="77", email="b@x.example"),
    }
    assert found(Kind.USER, hub, user(identifier="77", email="b@x.example")) == "b"
    assert found(Kind.USER, hub, user(identifier="77")) is None


def test_the_first_fact_wins_over_a_later_one_that_names_another_record() -> None:
    hub: dict[str, Record] = {
        "a": user(identifier="77", email="old@x.example"),
        "b": user(identifier="78", email="new@x.example"),
    }
    assert found(Kind.USER, hub, user(identifier="77", email="new@x.example")) == "a"


def test_an_empty_hub_knows_nobody() -> None:
    assert found(Kind.USER, {}, user(identifier="77", email="a@x.example")) is None


def test_grades_are_addressed_by_roster_records_only() -> None:
    assert set(FACTS) == {
        Kind.ORG, Kind.ACADEMIC_SESSION, Kind.COURSE, Kind.CLASS, Kind.USER,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("found", "taken", "rivals_"),
    [
        pytest.param({"a": "h1", "b": "h2"}, {}, set(), id="each its own"),
        pytest.param({"a": "h1", "b": "h1", "c": "h2"}, {}, {"a", "b"}, id="two at once"),
        pytest.param({"b": "h1"}, {"h1": "a"}, {"b"}, id="one more, later"),
        pytest.param({"a": "h1"}, {"h1": "a"}, set(), id="the same one again"),
        pytest.param({"a": "h1"}, {"h2": "b"}, set(), id="another one's id"),
    ],
)
def test_two_that_look_alike_are_both_no_match(
    found: dict[str, str], taken: dict[str, str], rivals_: set[str]
) -> None:
    assert rivals(found, taken) == rivals_
