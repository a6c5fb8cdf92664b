"""Lists of merged records, filtered and sorted, that stay quick whatever a district holds.

A page is read along an index from where the last one ended. What no index bears is looked for in a
stretch of that index, so that a rare value costs the reader another click and never the database a
walk through millions of rows.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.store.browsing_words import Condition, conditions_of, school_words
from homeroom.store.columns import TABLES
from homeroom.store.scope import Scope

# So many records are looked at for one page of a filtered list.
STRETCH = 20_000


class Order(Struct, frozen=True):
    """The order of a list: columns that an index bears, with their types; the id comes last."""

    columns: tuple[tuple[str, str], ...] = ()
    descending: bool = False

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """Return all columns by which a place in the list is known."""
        return (*self.columns, ("id", "uuid"))


class Listing(Struct, frozen=True, kw_only=True):
    """What a list holds."""

    kind: Kind
    person: str = ""  # of users: student, teacher, contact or administrator
    order: Order = Order()
    conditions: tuple[Condition, ...] = ()
    retired: bool = False  # whether records that are gone are shown, too
    schools: tuple[str, ...] | None = None  # None: the whole district
    zone: str = "UTC"  # on whose clock the days of instants are compared


class Seen(Struct, frozen=True, kw_only=True):
    """One record of a list, and its place in it."""

    id: str
    place: tuple[str, ...]
    changed_at: datetime
    retired_at: datetime | None
    record: Record


class Part(Struct, frozen=True, kw_only=True):
    """One page of a list."""

    rows: tuple[Seen, ...]
    next: tuple[str, ...] | None  # from where it goes on; None at the end
    halfway: bool = False  # the page is short because the stretch ended, not the list


def part(scope: Scope, listing: Listing, after: Sequence[str] | None, size: int) -> Part:
    """Return the records after a place of the list, or its first ones."""
    scope.by_key()
    narrow, loose, params = _split(listing)
    stretch = STRETCH if loose else size + 1
    inner = _inner(listing, narrow, after)
    table, order = TABLES[listing.kind], listing.order
    places = ", ".join(f"t.{name}::text" for name, _ in order.keys)
    params |= {f"k{number}": value for number, value in enumerate(after or ())}
    found = scope.rows(
        f"SELECT {places}, t.changed_at, {table.selected('t')}"
        f" FROM ({inner} LIMIT %(stretch)s) t{_where(loose)}"
        f" ORDER BY {_ordered(order)} LIMIT %(size)s",
        stretch=stretch,
        size=size + 1,
        **params,
    )
    rows = tuple(_seen(listing, row) for row in found[:size])
    if len(found) > size:
        return Part(rows=rows, next=rows[-1].place)
    if not loose:
        return Part(rows=rows, next=None)
    last = scope.row(
        f"SELECT {places} FROM ({inner} OFFSET %(stretch)s - 1 LIMIT 1) t",
        stretch=stretch,
        **params,
    )
    return Part(rows=rows, next=tuple(last) if last else None, halfway=last is not None)


def _split(listing: Listing) -> tuple[list[str], list[str], dict[str, Any]]:
    """Return the conditions that an index bears, the others, and the parameters of both."""
    narrow, loose, params = conditions_of(listing.kind, listing.conditions, listing.zone)
    if listing.person:
        narrow.append("t.person = %(person)s")
        params["person"] = listing.person
    if not listing.retired:
        loose.append("t.retired_at IS NULL")
    within = school_words(listing.kind) if listing.schools is not None else ""
    if within:
        loose.append(within)
        params["schools"] = list(listing.schools or ())
    return narrow, loose, params


def _inner(listing: Listing, narrow: Sequence[str], after: Sequence[str] | None) -> str:
    order = listing.order
    words = ["t.district_id = %(district)s", *narrow]
    if after is not None:
        names = ", ".join(f"t.{name}" for name, _ in order.keys)
        values = ", ".join(f"%(k{at})s::{type_}" for at, (_, type_) in enumerate(order.keys))
        words.append(f"({names}) {'<' if order.descending else '>'} ({values})")
    return (
        f"SELECT t.* FROM {TABLES[listing.kind].name} t WHERE {' AND '.join(words)}"
        f" ORDER BY {_ordered(order)}"
    )


def _ordered(order: Order) -> str:
    way = " DESC" if order.descending else ""
    return ", ".join(f"t.{name}{way}" for name, _ in order.keys)


def _where(words: Sequence[str]) -> str:
    return f" WHERE {' AND '.join(words)}" if words else ""


def _seen(listing: Listing, row: tuple[Any, ...]) -> Seen:
    many = len(listing.order.keys)
    place, changed_at, rest = row[:many], row[many], row[many + 1 :]
    return Seen(
        id=place[-1],
        place=tuple(place),
        changed_at=changed_at,
        retired_at=rest[2],
        record=TABLES[listing.kind].back_one(rest),
    )
