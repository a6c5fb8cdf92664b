"""Which hub record a target's own record is: by equal ids, then by facts that name one. Pure.

Used where a system only takes grades and is no source: its ids are needed, its values are not.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from homeroom.model.kinds import Kind
from homeroom.model.records import Record

# In this order; the first fact that both sides have decides: whoever differs in it is another one,
# though they share a later one, as the sections of a course share its title, and siblings an email.
FACTS: Mapping[Kind, tuple[tuple[str, ...], ...]] = {
    Kind.ORG: (("type", "identifier"), ("type", "name")),
    Kind.ACADEMIC_SESSION: (("type", "title", "start_date", "end_date"),),
    Kind.COURSE: (("course_code", "title"),),
    Kind.CLASS: (("school", "class_code"), ("school", "title")),
    Kind.USER: (("identifier",), ("email",), ("username",)),
}


class Directory:
    """The hub's records of one kind, found by the facts that name them."""

    def __init__(self, kind: Kind, records: Mapping[str, Record]) -> None:
        self._records = records
        self._indexes = [(names, _index(names, records)) for names in FACTS[kind]]

    def find(self, record: Record) -> str | None:
        """Return the only hub record that shares a naming fact, or None: never a guess."""
        earlier: list[tuple[str, ...]] = []
        for names, index in self._indexes:
            key = _key(names, record)
            found = index.get(key) if key is not None else None
            if found is not None:
                held = self._records[found]
                return None if any(_differ(one, record, held) for one in earlier) else found
            earlier.append(names)
        return None


def rivals(found: Mapping[str, str], taken: Mapping[str, str]) -> set[str]:
    """Return the target's ids that share their hub record with another id of the target.

    `found` says which hub record each was found to be by its facts, `taken` which id a hub record
    has there already. Two sections of one title are both a fair match, and so neither is one.
    """
    times = Counter(found.values())
    return {
        id_ for id_, hub_id in found.items() if times[hub_id] > 1 or taken.get(hub_id, id_) != id_
    }


def _index(names: tuple[str, ...], records: Mapping[str, Record]) -> dict[Any, str]:
    keys = {id_: _key(names, record) for id_, record in records.items()}
    times = Counter(key for key in keys.values() if key is not None)
    return {key: id_ for id_, key in keys.items() if key is not None and times[key] == 1}


def _differ(names: Iterable[str], one: Record, other: Record) -> bool:
    left, right = _key(names, one), _key(names, other)
    return left is not None and right is not None and left != right


def _key(names: Iterable[str], record: Record) -> tuple[str, ...] | None:
    """Return what a record is called by these facts, or None when it lacks one of them."""
    values = [getattr(record, name) for name in names]
    key = tuple("" if value is None else str(value).strip().casefold() for value in values)
    return key if all(key) else None
