"""The hour of the night in which a district is cleared of what is old."""

from datetime import UTC, datetime, time, timedelta

import pytest

from homeroom.runs.care.clearing import is_time
from homeroom.store.districts import District


def district(zone: str) -> District:
    return District(
        id=1, slug="river", name="River", time_zone=zone, due_clock=time(23, 59),
        school_opens=time(7), school_closes=time(16),
    )  # fmt: skip


@pytest.mark.parametrize(
    "zone", ["UTC", "America/Chicago", "Pacific/Honolulu", "America/St_Johns", "Asia/Kathmandu"]
)
@pytest.mark.parametrize("day", ["2026-03-08", "2026-11-01", "2026-07-01"])
def test_it_comes_each_night_also_when_the_clocks_change(zone: str, day: str) -> None:
    """The job runs at 25 past each hour of UTC, for two days around the day."""
    first = datetime.fromisoformat(day).replace(tzinfo=UTC, minute=25) - timedelta(hours=12)
    hours = [first + timedelta(hours=many) for many in range(48)]
    local = [at.astimezone(district(zone).zone) for at in hours if is_time(district(zone), at)]
    assert {at.hour for at in local} == {1}
    assert len({at.date() for at in local}) == 2
