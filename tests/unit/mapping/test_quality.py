"""Which rows lack what the district asks for, what is said of them, and which stay out."""

from datetime import date
from typing import Any

import pytest

from homeroom.mapping.attributes import Verdict
from homeroom.mapping.filters import door_of
from homeroom.mapping.incoming import Incoming, read_incoming
from homeroom.mapping.quality import Lack, lacking_of
from homeroom.model.dialect import Dialect
from homeroom.model.kinds import Kind
from homeroom.model.records import UNSAID
from homeroom.rules.document import NO_RULES, Rules
from homeroom.rules.filters import Condition, FilterRule, How, Keep
from homeroom.rules.intake import AS_IT_COMES, intake_of
from homeroom.rules.mappings import MappedAttribute
from homeroom.rules.quality import Need, Quality, Requirement, Without
from homeroom.rules.toml import from_toml
from tests.unit.model.examples import CHICAGO, JSON, least

TODAY = date(2026, 11, 2)
PLAIN = Dialect(lambda _, wire: wire, lambda *_: ())
STUDENT = {"roles": [{"role": "student", "roleType": "primary", "org": {"sourcedId": "o1"}}]}
TEACHER = {"roles": [{"role": "teacher", "roleType": "primary", "org": {"sourcedId": "o1"}}]}
OUT, REPORT = Without.LEAVE_OUT, Without.REPORT


def ask(entity: str, attribute: str, **more: Any) -> Requirement:
    return Requirement(entity=entity, attribute=attribute, **more)


@pytest.mark.parametrize(("row", "attribute", "lacks"), [
    ({"email": "ana@river.example"}, "email", False),
    ({"email": ""}, "email", True), ({"email": "  "}, "email", True),
    ({"email": None}, "email", True), ({}, "email", True),
    ({"grades": []}, "grades", True), ({"grades": ["09"]}, "grades", False),
    ({"primaryOrg": {}}, "primaryOrg", True),
    ({"primaryOrg": {"sourcedId": "o1"}}, "primaryOrg", False),
    ({"enabledUser": False}, "enabledUser", False),
    ({"metadata": {"homeroom": "B2"}}, "metadata.homeroom", False),
    ({"metadata": {"homeroom": ""}}, "metadata.homeroom", True),
    ({"metadata": "soon"}, "metadata.homeroom", True),
    ({"userIds": [{"type": "SIS", "identifier": "7"}]}, "userIds.1.identifier", False),
    ({"userIds": []}, "userIds.1.identifier", True),
])  # fmt: skip
def test_a_row_lacks_what_is_blank_wherever_it_stands(
    row: JSON, attribute: str, lacks: bool
) -> None:
    found = lacking_of([ask("user", attribute)])(Kind.USER, least(Kind.USER, **row))
    assert found == ((Lack(attribute, Need.REQUIRED),) if lacks else ())


def test_zero_is_a_value() -> None:
    lacking = lacking_of([ask("lineItem", "resultValueMax")])
    assert lacking(Kind.LINE_ITEM, least(Kind.LINE_ITEM, resultValueMax=0)) == ()
    assert lacking(Kind.LINE_ITEM, least(Kind.LINE_ITEM)) != ()


@pytest.mark.parametrize(
    ("who", "lacks"),
    [(STUDENT, Lack("email", Need.REQUIRED, out=True)), (TEACHER, Lack("email", Need.REQUIRED)),
     ({}, Lack("email", Need.REQUIRED))],
    ids=["student", "teacher", "nobody in particular"],
)  # fmt: skip
def test_what_is_said_about_students_goes_before_what_is_said_about_all(
    who: JSON, lacks: Lack
) -> None:
    rules = [
        ask("student", "email", without=OUT),
        ask("user", "email"),
        ask("teacher", "phone"),
    ]
    wire = least(Kind.USER, **who, phone="1")
    assert lacking_of(rules)(Kind.USER, wire) == (lacks,)


def read(kind: Kind, quality: Quality, role: str = "sis", **more: Any) -> Incoming:
    rules = Rules(quality=quality)
    door = door_of(intake_of(rules, "app", TODAY, role), "app", CHICAGO)
    return read_incoming(kind, least(kind, **more), PLAIN, door, CHICAGO)


