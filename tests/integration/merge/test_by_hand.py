"""A value that a person sets goes before every source until its last day is over."""

from datetime import UTC, date, datetime, timedelta

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.runs.rules import by_hand
from homeroom.store import history
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.integration.cli.conftest import Terminal, bare  # noqa: F401
from tests.integration.merge.test_two_sources import known, one, renamed, with_user
from tests.integration.runs.conftest import FileApp

EMAIL = "s1@river.example"
TODAY = datetime.now(UTC).date()
LATER = TODAY + timedelta(days=30)
BY = ("Ms Oak", "the SIS is corrected in summer")


def phone(sis: FileApp, value: str, until: date = LATER) -> None:
    record_id = sis.hub_id(Kind.USER, "s1")
    by_hand.set_value(sis.district, Kind.USER, record_id, ("phone", value), until, BY)


def test_it_goes_before_what_sources_say_now_and_later(
    district: District, sis: FileApp, lms: FileApp
) -> None:
    sis.sync(with_user(known(), 1, phone="sis"))
    phone(sis, "hand")
    assert one(district, EMAIL).phone == "hand"
    sis.sync(with_user(known(), 1, phone="sis-2", middleName="M"))
    lms.sync(renamed(with_user(known(), 1, phone="lms")))
    assert (one(district, EMAIL).phone, one(district, EMAIL).middle_name) == ("hand", "M")


def test_its_history_says_who_why_and_until_when(district: District, sis: FileApp) -> None:
    sis.sync(known())
    phone(sis, "hand")
    with district_scope(district.id) as scope:
        newest, *_ = history.of_record(scope, sis.hub_id(Kind.USER, "s1"))
    assert newest["reason"] == f"set by Ms Oak up to {LATER}: the SIS is corrected in summer"


def test_after_its_last_day_the_sources_have_their_say_again(
    district: District, sis: FileApp
) -> None:
    sis.sync(with_user(known(), 1, phone="sis"))
    phone(sis, "hand", TODAY)
    now = datetime.now(UTC)
    assert by_hand.end_values(district, now - timedelta(days=1)) == 0
    assert by_hand.end_values(district, now + timedelta(days=2)) == 1
    assert one(district, EMAIL).phone == "sis"
    assert by_hand.end_values(district, now + timedelta(days=2)) == 0


@pytest.mark.parametrize(("name", "value", "words"), [
    ("roles", "x", "cannot be set by hand"), ("shoe", "x", "cannot be set by hand"),
    ("enabledUser", "perhaps", "enabledUser"),
])  # fmt: skip
def test_what_cannot_be_meant_is_refused(
    district: District, sis: FileApp, name: str, value: str, words: str
) -> None:
    sis.sync(known())
    record_id = sis.hub_id(Kind.USER, "s1")
    with pytest.raises(NeedsDistrict, match=words):
        by_hand.set_value(district, Kind.USER, record_id, (name, value), LATER, BY)


def test_a_last_day_that_is_over_is_refused(sis: FileApp) -> None:
    sis.sync(known())
    with pytest.raises(NeedsDistrict, match="over already"):
        phone(sis, "hand", TODAY - timedelta(days=3))


def test_the_whole_way_from_the_command_line(
    district: District,
    sis: FileApp,
    bare: Terminal,  # noqa: F811
) -> None:
    sis.sync(with_user(known(), 1, phone="sis"))
    shown = one(district, EMAIL).sourced_id
    until = ("--until", LATER.isoformat(), "--reason", "a slip")
    bare.well("values", "set", "user", shown, "phone=0123", *until)
    assert one(district, EMAIL).phone == "0123"
    (held,) = bare.json("values", "list")["values"]
    assert (held["field"], held["value"], held["reason"]) == ("phone", "0123", "a slip")
    bare.well("values", "take-back", "user", shown, "phone")
    assert one(district, EMAIL).phone == "sis"
    said = bare.json("values", "take-back", "user", shown, "phone", status=1)
    assert "not set by hand" in said["error"]
