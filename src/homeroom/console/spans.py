"""The days of a list, as its address names them, on the clock of a district or of the world."""

from datetime import date, datetime, time, timedelta, tzinfo


def midnight(day: date | None, zone: tzinfo) -> datetime | None:
    """Return when a day begins on a clock."""
    return datetime.combine(day, time(), zone) if day else None


def midnight_after(day: date | None, zone: tzinfo) -> datetime | None:
    """Return when a day is over on a clock; None for the last day that there is, or for none."""
    return midnight(day + timedelta(days=1), zone) if day and day < date.max else None
