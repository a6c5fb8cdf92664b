"""Choose the value of every field of a record from what its sources say, with the reason."""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct, structs

from homeroom.model.entities import ENTITIES
from homeroom.model.fields import is_blank
from homeroom.model.kinds import GRADEBOOK, Kind
from homeroom.model.records import Record

# An end date that is taken back says that the student is there again.
_BLANK_COUNTS = frozenset({(Kind.ENROLLMENT, "end_date")})


class Fact(Struct, frozen=True):
    """What one source says about a record, in hub ids."""

    source: str  # the key of the app
    record: Record
    unsaid: frozenset[str] = frozenset()  # fields about which it says nothing this time


class Choice(Struct, frozen=True):
    """The value of one field and why it is that one."""

    value: Any
    reason: str


# Chooses the winner of a field: (kind, field, value so far, facts) -> choice.
MasterFields = Callable[[Kind, str, Any, Sequence[Fact]], Choice]


class Change(Struct, frozen=True):
    """One field that becomes another value."""

    field: str
    before: Any
    after: Any
    reason: str


class Merged(Struct, frozen=True):
    """A record as it is after merging, and what changed in it."""

    record: Record
    changes: tuple[Change, ...]


def only_source(kind: Kind, field: str, held: Any, facts: Sequence[Fact]) -> Choice:
    """Choose for a record that one source speaks for.

    A blank never erases a value of the roster; in the gradebook a cleared grade is an event.
    """
    (fact,) = facts
    if field in fact.unsaid:
        return Choice(held, f"{fact.source} leaves it open")
    value = getattr(fact.record, field)
    if _says_nothing(value) and not is_blank(held) and not _blank_counts(kind, field):
        return Choice(held, f"{fact.source} says nothing, which erases nothing")
    return Choice(value, f"{fact.source} is the only source")


def _says_nothing(value: Any) -> bool:
    return is_blank(value) or (isinstance(value, str) and not value.strip())


def _blank_counts(kind: Kind, field: str) -> bool:
    return kind in GRADEBOOK or (kind, field) in _BLANK_COUNTS


def merge(kind: Kind, before: Record | None, facts: Sequence[Fact], rules: MasterFields) -> Merged:
    """Merge what sources say with what is stored (None for a new record).

    Equality of values decides what changed; the order of members and dateLastModified do not.
    """
    newest = facts[0].record
    if before is None:
        return Merged(newest, ())
    names = (*(field.name for field in ENTITIES[kind].fields), "texts", "metadata")
    values: dict[str, Any] = {}
    changes: list[Change] = []
    for name in names:
        held = getattr(before, name)
        choice = rules(kind, name, held, facts)
        if choice.value != held:
            values[name] = choice.value
            changes.append(Change(name, held, choice.value, choice.reason))
    if newest.status is not before.status:
        values["status"] = newest.status
        changes.append(Change("status", before.status, newest.status, "the source says so"))
    if not changes:
        return Merged(before, ())
    values["date_last_modified"] = newest.date_last_modified
    return Merged(structs.replace(before, **values), tuple(changes))
