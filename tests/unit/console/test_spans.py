"""The days of a list, on the clock that is meant."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from homeroom.console.spans import midnight, midnight_after

CHICAGO = ZoneInfo("America/Chicago")


def test_a_day_begins_and_ends_at_midnight_of_the_clock_that_is_meant() -> None:
    day = date(2026, 10, 5)
    assert midnight(day, CHICAGO) == datetime(2026, 10, 5, 5, tzinfo=UTC)
    assert midnight_after(day, CHICAGO) == datetime(2026, 10, 6, 5, tzinfo=UTC)


def test_the_day_on_which_the_clocks_change_has_all_of_its_25_hours() -> None:
    day = date(2026, 11, 1)
    begins, ends = midnight(day, CHICAGO), midnight_after(day, CHICAGO)
    assert begins is not None
    assert ends is not None
    assert (ends.astimezone(UTC) - begins.astimezone(UTC)).total_seconds() == 25 * 3600


def test_the_last_day_that_there_is_has_no_end() -> None:
    assert midnight_after(date.max, CHICAGO) is None
    assert midnight_after(None, CHICAGO) is None
    assert midnight(None, CHICAGO) is None
