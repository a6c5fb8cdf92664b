"""How the value of a field reads on a page."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from homeroom.console.cells import cell
from homeroom.console.shown import shown
from homeroom.model.entities import ENTITIES
from homeroom.model.fields import Field
from homeroom.model.kinds import Kind
from homeroom.model.records import Role

CHICAGO = ZoneInfo("America/Chicago")
KOLKATA = ZoneInfo("Asia/Kolkata")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, ""),
        ("", ""),
        (False, "no"),
        (True, "yes"),
        (0, "0"),
        (Decimal("8.50"), "8.50"),
        (Decimal("1E+2"), "100"),
        (Decimal("0E-7"), "0.0000000"),
        (date(2026, 10, 5), "2026-10-05"),
        (("07", "08"), "07; 08"),
        ((), ""),
        ({"score": "9", "late": False, "comment": None}, "score: 9, late: no"),
        ({"comment": ""}, ""),
        ([{"a": 1}, {"b": None}, {"c": 2}], "a: 1; c: 2"),
        ("Zoë O'Neil", "Zoë O'Neil"),
    ],
)
def test_a_value_reads_as_people_write_it(value: Any, words: str) -> None:
    assert shown(value) == words


@pytest.mark.parametrize(
    ("zone", "words"),
    [(CHICAGO, "2026-10-31 19:30"), (KOLKATA, "2026-11-01 06:00"), (UTC, "2026-11-01 00:30")],
)
def test_an_instant_stands_on_the_clock_of_the_district(zone: Any, words: str) -> None:
    assert shown(datetime(2026, 11, 1, 0, 30, tzinfo=UTC), zone) == words


def test_the_hour_that_comes_twice_is_shown_on_the_wall_clock() -> None:
    # Clocks in Chicago went back at 07:00 UTC on the first of November.
    instants = (datetime(2026, 11, 1, hour, 30, tzinfo=UTC) for hour in (6, 7, 8))
    assert [shown(one, CHICAGO)[-5:] for one in instants] == ["01:30", "01:30", "02:30"]


def test_an_instant_within_a_list_is_on_the_same_clock() -> None:
    held = {"sent": (datetime(2026, 7, 1, 3, 0, tzinfo=UTC),)}
    assert shown(held, CHICAGO) == "sent: 2026-06-30 22:00"


def test_an_object_of_a_record_reads_by_its_names_without_what_it_leaves_blank() -> None:
    words = shown(Role(role="student", role_type="primary", org="oak"))
    assert "student" in words
    assert "oak" in words
    assert "None" not in words


def field(kind: Kind, wire: str) -> Field:
    return next(one for one in ENTITIES[kind].fields if one.wire == wire)


def test_a_reference_reads_by_its_title_and_by_its_id_where_that_is_not_known() -> None:
    named = {(Kind.ORG, "1"): "Oak Middle"}
    primary = field(Kind.USER, "primaryOrg")
    assert cell(primary, "1", named, CHICAGO) == "Oak Middle"
    assert cell(primary, "2", named, CHICAGO) == "2"
    assert cell(primary, None, named, CHICAGO) == ""


def test_several_references_stand_in_their_order() -> None:
    named = {(Kind.ACADEMIC_SESSION, "b"): "Spring", (Kind.ACADEMIC_SESSION, "a"): "Autumn"}
    assert cell(field(Kind.CLASS, "terms"), ("b", "a"), named, CHICAGO) == "Spring; Autumn"


def test_a_title_of_another_kind_with_the_same_id_is_not_taken() -> None:
    named = {(Kind.COURSE, "1"): "Algebra"}
    assert cell(field(Kind.CLASS, "school"), "1", named, CHICAGO) == "1"


def test_roles_say_who_is_what_at_which_school() -> None:
    roles = (
        Role(role="teacher", role_type="primary", org="1"),
        Role(role="aide", role_type="secondary", org="9"),
    )
    words = cell(field(Kind.USER, "roles"), roles, {(Kind.ORG, "1"): "Oak"}, CHICAGO)
    assert words == "teacher at Oak; aide at 9"
