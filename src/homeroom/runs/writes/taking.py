"""Take in what an app writes by itself: one request, one transaction, by the same merge as a sync.

What is written is spooled as a page of its own, like what a sync reads: rules that change later
find there what the app said last. A write that cannot be kept is refused whole.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from msgspec import Struct, structs

from homeroom.issues.catalogue import ENTRIES, Issue
from homeroom.mapping.incoming import read_incoming
from homeroom.model.gradebook import LineItem, ScoreScale
from homeroom.model.kinds import Kind
from homeroom.model.records import UNREADABLE, UNSAID, Record
from homeroom.model.scrub import cleaned, needs_cleaning
from homeroom.runs.context import Context
from homeroom.runs.contexts import context_in
from homeroom.runs.ingest.absorb import decide, link
from homeroom.runs.ingest.apply import apply
from homeroom.runs.ingest.batch import Batch
from homeroom.runs.ingest.facts import Read
from homeroom.runs.writes.own_ids import CannotTake, Fault, Given, Sees, check_parents, settle_ids
from homeroom.runs.writes.own_results import first_ids
from homeroom.stage.own_page import JSON, keep_own_page
from homeroom.store import apps, districts, links, places, taking
from homeroom.store.districts import District
from homeroom.store.scope import Scope
from homeroom.store.sources import Row

# Members that say when and whether, which the server knows better, and marks of our own.
_OURS = frozenset({"status", "dateLastModified", UNSAID, UNREADABLE})
_ENCODER = msgspec.json.Encoder(decimal_format="number")
# What an app is told at once, instead of an issue that waits until somebody mends the source.
_REFUSED = ("record.", "field.", "mapping.", "quality.left_out")


def begin(scope: Scope, app_id: int) -> Context:
    """Return what taking in the writes of an app knows, once it is this request's turn."""
    held = _surroundings(scope, app_id)
    if not may_write(held):
        raise CannotTake(Fault.FOREIGN, "The district has not switched on Grade Sync of this app.")
    apps.take_turns(scope, sorted(held.voices))
    # What one request changes in it is no other request's business.
    return structs.replace(held, now=datetime.now(UTC), names={})


def may_write(context: Context) -> bool:
    """Say whether the district has switched on Grade Sync of the app, and listens to it."""
    return context.app.id in context.voices and context.app.grade_sync


class Mark(Struct, frozen=True):
    """By what the rules and apps of a district are known to be the same, on the same day."""

    surroundings: tuple[Any, ...]
    district: District
    day: date

    def holds(self, surroundings: tuple[Any, ...] | None, now: datetime) -> bool:
        """Say whether they are the same as the database says now."""
        return (self.surroundings, self.day) == (surroundings, _day(self.district, now))


# What a request finds in the rules and apps of its district, by district and app.
_HELD: dict[tuple[int, int], tuple[Mark, Context]] = {}


def known(district_id: int, app_id: int) -> tuple[Mark, Context] | None:
    """Return what the last request of an app found; whether it still holds is to be asked."""
    return _HELD.get((district_id, app_id))


def _surroundings(scope: Scope, app_id: int) -> Context:
    """Return the context of an app's writes, made anew only when rules, apps or the day changed."""
    mark, now = taking.surroundings(scope), datetime.now(UTC)
    held = known(scope.district, app_id)
    if held is not None and held[0].holds(mark, now):
        return held[1]
    district = districts.by_id(scope.district)
    made = context_in(scope, district, apps.by_id(scope, app_id), None)
    if mark is not None:
        _HELD[scope.district, app_id] = (Mark(mark, district, _day(district, now)), made)
    return made


def _day(district: District, now: datetime) -> date:
    return now.astimezone(district.zone).date()


