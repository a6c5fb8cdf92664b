"""From a source's ids to the hub's: what is translated, what waits, what is left out."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec import structs

from homeroom.mapping.references import Known, parents, resolve, settle_days, settle_roles
from homeroom.model.entities import ENTITIES
from homeroom.model.fields import Shape
from homeroom.model.gradebook import LineItem
from homeroom.model.kinds import Kind
from homeroom.model.records import Role
from homeroom.model.roster import User
from tests.unit.model.examples import record

FIELDS = [
    (kind, field)
    for kind in Kind
    for field in ENTITIES[kind].references()
    if not (kind is Kind.DEMOGRAPHICS and field.name == "user")
]
HARD = [(kind, field) for kind, field in FIELDS if field.hard]
SOFT = [(kind, field) for kind, field in FIELDS if not field.hard]
HARD_NAMES = {
    (Kind.CLASS, "course"), (Kind.CLASS, "school"),
    (Kind.ENROLLMENT, "user"), (Kind.ENROLLMENT, "class"),
    (Kind.LINE_ITEM, "class"), (Kind.LINE_ITEM, "scoreScale"),
    (Kind.RESULT, "lineItem"), (Kind.RESULT, "student"), (Kind.RESULT, "scoreScale"),
    (Kind.ASSESSMENT_LINE_ITEM, "scoreScale"),
    (Kind.ASSESSMENT_RESULT, "assessmentLineItem"), (Kind.ASSESSMENT_RESULT, "student"),
    (Kind.ASSESSMENT_RESULT, "scoreScale"),
}  # fmt: skip


def hub(*unknown: str) -> Known:
    """Know every id but some, under the name `hub-<id>`."""
    return lambda kind, id_: None if id_ in unknown else f"hub-{id_}"


def named(field: Any, *ids: str) -> Any:
    if field.shape is Shape.ROLES:
        return [{"role": "student", "org": {"sourcedId": one}} for one in ids]
    found = [{"sourcedId": one} for one in ids]
    return found if field.shape is Shape.REFERENCES else found[0]


def ids(field: Any, record_: Any) -> tuple[str, ...]:
    found: tuple[str, ...] = field.ids(getattr(record_, field.name))
    return found


def name(value: Any) -> str:
    return str(getattr(value, "wire", value))


def test_what_a_record_cannot_be_without_is_known_by_name() -> None:
    assert {(kind, field.wire) for kind, field in HARD} == HARD_NAMES
    demographics = ENTITIES[Kind.DEMOGRAPHICS].field("user")
    assert demographics.hard


@pytest.mark.parametrize(("kind", "field"), FIELDS, ids=name)
def test_a_known_reference_becomes_the_hubs_id(kind: Kind, field: Any) -> None:
    resolved = resolve(kind, record(kind, **{field.wire: named(field, "p1")}), hub())
    assert ids(field, resolved.record) == ("hub-p1",)
    assert not resolved.blocked
    assert resolved.waits == ()


@pytest.mark.parametrize(("kind", "field"), HARD, ids=name)
def test_a_record_waits_for_a_parent_that_it_cannot_be_without(kind: Kind, field: Any) -> None:
    given = record(kind, **{field.wire: named(field, "p9")})
    resolved = resolve(kind, given, hub("p9"))
    assert resolved.blocked
    assert resolved.waits == ((field.to, "p9"),)
    assert resolved.record == given


@pytest.mark.parametrize(("kind", "field"), SOFT, ids=name)
def test_another_reference_is_left_out_until_it_is_known(kind: Kind, field: Any) -> None:
    many = field.shape is not Shape.REFERENCE
    given = record(kind, **{field.wire: named(field, "p9", *(["p1"] if many else []))})
    resolved = resolve(kind, given, hub("p9"))
    assert not resolved.blocked
    assert resolved.waits == ((field.to, "p9"),)
    assert ids(field, resolved.record) == (("hub-p1",) if many else ())


@pytest.mark.parametrize(("kind", "field"), FIELDS, ids=name)
def test_parents_are_what_a_record_refers_to(kind: Kind, field: Any) -> None:
    given = record(kind, **{field.wire: named(field, "p1")})
    assert (field.to, "p1") in set(parents(kind, given))


def test_of_what_a_record_waits_for_the_blocking_parents_come_first() -> None:
    given = record(
        Kind.ASSESSMENT_LINE_ITEM,
        **{
            "class": {"sourcedId": "c9"},
            "parentAssessmentLineItem": {"sourcedId": "a9"},
            "scoreScale": {"sourcedId": "s9"},
        },
    )
    resolved = resolve(Kind.ASSESSMENT_LINE_ITEM, given, hub("c9", "a9", "s9"))
    assert resolved.blocked
    assert resolved.waits == (
        (Kind.SCORE_SCALE, "s9"),
        (Kind.CLASS, "c9"),
        (Kind.ASSESSMENT_LINE_ITEM, "a9"),
    )


def test_a_parent_that_is_named_twice_is_waited_for_once() -> None:
    given = record(
        Kind.LINE_ITEM,
        gradingPeriod={"sourcedId": "t9"},
        academicSession={"sourcedId": "t9"},
    )
    assert resolve(Kind.LINE_ITEM, given, hub("t9")).waits == ((Kind.ACADEMIC_SESSION, "t9"),)


def test_ids_are_looked_up_within_their_kind() -> None:
    known = {(Kind.USER, "7"): "hub-user", (Kind.CLASS, "7"): "hub-class"}
    given = record(Kind.ENROLLMENT, user={"sourcedId": "7"}, **{"class": {"sourcedId": "7"}})
    resolved: Any = resolve(Kind.ENROLLMENT, given, lambda kind, id_: known.get((kind, id_))).record
    assert (resolved.user, resolved.class_) == ("hub-user", "hub-class")


def test_two_ids_that_mean_one_record_are_one_reference() -> None:
    given = record(Kind.CLASS, terms=[{"sourcedId": "a"}, {"sourcedId": "b"}, {"sourcedId": "c"}])
    resolved: Any = resolve(Kind.CLASS, given, lambda _, id_: "t1" if id_ in "ab" else id_).record
    assert resolved.terms == ("t1", "c")


def test_a_role_keeps_its_dates_when_its_org_is_translated() -> None:
    given = record(
        Kind.USER,
        roles=[
            {"role": "aide", "org": {"sourcedId": "o9"}},
            {"role": "teacher", "org": {"sourcedId": "o1"}, "beginDate": "2026-08-17"},
        ],
    )
    resolved: Any = resolve(Kind.USER, given, hub("o9")).record
    assert resolved.roles == (
        Role(role_type="primary", role="teacher", org="hub-o1", begin_date=date(2026, 8, 17)),
    )


def administrator(*orgs: str) -> User:
    roles = tuple(Role(role_type="primary", role="ext:administrator", org=one) for one in orgs)
    return User(sourced_id="u", given_name="Ana", family_name="Ruiz", roles=roles)


@pytest.mark.parametrize(
    ("org_type", "role"),
    [
        ("school", "siteAdministrator"),
        ("department", "siteAdministrator"),
        ("", "siteAdministrator"),
        ("district", "districtAdministrator"),
        ("local", "districtAdministrator"),
        ("state", "districtAdministrator"),
        ("national", "districtAdministrator"),
        ("ext:region", "districtAdministrator"),
    ],
)
def test_an_administrator_of_1_1_is_one_of_the_org_of_the_role(org_type: str, role: str) -> None:
    types: Mapping[str, str] = {"o1": org_type} if org_type else {}
    assert [one.role for one in settle_roles(administrator("o1"), types).roles] == [role]


def test_each_role_of_an_administrator_is_settled_by_its_own_org() -> None:
    user = administrator("o1", "d1")
    user = structs.replace(
        user, roles=(*user.roles, Role(role_type="secondary", role="parent", org="o1"))
    )
    settled = settle_roles(user, {"o1": "school", "d1": "district"})
    assert [(one.role, one.org) for one in settled.roles] == [
        ("siteAdministrator", "o1"),
        ("districtAdministrator", "d1"),
        ("parent", "o1"),
    ]


def test_people_without_such_a_role_stay_as_they_are() -> None:
    user = structs.replace(
        administrator(), roles=(Role(role_type="primary", role="teacher", org="d1"),)
    )
    assert settle_roles(user, {"d1": "district"}) is user


CHICAGO = ZoneInfo("America/Chicago")
PHOENIX = ZoneInfo("America/Phoenix")


def utc(*parts: int) -> datetime:
    year, month, day, hour, minute = parts
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


SUMMER, WINTER = date(2026, 10, 5), date(2026, 12, 7)


@pytest.mark.parametrize(
    ("day", "zone", "assigned", "due"),
    [
        pytest.param(SUMMER, CHICAGO, utc(2026, 10, 5, 5, 0), utc(2026, 10, 6, 4, 59),
                     id="summer time"),
        pytest.param(WINTER, CHICAGO, utc(2026, 12, 7, 6, 0), utc(2026, 12, 8, 5, 59),
                     id="winter time"),
        pytest.param(SUMMER, PHOENIX, utc(2026, 10, 5, 7, 0), utc(2026, 10, 6, 6, 59),
                     id="no summer time"),
        pytest.param(date(2026, 11, 1), CHICAGO, utc(2026, 11, 1, 5, 0),
                     utc(2026, 11, 2, 5, 59), id="the day on which clocks change"),
    ],
)  # fmt: skip
def test_a_bare_day_begins_and_is_due_on_the_schools_clock(
    day: date, zone: ZoneInfo, assigned: datetime, due: datetime
) -> None:
    item = LineItem(sourced_id="l", title="Quiz", class_="c", assign_date=day, due_date=day)
    settled = settle_days(item, zone, time(23, 59))
    assert settled.assign_date == assigned
    assert settled.due_date == due


def test_an_instant_and_no_date_stay_what_they_are() -> None:
    moment = datetime(2026, 10, 5, 20, 15, tzinfo=UTC)
    item = LineItem(sourced_id="l", title="Quiz", class_="c", due_date=moment)
    assert settle_days(item, CHICAGO, time(23, 59)) == item


def test_a_due_day_is_due_at_the_districts_own_hour() -> None:
    item = LineItem(sourced_id="l", title="Quiz", class_="c", due_date=SUMMER)
    settled = settle_days(item, CHICAGO, time(15, 30))
    assert settled.due_date == datetime(2026, 10, 5, 20, 30, tzinfo=UTC)
