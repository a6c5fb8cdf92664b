"""A record before the gate, with where and when it stands there. Pure."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from homeroom.model.gradebook import LineItem, Result
from homeroom.model.times import local_day
from homeroom.rules.places import Where
from homeroom.store.outgoing import Term


class Standing(Struct, frozen=True, kw_only=True):
    """A line item, or a grade in it, and where and when it stands before the gate."""

    app: str  # the short name of the app that it comes from
    where: Where
    terms: Sequence[Term]
    item: LineItem
    grade: Result | None = None
    zone: ZoneInfo
    now: datetime
    lifted: Iterable[str] = ()  # holds that a person has lifted for this content

    @property
    def today(self) -> date:
        """Return the present day on the school's clock."""
        return local_day(self.now, self.zone)

    @property
    def due(self) -> date | None:
        """Return the due date as a day on the school's clock."""
        return local_day(self.item.due_date, self.zone) if self.item.due_date else None
