"""School hours on the district's own clock, by which lanes narrow."""

from datetime import UTC, datetime, time

import pytest
from msgspec import structs

from homeroom.pull.lanes import Lanes, in_school_hours
from homeroom.store.districts import District

CHICAGO = District(
    id=1,
    slug="riverbend",
    name="Riverbend",
    time_zone="America/Chicago",
    due_clock=time(23, 59),
    school_opens=time(7, 0),
    school_closes=time(16, 0),
)
ZONES = {
    "Chicago": CHICAGO,
    "Honolulu": structs.replace(CHICAGO, time_zone="Pacific/Honolulu"),
    "Auckland": structs.replace(CHICAGO, time_zone="Pacific/Auckland"),
}


@pytest.mark.parametrize(
    ("zone", "utc", "school"),
    [
        ("Chicago", "2026-10-05T11:59:59", False),  # Monday 06:59:59
        ("Chicago", "2026-10-05T12:00:00", True),  # Monday 07:00
        ("Chicago", "2026-10-05T20:59:59", True),  # Monday 15:59:59
        ("Chicago", "2026-10-05T21:00:00", False),  # Monday 16:00
        ("Chicago", "2026-10-09T18:00:00", True),  # Friday 13:00
        ("Chicago", "2026-10-10T18:00:00", False),  # Saturday
        ("Chicago", "2026-10-11T18:00:00", False),  # Sunday
        ("Chicago", "2026-12-07T12:30:00", False),  # Monday 06:30, in winter
        ("Chicago", "2026-12-07T13:00:00", True),  # Monday 07:00, in winter
        ("Honolulu", "2026-10-10T01:00:00", True),  # still Friday 15:00 there
        ("Auckland", "2026-10-04T20:00:00", True),  # already Monday 09:00 there
        ("Auckland", "2026-10-09T20:00:00", False),  # already Saturday there
    ],
)
def test_school_hours(zone: str, utc: str, school: bool) -> None:
    now = datetime.fromisoformat(utc).replace(tzinfo=UTC)
    assert in_school_hours(ZONES[zone], now) is school


@pytest.mark.parametrize(
    ("utc", "width"), [("2026-10-05T14:00", 1), ("2026-10-05T23:00", 5)], ids=["school", "evening"]
)
def test_lanes_narrow_in_school_hours(utc: str, width: int) -> None:
    def clock() -> datetime:
        return datetime.fromisoformat(utc).replace(tzinfo=UTC)

    lanes = Lanes(place="sis", in_school_hours=1, otherwise=5, district=CHICAGO, clock=clock)
    assert lanes.width() == width


def test_a_district_sets_hours_of_its_own() -> None:
    evening = structs.replace(CHICAGO, school_opens=time(12, 0), school_closes=time(21, 0))
    morning, night = datetime(2026, 10, 5, 14, tzinfo=UTC), datetime(2026, 10, 6, 1, tzinfo=UTC)
    assert [in_school_hours(evening, now) for now in (morning, night)] == [False, True]
