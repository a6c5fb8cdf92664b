"""Lists of the rules that are changed row by row: one added, one taken out. Pure."""

from collections.abc import Mapping
from typing import Any

from msgspec import structs

from homeroom.errors import NeedsDistrict
from homeroom.rules.document import Rules
from homeroom.rules.section import Section

# Each list by its path, with what tells its rows apart: one that is added takes the place of the
# one that says something else of the same. Without such fields all rows stand side by side.
LISTS: Mapping[str, tuple[str, ...]] = {
    "scope.places": ("place",),
    "scope.go_live": ("place",),
    "scope.frozen": (),
    "scope.closed_terms": ("place",),
    "scope.send_to_sis": (),
    "scope.released": (),
    "windows": ("place", "app"),
    "year.suspended": (),
    "filters": (),
    "new_schools": ("app",),
}


def rows_of(rules: Rules, path: str) -> tuple[Any, ...]:
    """Return the rows of a list; a KeyError where there is none of that name."""
    if path not in LISTS:
        raise KeyError(path)
    part, _, name = path.partition(".")
    held = getattr(rules, part)
    rows: tuple[Any, ...] = getattr(held, name) if name else held
    return rows


def with_row(rules: Rules, path: str, made: Section) -> Rules:
    """Return the rules with one row more, at the end of its list."""
    names = LISTS[path]

    def same(one: Section) -> bool:
        return one == made or (bool(names) and _key(one, names) == _key(made, names))

    kept = tuple(one for one in rows_of(rules, path) if not same(one))
    return _with(rules, path, (*kept, made))


def without_row(rules: Rules, path: str, place: int) -> Rules:
    """Return the rules without the row at a place, counted from 0; NeedsDistrict: none is there."""
    rows = rows_of(rules, path)
    if not 0 <= place < len(rows):
        raise NeedsDistrict(
            "This row is not there any more.", fix="Look at the rows that are, and choose again."
        )
    return _with(rules, path, rows[:place] + rows[place + 1 :])


def _key(one: Section, names: tuple[str, ...]) -> tuple[Any, ...]:
    return tuple(getattr(one, name) for name in names)


def _with(rules: Rules, path: str, rows: tuple[Any, ...]) -> Rules:
    part, _, name = path.partition(".")
    if not name:
        return structs.replace(rules, **{part: rows})
    held = structs.replace(getattr(rules, part), **{name: rows})
    return structs.replace(rules, **{part: held})