def put(
    scope: Scope, context: Context, kind: Kind, given: Sequence[Given], sees: Sees
) -> list[bool]:
    """Keep objects of one kind, each as a whole; say of each whether it was not there before.

    Raises CannotTake when one cannot be kept.
    """
    own = settle_ids(scope, context, kind, [one.id for one in given], sees)
    ids = [own[one.id].source_id if one.id in own else one.id for one in given]
    wires = [wire_of(one, id_) for one, id_ in zip(given, ids, strict=True)]
    read = read_wires(context, kind, wires)
    resolved = check_parents(scope, context, kind, read, sees)
    first = first_ids(scope, context, kind, resolved, own)
    schools = _schools(scope, resolved, wires)
    if first or schools:
        wires = [
            {
                **schools.get(id_, {}),
                **wire,
                "sourcedId": first[id_].source_id if id_ in first else id_,
            }
            for id_, wire in zip(ids, wires, strict=True)
        ]
        read = read_wires(context, kind, wires)
    batch = _store(scope, context, kind, wires, read)
    links.add(
        scope, [link(context, kind, id_, one.record_id, "read") for id_, one in first.items()]
    )
    hubs = {one.source_id: one.record_id for one in (*own.values(), *first.values())}
    return [_is_new(batch, row.source_id, hubs.get(row.source_id, "")) for row, _ in read]


def _schools(
    scope: Scope, resolved: Mapping[str, Record], wires: Sequence[JSON]
) -> dict[str, JSON]:
    """Return the school of each line item that names none: that of its class, as 1.2 demands it."""
    named = {str(wire["sourcedId"]) for wire in wires if wire.get("school")}
    classes = {
        id_: record.class_
        for id_, record in resolved.items()
        if isinstance(record, LineItem) and id_ not in named
    }
    found = taking.schools_of(scope, sorted(set(classes.values()))) if classes else {}
    return {
        id_: {"school": {"sourcedId": found[class_]}}
        for id_, class_ in classes.items()
        if class_ in found
    }


def wire_of(given: Given, id_: str) -> JSON:
    """Return an object as it is spooled: under its id, without what the server knows better."""
    kept = {key: held for key, held in given.wire.items() if key not in _OURS}
    wire: JSON = {**kept, "sourcedId": id_}
    # To look through every member costs more than to write all of them down once.
    return cleaned(wire) if needs_cleaning(_ENCODER.encode(wire)) else wire


def read_wires(context: Context, kind: Kind, wires: Sequence[JSON]) -> Read:
    """Read what was written; what cannot be read is refused, with what it is and where."""
    read = []
    for at, wire in enumerate(wires):
        one = read_incoming(kind, wire, context.dialect, context.mapping, context.zone)
        for issue in one.issues:
            if issue.code.startswith(_REFUSED):
                raise CannotTake(Fault.UNUSABLE, _words(issue))
        if one.record is None:
            raise CannotTake(Fault.UNUSABLE, f"This {kind} cannot be read.")
        _check_whole(one.source_id, one.record)
        read.append((Row(one.source_id, 0, 0, at), one))
    return read


def _check_whole(source_id: str, record: Record) -> None:
    """Refuse a scale that the standard has no way to write: nobody could read it again."""
    if isinstance(record, ScoreScale) and not (record.class_ and record.values):
        lacking = "scoreScaleValue" if record.class_ else "class"
        raise CannotTake(Fault.UNUSABLE, f"{source_id}: {lacking} is missing.")


def _words(issue: Issue) -> str:
    sentence = ENTRIES[issue.code].words.format_map(dict(issue.facts))
    return f"{issue.subject}: {sentence}"


def _store(scope: Scope, context: Context, kind: Kind, wires: Sequence[JSON], read: Read) -> Batch:
    app_id = context.app.id
    page_id, hashes = keep_own_page(scope, app_id, wires)
    kept = [
        (structs.replace(row, page_id=page_id, hash=hash_), one)
        for (row, one), hash_ in zip(read, hashes, strict=True)
    ]
    before = places.of_ids(scope, app_id, kind, [row.source_id for row, _ in kept])
    batch = decide(scope, context, kind, kept)
    for said in batch.said.values():
        if said.state != "applied" or said.waits:
            words = f"The district's rules keep this {kind} out ({said.state})."
            raise CannotTake(Fault.UNUSABLE, words)
    apply(scope, context, batch)
    taking.forget_pages(scope, sorted({row.page_id for row in before} - {page_id}))
    return batch


def _is_new(batch: Batch, source_id: str, hub_id: str) -> bool:
    """Say whether a record was not there before, or had been deleted."""
    changes = batch.changes.get(hub_id, ())
    return source_id not in batch.known or any(one.field == "status" for one in changes)
