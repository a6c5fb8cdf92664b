"""What a query asks for: page, order, filter and members, checked for form but not for names."""

import re
from collections.abc import Sequence
from urllib.parse import unquote_plus
from uuid import UUID

from msgspec import Struct

from homeroom.serve import problems
from homeroom.serve.problems import Refused
from homeroom.serve.query.filters import BadFilter, read_filter
from homeroom.store.serving.wanted import Filter, Order, Place

DEFAULT_LIMIT = 100
MOST_LIMIT = 50_000
# The largest number that the standard's int32 holds.
MOST_OFFSET = 2**31 - 1
# The parameter by which a Link leads on from the last record of a page.
CURSOR = "cursor"
# What a Link sets itself; everything else in the query it keeps.
PAGING = ("limit", "offset", CURSOR)

_NUMBER = re.compile(r"\d{1,12}", re.ASCII)
_CURSOR = re.compile(r"([0-9a-f-]{36})\.(\d{1,12})", re.ASCII)


class Asked(Struct, frozen=True, kw_only=True):
    """A query, read. `fields` is None where none were asked for; `kept` goes into every Link."""

    limit: int = DEFAULT_LIMIT
    offset: int = 0
    order: Order | None = None
    filter: Filter | None = None
    fields: tuple[str, ...] | None = None
    place: Place | None = None
    kept: tuple[tuple[str, str], ...] = ()


def pairs(query: str) -> list[tuple[str, str]]:
    """Split a query: each pair at its first `=`, as values of filters hold more of them."""
    found = []
    for one in query.split("&"):
        name, _, value = one.partition("=")
        if name:
            found.append((unquote_plus(name), unquote_plus(value)))
    return found


def read_query(query: str) -> Asked:
    """Return what a query asks for, or refuse it with words about what is wrong."""
    given = pairs(query)
    first: dict[str, str] = {}
    for name, value in given:
        if "\x00" in value:
            raise Refused(400, problems.INVALID, f"{name} holds a character that no value has.")
        first.setdefault(name, value)
    return Asked(
        limit=_limit(first.get("limit")),
        offset=_number("offset", first.get("offset"), 0, 0, MOST_OFFSET),
        order=_order(first.get("sort"), first.get("orderBy")),
        filter=_filter(first.get("filter")),
        fields=_fields([value for name, value in given if name == "fields"]),
        place=_place(first.get(CURSOR), first.get("sort")),
        kept=tuple((name, value) for name, value in given if name not in PAGING),
    )


def _limit(text: str | None) -> int:
    limit = _number("limit", text, DEFAULT_LIMIT, 1, MOST_OFFSET)
    if limit > MOST_LIMIT:
        raise Refused(
            400,
            problems.INVALID,
            f"A page has at most {MOST_LIMIT:,} records; {limit:,} were asked.",
        )
    return limit


def _number(name: str, text: str | None, default: int, least: int, most: int) -> int:
    if text is None:
        return default
    number = int(text) if _NUMBER.fullmatch(text.strip()) else -1
    if not least <= number <= most:
        raise Refused(
            400, problems.INVALID, f"{name} is a whole number from {least} to {most}, not {text!r}."
        )
    return number


def _order(sort: str | None, order_by: str | None) -> Order | None:
    way = (order_by or "asc").strip().casefold()
    if way not in ("asc", "desc"):
        raise Refused(400, problems.INVALID, f"orderBy is asc or desc, not {order_by!r}.")
    return Order(sort.strip(), way == "desc") if sort and sort.strip() else None


def _filter(text: str | None) -> Filter | None:
    if text is None or not text.strip():
        return None
    try:
        return read_filter(text)
    except BadFilter as problem:
        raise Refused(400, problems.FILTER, str(problem)) from problem


def _fields(values: Sequence[str]) -> tuple[str, ...] | None:
    """Return the names of `fields=a,b` and of `fields=a&fields=b`; a blank name stays one."""
    if not values:
        return None
    return tuple(dict.fromkeys(name.strip() for value in values for name in value.split(",")))


def _place(cursor: str | None, sort: str | None) -> Place | None:
    if cursor is None:
        return None
    found = _CURSOR.fullmatch(cursor)
    try:
        after = str(UUID(found[1])) if found else ""
    except ValueError:
        after = ""
    if found is None or not after or sort:
        raise Refused(
            400, problems.INVALID, "The cursor is none of ours; begin again without cursor."
        )
    return Place(after, int(found[2]))
