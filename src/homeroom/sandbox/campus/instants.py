"""Instants as milliseconds since 1970 in UTC, days in the schools' own time zone."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


@lru_cache(maxsize=65536)
def instant_text(instant: int) -> str:
    """Return the instant as OneRoster writes it, such as 2026-10-14T12:00:00.000Z."""
    moment = _EPOCH + timedelta(milliseconds=instant)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{instant % 1000:03d}Z"


def instant_of(moment: datetime) -> int:
    return (moment - _EPOCH) // _MILLISECOND


def read_instant(text: str) -> int:
    """Read a date-time that names its offset.

    Raises ValueError for a bare date and for a date-time without offset: OneRoster date-times
    must carry the UTC time zone, and a guess would move a due date by a day.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"'{text}' names no time zone")
    return instant_of(moment)


@lru_cache(maxsize=65536)
def day_in(zone: ZoneInfo, instant: int) -> date:
    """Return the school's calendar day at that instant: 23:59 local is tomorrow in UTC."""
    return (_EPOCH + timedelta(milliseconds=instant)).astimezone(zone).date()


@lru_cache(maxsize=8192)
def instant_at(zone: ZoneInfo, day: date, hour: int, minute: int) -> int:
    """Return the instant of a local time of day."""
    return instant_of(datetime.combine(day, time(hour, minute), tzinfo=zone))


@lru_cache(maxsize=4096)
def midnight_utc(day: date) -> int:
    return instant_of(datetime.combine(day, time(0), tzinfo=UTC))
