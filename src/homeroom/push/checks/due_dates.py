"""One due date for a section, where an app's dates differ by student. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from msgspec import structs

from homeroom.model.gradebook import LineItem
from homeroom.model.times import NoDate, local_day, read_day
from homeroom.push.checks.verdict import Refuse
from homeroom.rules.class_maps import ClassMap


def due_key(maps: Iterable[ClassMap], app: str, section: str) -> str:
    """Return the metadata key under which an app says due dates in a section; "" for none."""
    return next((one.due_key for one in maps if one.app == app and section in one.sections), "")


def with_agreed_due(item: LineItem, texts: Iterable[str], zone: ZoneInfo) -> LineItem | Refuse:
    """Return a line item due when its students in the section are; refused where they differ.

    A student without a date of one's own has that of the line item.
    """
    usual = local_day(item.due_date, zone) if item.due_date else None
    try:
        days = {read_day(text, zone) if text else usual for text in texts}
    except NoDate as problem:
        return Refuse("line_item.due_date_unreadable", {"text": str(problem)})
    if len(days) > 1:
        return Refuse("line_item.due_dates_differ", {"dates": _words(days)})
    agreed = next(iter(days), usual)
    return item if agreed == usual else structs.replace(item, due_date=agreed)


def _words(days: set[date | None]) -> str:
    known: Sequence[date] = sorted(day for day in days if day is not None)
    return ", ".join([*(day.isoformat() for day in known), *(["none"] if None in days else [])])