def of(*requirements: Requirement, usual: bool = False) -> Quality:
    return Quality(usual=usual, requirements=requirements)


def said(incoming: Incoming) -> list[tuple[str, object]]:
    return [(one.code, one.facts["fields"]) for one in incoming.issues]


def test_what_a_row_lacks_is_one_issue_for_each_need_and_the_row_is_used() -> None:
    quality = of(
        ask("user", "email"), ask("user", "phone"), ask("user", "sms", need=Need.RECOMMENDED)
    )
    incoming = read(Kind.USER, quality)
    assert said(incoming) == [("quality.required", "email, phone"), ("quality.recommended", "sms")]
    assert {(one.kind, one.subject) for one in incoming.issues} == {("user", "x1")}
    assert incoming.record is not None
    assert incoming.verdict is Verdict.COMES_IN
    assert said(read(Kind.USER, quality, email="a@b.example", phone="1", sms="2")) == []


def test_a_row_that_stays_out_says_only_why_it_does() -> None:
    quality = of(ask("user", "email", without=OUT), ask("user", "phone"))
    incoming = read(Kind.USER, quality)
    assert said(incoming) == [("quality.left_out", "email")]
    assert incoming.verdict is Verdict.FILTERED
    assert read(Kind.USER, quality, email="a@b.example").verdict is Verdict.COMES_IN


def test_what_a_source_leaves_open_is_not_missing() -> None:
    quality = of(ask("user", "email", without=OUT), ask("user", "metadata.homeroom"))
    left_open: JSON = {UNSAID: ["email", "metadata"]}
    opened = read(Kind.USER, quality, **left_open)
    assert (opened.issues, opened.verdict) == ((), Verdict.COMES_IN)


def test_a_row_that_a_filter_leaves_out_lacks_nothing() -> None:
    by_name = Condition(attribute="familyName", test=How.EQUALS, value="ruiz")
    rules = Rules(
        filters=(FilterRule(app="app", entity="user", keep=Keep.EXCLUDE, conditions=(by_name,)),),
        quality=of(ask("user", "email")),
    )
    door = door_of(intake_of(rules, "app", TODAY), "app", CHICAGO)
    mapped = door(Kind.USER, least(Kind.USER))
    assert (mapped.verdict, mapped.lacks) == (Verdict.FILTERED, ())


def test_an_attribute_is_looked_for_after_mapping() -> None:
    rules = Rules(
        mappings=(MappedAttribute(app="app", entity="user", attribute="email", source="username"),),
        quality=of(ask("user", "email")),
    )
    door = door_of(intake_of(rules, "app", TODAY), "app", CHICAGO)
    assert door(Kind.USER, least(Kind.USER, username="ana@river.example")).lacks == ()
    assert door(Kind.USER, least(Kind.USER, email="ana@river.example")).lacks != ()


@pytest.mark.parametrize(
    ("role", "kind", "fields"),
    [
        ("learning", Kind.LINE_ITEM, "dueDate, resultValueMax"),
        ("sis", Kind.CLASS, "terms"),
        ("sis", Kind.LINE_ITEM, ""),
        ("learning", Kind.CLASS, ""),
    ],
)
def test_without_any_rule_the_usual_attributes_are_asked_for(
    role: str, kind: Kind, fields: str
) -> None:
    found = said(read(kind, Quality(), role))
    assert found == ([("quality.required", fields)] if fields else [])


def test_records_are_taken_in_again_when_more_is_asked_and_not_for_the_usual() -> None:
    assert intake_of(NO_RULES, "app", TODAY, "learning").mark == AS_IT_COMES
    assert not intake_of(NO_RULES, "app", TODAY, "learning").leaves_out
    more = from_toml('[quality]\nrequirements = [{entity = "class", attribute = "classCode"}]\n')
    less = from_toml("[quality]\nusual = false\n")
    marks = {intake_of(rules, "app", TODAY, "learning").mark for rules in (NO_RULES, more, less)}
    assert len(marks) == 3
    others = from_toml(
        '[quality]\nrequirements = [{entity = "class", attribute = "classCode", app = "x"}]\n'
    )
    assert intake_of(others, "app", TODAY, "learning").mark == AS_IT_COMES
    strict = Rules(quality=of(ask("class", "classCode", without=OUT)))
    assert intake_of(strict, "app", TODAY).leaves_out
