"""Take in what an app writes by itself: one request, one transaction, by the same merge as a sync.

What is written is spooled as a page of its own, like what a sync reads: rules that change later
find there what the app said last. A write that cannot be kept is refused whole.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime

import msgspec
from msgspec import structs

from homeroom.issues.catalogue import ENTRIES, Issue
from homeroom.mapping.incoming import read_incoming
from homeroom.model.gradebook import LineItem
from homeroom.model.kinds import Kind
from homeroom.model.records import UNREADABLE, UNSAID, Record
from homeroom.model.scrub import cleaned, needs_cleaning
from homeroom.runs.absorb import decide
from homeroom.runs.apply import apply
from homeroom.runs.batch import Batch
from homeroom.runs.context import Context
from homeroom.runs.contexts import context_in
from homeroom.runs.facts import Read
from homeroom.runs.own_ids import CannotTake, Fault, Given, Sees, check_parents, settle_ids
from homeroom.runs.own_results import first_ids
from homeroom.stage.own_page import JSON, keep_own_page
from homeroom.store import apps, districts, links, places, taking
from homeroom.store.districts import District
from homeroom.store.links import Link
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
    if app_id not in held.voices or not held.app.grade_sync:
        raise CannotTake(Fault.FOREIGN, "The district has not switched on Grade Sync of this app.")
    apps.take_turns(scope, sorted(held.voices))
    # What one request changes in it is no other request's business.
    return structs.replace(held, now=datetime.now(UTC), names={})


# What a request finds in the rules and apps of its district, by district and app: the mark by which
# that is known to hold still, and the context.
_HELD: dict[tuple[int, int], tuple[object, Context]] = {}


def _surroundings(scope: Scope, app_id: int) -> Context:
    """Return the context of an app's writes, made anew only when rules, apps or the day changed."""
    mark = taking.surroundings(scope)
    key = (scope.district, app_id)
    known = _HELD.get(key)
    if mark is not None and known is not None and known[0] == (mark, _today(known[1].district)):
        return known[1]
    district = districts.by_id(scope.district)
    made = context_in(scope, district, apps.by_id(scope, app_id), None)
    if mark is not None:
        _HELD[key] = ((mark, _today(district)), made)
    return made


def _today(district: District) -> date:
    return datetime.now(UTC).astimezone(district.zone).date()


def put(
    scope: Scope, context: Context, kind: Kind, given: Sequence[Given], sees: Sees
) -> list[bool]:
    """Keep objects of one kind, each as a whole; say of each whether it was not there before.

    Raises CannotTake when one cannot be kept.
    """
    own = settle_ids(scope, context, kind, [one.id for one in given], sees)
    ids = [own[one.id].source_id if one.id in own else one.id for one in given]
    wires = [_wire(one, id_) for one, id_ in zip(given, ids, strict=True)]
    read = _read(context, kind, wires)
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
        read = _read(context, kind, wires)
    batch = _store(scope, context, kind, wires, read)
    links.add(scope, [_alias(context, kind, id_, one.record_id) for id_, one in first.items()])
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


def _wire(given: Given, id_: str) -> JSON:
    kept = {key: held for key, held in given.wire.items() if key not in _OURS}
    wire: JSON = {**kept, "sourcedId": id_}
    # To look through every member costs more than to write all of them down once.
    return cleaned(wire) if needs_cleaning(_ENCODER.encode(wire)) else wire


def _read(context: Context, kind: Kind, wires: Sequence[JSON]) -> Read:
    """Read what was written; what cannot be read is refused, with what it is and where."""
    read = []
    for at, wire in enumerate(wires):
        one = read_incoming(kind, wire, context.dialect, context.mapping, context.zone)
        for issue in one.issues:
            if issue.code.startswith(_REFUSED):
                raise CannotTake(Fault.UNUSABLE, _words(issue))
        if one.record is None:
            raise CannotTake(Fault.UNUSABLE, f"This {kind} cannot be read.")
        read.append((Row(one.source_id, 0, 0, at), one))
    return read


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


def _alias(context: Context, kind: Kind, id_: str, hub_id: str) -> Link:
    return Link(
        app_id=context.app.id,
        kind=kind,
        space=context.space,
        external_id=id_,
        record_id=hub_id,
        origin="read",
    )


def _is_new(batch: Batch, source_id: str, hub_id: str) -> bool:
    """Say whether a record was not there before, or had been deleted."""
    changes = batch.changes.get(hub_id, ())
    return source_id not in batch.known or any(one.field == "status" for one in changes)
