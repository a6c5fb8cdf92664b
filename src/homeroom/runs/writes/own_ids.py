"""Which records an app may write: its own, and new ones under ids that nobody else has."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Any, Protocol

from msgspec import Struct

from homeroom.mapping.references import parents, resolve
from homeroom.model.gradebook import AssessmentResult, Result
from homeroom.model.kinds import Kind
from homeroom.model.readers import LONGEST_ID
from homeroom.model.records import NOT_SAID, Record
from homeroom.runs.context import Context
from homeroom.runs.ingest import lookup
from homeroom.runs.ingest.facts import Read
from homeroom.store import links, taking
from homeroom.store.scope import Scope
from homeroom.store.taking import Own


class Sees(Protocol):
    """What an app sees: the hub's ids of what its ids mean, of records that are shared with it."""

    def __call__(self, kind: Kind, id_: str) -> str | None:
        """Return the hub's id of one record; None where the app may not see any such."""

    def all_of(self, kind: Kind, ids: Sequence[str]) -> Mapping[str, str]:
        """Return the hub's ids of those that there are."""


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
) -> dict[str, Own]:
    """Return which of its own records an app means; a new one will be called as the app calls it.

    Raises CannotTake for an id that is another's, twice there, or too long.
    """
    if len(set(ids)) < len(ids):
        raise CannotTake(Fault.UNUSABLE, "A sourcedId stands there twice.")
    for id_ in ids:
        if not is_usable(id_):
            words = f"A sourcedId has 1 to {LONGEST_ID} characters, and is not {NOT_SAID}."
            raise CannotTake(Fault.UNUSABLE, words)
    own = taking.named(scope, context.app.id, kind, ids)
    rest = [id_ for id_ in ids if id_ not in own]
    if rest:
        own |= _settle_others(scope, context, kind, rest, sees)
    return own


def is_usable(id_: str) -> bool:
    """Say whether an id can be kept."""
    return 0 < len(id_) <= LONGEST_ID and "\x00" not in id_ and id_ != NOT_SAID


def _settle_others(
    scope: Scope, context: Context, kind: Kind, ids: Sequence[str], sees: Sees
) -> dict[str, Own]:
    """Settle ids by which the app has not written anything yet."""
    keys = [(kind, id_) for id_ in ids]
    # An id of a SIS that the app was told, or the one that Homeroom shows.
    known = {**links.find_hub_ids(scope, keys), **lookup.own(scope, context, keys)}
    mine = taking.own_ids(scope, context.app.id, kind, [hub for hub, _ in known.values()])
    taken = taking.names_elsewhere(scope, context.app, kind, ids)
    own = {}
    for key in keys:
        hub_id = known[key][0] if key in known else ""
        if hub_id and hub_id not in mine:
            raise _not_mine(kind, key[1], sees)
        if hub_id:
            own[key[1]] = Own(hub_id, mine[hub_id])
        elif key[1] not in taken:
            context.names[key[1]] = key[1]
    return own


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
    wanted: dict[Kind, set[str]] = {}
    for _, one in read:
        for to, id_ in parents(kind, one.record) if one.record else ():
            wanted.setdefault(to, set()).add(id_)
    found = {to: sees.all_of(to, sorted(ids)) for to, ids in wanted.items()}
    resolved = {}
    for row, one in read:
        assert one.record is not None
        for to, id_ in parents(kind, one.record):
            if id_ not in found[to]:
                words = f"{row.source_id}: it names a {to} {id_} that there is not."
                raise CannotTake(Fault.UNUSABLE, words)
        known = resolve(kind, one.record, lambda to, id_: found[to].get(id_))
        resolved[row.source_id] = known.record
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
