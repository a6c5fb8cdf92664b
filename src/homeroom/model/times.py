"""Dates and instants: what text becomes which value, and which day an instant is in a school."""

import re
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

DAY_LENGTH = len("2026-01-31")
# Years that an instant of a school can be in. Year 1 and year 9999 are what some systems write for
# "none", and at their edges an instant cannot be shown on every clock.
YEARS = range(1900, 2200)
# A day, a T or a blank, and an hour. Python takes any character for the T, and so would read
# milliseconds since 1970 as a day of the 18th century.
_WITH_TIME = re.compile(r"\d{4}-?\d\d-?\d\d[T ]\d\d", re.IGNORECASE)


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
    moment = _parsed(text)
    if not isinstance(moment, datetime):
        return moment
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone)
    return moment.date() if is_bare_day(moment) else moment.astimezone(UTC)


def read_stamp(text: str) -> datetime:
    """Return the instant of a dateLastModified; without an offset it is UTC by the standard."""
    moment = _parsed(text)
    if moment.year not in YEARS:
        raise NoDate(text)
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time(0, 0), tzinfo=UTC)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def is_bare_day(moment: datetime) -> bool:
    """Say whether an instant is really a day: midnight on the clock of UTC, as it was written.

    Seven in the evening in Chicago is midnight in UTC as well, but nobody wrote it so.
    """
    return not moment.utcoffset() and moment.time() == time(0, 0)


def _parsed(text: str) -> date | datetime:
    """Return a day for up to ten characters, otherwise a time, which may have no offset."""
    text = text.strip().upper()
    try:
        if len(text) <= DAY_LENGTH:
            return date.fromisoformat(text)
        if _WITH_TIME.match(text):
            return datetime.fromisoformat(text)
    except ValueError as problem:
        raise NoDate(text) from problem
    raise NoDate(text)


def local_day(moment: date | datetime, zone: ZoneInfo) -> date:
    """Reduce an instant to the day it is in a school's time zone; a day stays what it is."""
    return moment.astimezone(zone).date() if isinstance(moment, datetime) else moment


def at_local_time(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """Return the instant at which a school's clock shows `clock` on `day`."""
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


@lru_cache(maxsize=4096)
def instant_text(moment: datetime) -> str:
    """Write an instant as OneRoster prints it: UTC, milliseconds, a Z."""
    text = moment.astimezone(UTC).isoformat(timespec="microseconds").removesuffix("+00:00")
    head, _, fraction = text.partition(".")
    digits = fraction.rstrip("0").ljust(3, "0")
    return f"{head}.{digits}Z"
