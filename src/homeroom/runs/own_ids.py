"""Which records an app may write: its own, and new ones under ids that nobody else has."""

from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct

from homeroom.mapping.references import parents, resolve
from homeroom.model.gradebook import AssessmentResult, Result
from homeroom.model.kinds import Kind
from homeroom.model.readers import LONGEST_ID
from homeroom.model.records import Record
from homeroom.runs import lookup
from homeroom.runs.context import Context
from homeroom.runs.facts import Read
from homeroom.store import links, taking
from homeroom.store.scope import Scope

# Returns the hub's id of what an id means to the app; None where it may not see any such record.
Sees = Callable[[Kind, str], str | None]


class Fault(StrEnum):
    """Why a write is refused."""

    UNUSABLE = "unusable"  # what it says cannot be kept
    FOREIGN = "foreign"  # it is not for this app to write
    UNKNOWN = "unknown"  # there is no such record, or none that the app may see


class CannotTake(Exception):
    """A write that cannot be kept, with what is wrong and where."""

    def __init__(self, fault: Fault, words: str) -> None:
        super().__init__(words)
        self.fault = fault
        self.words = words


class Given(Struct, frozen=True):
    """One object of OneRoster 1.2 as an app wrote it, and the id that it gives it."""

    id: str
    wire: dict[str, Any]


def settle_ids(
    scope: Scope, context: Context, kind: Kind, ids: Sequence[str], sees: Sees
) -> list[str]:
    """Return the app's own ids of what it writes; a new record will be called as the app calls it.

    Raises CannotTake for an id that is another's, twice there, or too long.
    """
    if len(set(ids)) < len(ids):
        raise CannotTake(Fault.UNUSABLE, "A sourcedId stands there twice.")
    for id_ in ids:
        if not 0 < len(id_) <= LONGEST_ID or "\x00" in id_:
            raise CannotTake(Fault.UNUSABLE, f"A sourcedId has 1 to {LONGEST_ID} characters.")
    known = lookup.own(scope, context, [(kind, id_) for id_ in ids])
    shown = links.find_hub_ids(scope, [(kind, id_) for id_ in ids])
    hubs = [known[key][0] if key in known else shown[key][0]
            for id_ in ids if (key := (kind, id_)) in known or key in shown]  # fmt: skip
    mine = taking.own_ids(scope, context.app.id, kind, hubs)
    taken = taking.names_elsewhere(scope, context.app, kind, ids)
    settled = []
    for id_ in ids:
        key = (kind, id_)
        hub_id = (known.get(key) or shown.get(key) or ("", ""))[0]
        if not hub_id and id_ not in taken:
            context.names[id_] = id_
        elif hub_id and hub_id not in mine:
            raise _not_mine(kind, id_, sees)
        settled.append(mine.get(hub_id, id_))
    return settled


def _not_mine(kind: Kind, id_: str, sees: Sees) -> CannotTake:
    if sees(kind, id_) is None:
        return CannotTake(Fault.UNUSABLE, f"The sourcedId {id_} is taken; choose another one.")
    return CannotTake(Fault.FOREIGN, f"This {kind} is not this app's own: it may only read it.")


def check_parents(
    scope: Scope, context: Context, kind: Kind, read: Read, sees: Sees
) -> dict[str, Record]:
    """Return what is written in hub ids; raises CannotTake where it names what is not shared.

    A result belongs into a line item of the app itself: what teachers and grading tasks have made
    is not for apps to write into.
    """
    found: dict[tuple[Kind, str], str | None] = {}
    resolved = {}
    for row, one in read:
        assert one.record is not None
        for key in parents(kind, one.record):
            if key not in found:
                found[key] = sees(*key)
            if found[key] is None:
                words = f"{row.source_id}: it names a {key[0]} {key[1]} that there is not."
                raise CannotTake(Fault.UNUSABLE, words)
        resolved[row.source_id] = resolve(kind, one.record, lambda *key: found.get(key)).record
    _check_items(scope, context, resolved.values())
    return resolved


def _check_items(scope: Scope, context: Context, records: Iterable[Record]) -> None:
    """Refuse results in line items that the app did not make."""
    items: dict[Kind, set[str]] = {}
    for record in records:
        if isinstance(record, Result):
            items.setdefault(Kind.LINE_ITEM, set()).add(record.line_item)
        elif isinstance(record, AssessmentResult):
            items.setdefault(Kind.ASSESSMENT_LINE_ITEM, set()).add(record.assessment_line_item)
    for kind, named in items.items():
        if named - taking.own_ids(scope, context.app.id, kind, sorted(named)).keys():
            words = f"This {kind} is not the app's own: it may only read its results."
            raise CannotTake(Fault.FOREIGN, words)
