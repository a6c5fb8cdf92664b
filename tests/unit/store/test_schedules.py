"""When a schedule is due next, on the district's clock, in summer and in winter."""

from datetime import UTC, datetime, time

import pytest

from homeroom.store.schedules import following


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "clock", "now", "due"),
    [
        ("America/Chicago", "05:00", "2026-10-05T09:59:59", "2026-10-05T10:00"),
        ("America/Chicago", "05:00", "2026-10-05T10:00:00", "2026-10-06T10:00"),
        ("America/Chicago", "05:00", "2026-10-05T10:00:30", "2026-10-06T10:00"),
        ("America/Chicago", "20:00", "2026-10-06T00:30:00", "2026-10-06T01:00"),
        ("America/Chicago", "20:00", "2026-10-06T01:00:00", "2026-10-07T01:00"),
        ("America/Chicago", "05:00", "2026-10-31T12:00:00", "2026-11-01T11:00"),
        ("America/Chicago", "05:00", "2027-03-13T12:00:00", "2027-03-14T10:00"),
        ("America/Chicago", "02:30", "2027-03-14T07:00:00", "2027-03-14T08:30"),
        ("America/Chicago", "02:30", "2027-03-14T08:30:00", "2027-03-15T07:30"),
        ("America/Chicago", "01:30", "2026-11-01T05:00:00", "2026-11-01T06:30"),
        ("America/Chicago", "01:30", "2026-11-01T06:30:00", "2026-11-02T07:30"),
        ("America/Chicago", "01:30", "2026-11-01T07:00:00", "2026-11-02T07:30"),
        ("Pacific/Honolulu", "05:00", "2026-10-05T16:00:00", "2026-10-06T15:00"),
        ("UTC", "00:00", "2026-12-31T23:59:00", "2027-01-01T00:00"),
    ],
    ids=[
        "today",
        "exactly now is over",
        "just over",
        "this evening is tomorrow in UTC",
        "tomorrow evening",
        "the night the clocks go back",
        "the night the clocks go forward",
        "an hour that does not exist",
        "after the hour that did not exist",
        "an hour that comes twice",
        "not a second time",
        "not in the second hour either",
        "far west",
        "new year",
    ],
)
def test_once_a_day(zone: str, clock: str, now: str, due: str) -> None:
    found = following(None, time.fromisoformat(clock), zone, utc(now))
    assert found.astimezone(UTC) == utc(due)


def test_every_so_many_minutes_counts_from_now_whatever_the_clock_does() -> None:
    now = utc("2026-11-01T06:45")
    assert following(30, None, "America/Chicago", now) == utc("2026-11-01T07:15")


def test_what_is_due_lies_always_ahead() -> None:
    for hour in range(24 * 400):
        now = datetime.fromtimestamp(1_790_000_000 + hour * 3600, UTC)
        due = following(None, time(2, 30), "America/Chicago", now)
        assert 0 < (due.astimezone(UTC) - now).total_seconds() <= 25 * 3600
