"""Dates and instants: what text becomes which value, and which day an instant is in a school."""

from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY_LENGTH = len("2026-01-31")


class NoDate(ValueError):
    """The text is neither a date nor a date with a time."""


@lru_cache(maxsize=4096)
def read_day(text: str, zone: ZoneInfo) -> date:
    """Return the day that a text names, seen in `zone`.

    Clients send a timestamp where the standard wants a date (Google Classroom for scoreDate).
    Midnight UTC is how a bare date looks after a client has dressed it up: it keeps its day.
    """
    moment = read_moment(text, zone)
    return local_day(moment, zone) if isinstance(moment, datetime) else moment


# A gradebook names the same few hundred days and instants over and over.
@lru_cache(maxsize=4096)
def read_moment(text: str, zone: ZoneInfo) -> date | datetime:
    """Return a date for a bare date or for midnight UTC, otherwise an instant in UTC.

    A time without an offset is taken as the school's own clock.
    """
    text = text.strip()
    try:
        if len(text) <= DAY_LENGTH:
            return date.fromisoformat(text)
        moment = datetime.fromisoformat(text)
    except ValueError as problem:
        raise NoDate(text) from problem
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    moment = moment.astimezone(UTC)
    return moment.date() if is_bare_day(moment) else moment


def read_stamp(text: str) -> datetime:
    """Return the instant of a dateLastModified; without an offset it is UTC by the standard."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError as problem:
        raise NoDate(text) from problem
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def is_bare_day(moment: datetime) -> bool:
    """Say whether an instant in UTC is really a day: exactly midnight."""
    return moment.timetz() == time(0, 0, tzinfo=UTC)


def local_day(moment: date | datetime, zone: ZoneInfo) -> date:
    """Reduce an instant to the day it is in a school's time zone; a day stays what it is."""
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment


def at_local_time(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return the instant at which a school's clock shows `clock` on `day`."""
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def instant_text(moment: datetime) -> str:
    """Write an instant as OneRoster prints it: UTC, milliseconds, a Z."""
    text = moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00")
    head, _, fraction = text.partition(".")
    digits = fraction.rstrip("0").ljust(3, "0")
    return f"{head}.{digits}Z"
