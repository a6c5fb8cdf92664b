"""Lists of the rules that are changed row by row: one added, changed, taken out. Pure."""

from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import Any

from msgspec import structs

from homeroom.errors import NeedsDistrict
from homeroom.rules.document import Rules
from homeroom.rules.section import Section

_PLACE, _NAME, _KEY = attrgetter("place"), attrgetter("name"), attrgetter("key")
# Each list by its path, with what tells its rows apart: one that is added takes the place of the
# one that says something else of the same. Where there is nothing, all rows stand side by side.
LISTS: Mapping[str, Callable[[Any], object] | None] = {
    "categories.mappings": _KEY,
    "categories.defaults": _PLACE,
    "categories.unknown": _PLACE,
    "scales.tables": _NAME,
    "scales.conversions": attrgetter("place", "app"),
    "standards.groups": _NAME,
    "standards.crosswalk": _KEY,
    "posted.term_grades": _KEY,
    "posted.windows": None,
    "scope.places": _PLACE,
    "scope.go_live": _PLACE,
    "scope.frozen": None,
    "scope.closed_terms": _PLACE,
    "scope.send_to_sis": None,
    "scope.released": None,
    "windows": attrgetter("place", "app"),
    "classes": attrgetter("app", "course"),
    "quality.requirements": _KEY,
    "year.suspended": None,
    "filters": None,
    "new_schools": attrgetter("app"),
}

# What is decided once, in the stead of row by row.
VALUES = ("quality.usual", "year.closed_before")


def rows_of(rules: Rules, path: str) -> tuple[Any, ...]:
    """Return the rows of a list; a KeyError where there is none of that name."""
    if path not in LISTS:
        raise KeyError(path)
    part, _, name = path.partition(".")
    held = getattr(rules, part)
    rows: tuple[Any, ...] = getattr(held, name) if name else held
    return rows


def with_rows(rules: Rules, path: str, rows: tuple[Any, ...]) -> Rules:
    """Return the rules with other rows of a list; a KeyError where there is none of that name.

    A ValueError says why they cannot stand beside the other rules.
    """
    if path not in LISTS:
        raise KeyError(path)
    return _with(rules, path, rows)


def row_at(rules: Rules, path: str, place: int) -> Any:
    """Return the row at a place, counted from 0; NeedsDistrict: none is there."""
    rows = rows_of(rules, path)
    if not 0 <= place < len(rows):
        raise NeedsDistrict(
            "This row is not there any more.", fix="Look at the rows that are, and choose again."
        )
    return rows[place]


def with_row(rules: Rules, path: str, made: Section) -> Rules:
    """Return the rules with one row more, at the end of its list.

    A ValueError says why it cannot stand beside the other rules.
    """
    kept = (one for one in rows_of(rules, path) if not _same(path, one, made))
    return _with(rules, path, (*kept, made))


def with_row_at(rules: Rules, path: str, place: int, made: Section) -> Rules:
    """Return the rules with another row at a place, counted from 0; NeedsDistrict: none is there.

    A ValueError says why it cannot stand beside the other rules.
    """
    row_at(rules, path, place)
    rows = rows_of(rules, path)
    before, after = (
        tuple(one for one in some if not _same(path, one, made))
        for some in (rows[:place], rows[place + 1 :])
    )
    return _with(rules, path, (*before, made, *after))


def without_row(rules: Rules, path: str, place: int) -> Rules:
    """Return the rules without the row at a place, counted from 0; NeedsDistrict: none is there.

    A ValueError says which other rule still names it.
    """
    row_at(rules, path, place)
    rows = rows_of(rules, path)
    return _with(rules, path, rows[:place] + rows[place + 1 :])


def value_of(rules: Rules, path: str) -> Any:
    """Return a single value of the rules; a KeyError where there is none of that name."""
    if path not in VALUES:
        raise KeyError(path)
    part, _, name = path.partition(".")
    return getattr(getattr(rules, part), name)


def with_value(rules: Rules, path: str, made: Any) -> Rules:
    """Return the rules with another single value."""
    if path not in VALUES:
        raise KeyError(path)
    return _with(rules, path, made)


def _same(path: str, one: Section, other: Section) -> bool:
    key = LISTS[path]
    return one == other or (key is not None and key(one) == key(other))


def _with(rules: Rules, path: str, made: Any) -> Rules:
    part, _, name = path.partition(".")
    if not name:
        return structs.replace(rules, **{part: made})
    held = structs.replace(getattr(rules, part), **{name: made})
    return structs.replace(rules, **{part: held})
