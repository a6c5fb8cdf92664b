"""Rules of some places alone: taken out of a document, and put back into it. Pure.

Who looks after some schools sees and changes the rows that hold in their places, and no other row.
"""

from collections.abc import Callable, Iterator
from typing import Any

from homeroom.errors import NeedsDistrict
from homeroom.rules.document import NO_RULES, Rules
from homeroom.rules.rows import LISTS, rows_of, with_rows

# The lists whose rows hold in a place, and that schools may change.
PLACED = (
    "categories.mappings",
    "categories.defaults",
    "categories.unknown",
    "scales.conversions",
    "scope.places",
    "scope.go_live",
    "scope.frozen",
    "scope.closed_terms",
    "windows",
)
# What rows of a place name by its name, and which therefore goes along; it is the district's.
_NAMED = "scales.tables"
IsOwn = Callable[[str], bool]


def places_in(rules: Rules) -> Iterator[str]:
    """Yield the places that rows of these lists name."""
    yield from (row.place for path in PLACED for row in rows_of(rules, path))


def narrowed(rules: Rules, is_own: IsOwn) -> Rules:
    """Return a document of the rows of own places alone, beside the tables that they may name."""
    made = with_rows(NO_RULES, _NAMED, rows_of(rules, _NAMED))
    for path in PLACED:
        own = tuple(row for row in rows_of(rules, path) if is_own(row.place))
        made = with_rows(made, path, own)
    return made


def rows_changed(before: Rules, after: Rules) -> bool:
    """Say whether two documents differ in a row that holds in a place."""
    return any(rows_of(before, path) != rows_of(after, path) for path in PLACED)


def merged(held: Rules, drafted: Rules, is_own: IsOwn) -> Rules:
    """Return the held rules with the rows of own places as they are drafted, at their places.

    NeedsDistrict: a drafted row holds elsewhere. Whatever else the draft says does not count.
    """
    made = held
    try:
        for path in PLACED:
            made = with_rows(made, path, _merged(path, held, drafted, is_own))
    except ValueError as problem:
        raise NeedsDistrict(
            "This draft does not go with the other rules any more.",
            fix="Look at the rules as they are now, and change them again.",
        ) from problem
    return made


def _merged(path: str, held: Rules, drafted: Rules, is_own: IsOwn) -> tuple[Any, ...]:
    key = LISTS[path] or _itself
    rows = {key(row): row for row in rows_of(drafted, path)}
    if not all(is_own(row.place) for row in rows.values()):
        raise NeedsDistrict(
            "A rule of this draft holds outside of your schools.",
            fix="Choose a place of your own schools; a District Admin changes the others.",
        )
    found = []
    for row in rows_of(held, path):
        other = rows.pop(key(row), None) if is_own(row.place) else row
        if other is not None:
            found.append(other)
    return (*found, *rows.values())


def _itself(row: Any) -> object:
    return row
