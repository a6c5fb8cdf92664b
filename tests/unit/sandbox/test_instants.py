"""Instants and the schools' calendar days."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from homeroom.sandbox.campus.instants import (
    day_in,
    instant_at,
    instant_of,
    instant_text,
    midnight_utc,
    read_instant,
)

_CHICAGO = ZoneInfo("America/Chicago")


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2026-10-14T12:00:00Z", "2026-10-14T12:00:00.000Z"),
        ("2026-10-14T12:00:00.5Z", "2026-10-14T12:00:00.500Z"),
        ("2026-10-14T12:00:00.123456Z", "2026-10-14T12:00:00.123Z"),
        ("2026-10-14T07:00:00-05:00", "2026-10-14T12:00:00.000Z"),
        ("2026-10-15T01:30:00+13:30", "2026-10-14T12:00:00.000Z"),
        ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
        ("2024-02-29T00:00:00+00:00", "2024-02-29T00:00:00.000Z"),
    ],
)
def test_instant_is_read_with_any_offset_and_written_in_utc(text: str, written: str) -> None:
    assert instant_text(read_instant(text)) == written


@pytest.mark.parametrize(
    "text",
    ["2026-10-14", "2026-10-14T12:00:00", "2026-13-01T00:00:00Z", "yesterday", "", "1790000000"],
)
def test_instant_without_a_time_zone_is_none(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_instant(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-10-17T04:59:59Z", date(2026, 10, 16)),
        ("2026-10-17T05:00:00Z", date(2026, 10, 17)),
        ("2026-12-19T05:59:00Z", date(2026, 12, 18)),
        ("2026-12-19T06:00:00Z", date(2026, 12, 19)),
        ("2026-07-01T12:00:00Z", date(2026, 7, 1)),
    ],
)
def test_day_is_that_of_the_school_in_summer_and_in_winter(text: str, day: date) -> None:
    assert day_in(_CHICAGO, read_instant(text)) == day


def test_same_instant_is_two_days_in_two_zones() -> None:
    instant = read_instant("2026-10-16T13:00:00Z")
    assert day_in(_CHICAGO, instant) == date(2026, 10, 16)
    assert day_in(ZoneInfo("Pacific/Auckland"), instant) == date(2026, 10, 17)


def test_local_time_of_a_day_follows_daylight_saving() -> None:
    before = instant_at(_CHICAGO, date(2026, 10, 31), 23, 59)
    after = instant_at(_CHICAGO, date(2026, 11, 1), 23, 59)
    assert instant_text(before) == "2026-11-01T04:59:00.000Z"
    assert instant_text(after) == "2026-11-02T05:59:00.000Z"
    assert day_in(_CHICAGO, before) == date(2026, 10, 31)
    assert day_in(_CHICAGO, after) == date(2026, 11, 1)


def test_midnight_is_that_of_utc() -> None:
    assert instant_text(midnight_utc(date(2026, 7, 1))) == "2026-07-01T00:00:00.000Z"
    assert instant_of(datetime(1970, 1, 1, tzinfo=UTC)) == 0
