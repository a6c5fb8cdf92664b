"""A record is rewritten by mappings, and what they do not name stays as the standard has it."""

from decimal import Decimal
from typing import Any

import pytest

from homeroom.issues.catalogue import tell
from homeroom.mapping.attributes import identity, mapping_of
from homeroom.mapping.incoming import Incoming, read_incoming
from homeroom.mapping.paths import value_at
from homeroom.model.dialect import Dialect
from homeroom.model.gradebook import Result
from homeroom.model.kinds import Kind
from homeroom.model.roster import User
from homeroom.rules.mappings import MappedAttribute
from homeroom.rules.steps import DateFormat, Prefix, Replace, Split, Trim
from tests.unit.model.examples import CHICAGO, least

PLAIN = Dialect(lambda _, wire: wire, lambda *_: ())


def mapped(entity: str, attribute: str, source: str = "", **more: Any) -> MappedAttribute:
    return MappedAttribute(app="lms", entity=entity, attribute=attribute, source=source, **more)


def read(kind: Kind, *rules: MappedAttribute, **more: Any) -> Incoming:
    return read_incoming(kind, least(kind, **more), PLAIN, mapping_of(rules, "lms"), CHICAGO)


def user(*rules: MappedAttribute, **more: Any) -> User:
    found = read(Kind.USER, *rules, **more)
    assert found.issues == ()
    assert isinstance(found.record, User)
    return found.record


@pytest.mark.parametrize(("path", "value"), [
    ("email", "a@b"), ("metadata.ic.house", "red"), ("metadata.deep.er", 1),
    ("userIds.2.identifier", "77"), ("userIds.3.identifier", None), ("userIds.0.identifier", None),
    ("email.x", None), ("nothing", None), ("metadata", {"ic.house": "red", "deep": {"er": 1}}),
])  # fmt: skip
def test_a_path_leads_through_objects_lists_and_keys_with_dots(path: str, value: Any) -> None:
    wire = {
        "email": "a@b",
        "metadata": {"ic.house": "red", "deep": {"er": 1}},
        "userIds": [{"identifier": "12"}, {"identifier": "77"}],
    }
    assert value_at(wire, path) == value


def test_one_source_attribute_may_feed_several() -> None:
    rules = (
        mapped("user", "identifier", "metadata.no"),
        mapped("user", "username", "metadata.no", steps=(Prefix(text="u"),)),
        mapped("user", "metadata.number", "metadata.no"),
    )
    made = user(*rules, metadata={"no": "17", "house": "red"}, email="a@b")
    assert (made.identifier, made.username, made.email) == ("17", "u17", "a@b")
    assert made.metadata == {"no": "17", "house": "red", "number": "17"}


def test_attributes_may_change_places_whatever_the_order_of_mappings() -> None:
    rules = (mapped("user", "givenName", "familyName"), mapped("user", "familyName", "givenName"))
    made = user(*rules, givenName="Oak", familyName="Ada")
    assert (made.given_name, made.family_name) == ("Ada", "Oak")
    assert user(*rules[::-1], givenName="Oak", familyName="Ada") == made


def test_constants_and_defaults_fill_in() -> None:
    rules = (
        mapped("user", "phone", constant="555-0100"),
        mapped("user", "email", "metadata.mail", default="none@river.example", steps=(Trim(),)),
    )
    made = user(*rules, metadata={"mail": "  "}, phone="1")
    assert (made.phone, made.email) == ("555-0100", "none@river.example")


def test_what_is_said_of_teachers_goes_before_what_is_said_of_users() -> None:
    rules = (
        mapped("teacher", "email", "metadata.work"),
        mapped("user", "email", "metadata.home"),
    )
    metadata = {"work": "w@x", "home": "h@x"}
    roles = [{"roleType": "primary", "role": "teacher", "org": {"sourcedId": "o"}}]
    assert user(*rules, metadata=metadata, roles=roles).email == "w@x"
    assert user(*rules, metadata=metadata).email == "h@x"


def test_another_apps_mappings_change_nothing() -> None:
    assert mapping_of((mapped("user", "email", "sms"),), "sis") is identity


def test_a_score_that_is_mapped_keeps_every_digit() -> None:
    points = Decimal("33.33333333333333336")
    found = read(Kind.RESULT, mapped("result", "score", "metadata.points"), score=Decimal(1),
                 metadata={"points": points})  # fmt: skip
    assert isinstance(found.record, Result)
    assert str(found.record.score) == str(points)


def test_a_field_that_cannot_be_mapped_is_an_issue_and_stays_as_it_was() -> None:
    rule = mapped("user", "username", "email", steps=(Split(separator="@", part=2),))
    found = read(Kind.USER, rule, email="ada", username="own", enabledUser=True)
    assert isinstance(found.record, User)
    assert found.record.username is None
    assert found.unsaid == {"username"}
    (issue,) = found.issues
    assert issue.code == "mapping.failed"
    assert tell(issue.code, issue.facts).words.startswith("username has no part 2: 'ada'")


def test_a_record_is_not_lost_with_a_field_that_it_needs() -> None:
    rule = mapped("class", "title", "metadata.day", steps=(DateFormat(read="%d.%m.%Y"),))
    found = read(Kind.CLASS, rule, title="Algebra", metadata={"day": "soon"})
    assert getattr(found.record, "title", None) == "Algebra"
    assert [one.code for one in found.issues] == ["mapping.failed"]


@pytest.mark.parametrize(("kind", "attribute"), [
    (Kind.RESULT, "score"), (Kind.RESULT, "comment"), (Kind.LINE_ITEM, "class"),
])  # fmt: skip
def test_no_grade_is_taken_in_part_and_none_goes_elsewhere(kind: Kind, attribute: str) -> None:
    steps = (Replace(table={}, otherwise="fail"),)  # type: ignore[arg-type]
    found = read(kind, mapped(kind.value, attribute, "sourcedId", steps=steps))
    assert found.record is None
    assert not found.deleted
    assert [one.code for one in found.issues] == ["mapping.record_failed"]
