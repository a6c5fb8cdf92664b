"""What rows would lead to, as a person sees it; and taking in only what is still the same."""

from collections.abc import Iterator
from typing import Any

import msgspec
import xxhash

from homeroom.model.kinds import Kind
from homeroom.runs.context import Context
from homeroom.runs.ingest.absorb import decide
from homeroom.runs.ingest.apply import as_json
from homeroom.runs.ingest.batch import Batch
from homeroom.runs.ingest.facts import Read
from homeroom.store import previewed
from homeroom.store.previewed import CHANGED, GONE, NEW, SAME, WAITING, FieldSeen, Foreseen
from homeroom.store.scope import Scope, looking_scope
from homeroom.store.sources import Row

# What of a new record is worth a look besides its title.
TELLING: dict[Kind, tuple[str, ...]] = {
    Kind.USER: ("username", "email"),
    Kind.LINE_ITEM: ("due_date", "result_value_max"),
    Kind.RESULT: ("score", "text_score", "score_status"),
}
# The name under which it is shown that a row is joined to a record which others brought.
JOINED = "sourcedId"
_ENCODER = msgspec.json.Encoder(decimal_format="number", order="deterministic")


def foreseen(batch: Batch) -> list[Foreseen]:
    """Return what each row of a chunk leads to; what was looked at before only if it differs."""
    found = {one.row.source_id: one for one in _of_records(batch)}
    gone = {*batch.deleted, *batch.newly_out}
    for source_id, said in batch.said.items():
        if source_id in found and source_id not in gone:
            continue
        effect = GONE if source_id in gone else WAITING if said.state == "waiting" else SAME
        found[source_id] = Foreseen(row=said.row, effect=effect)
    if batch.again:
        told = {id_ for id_, said in batch.said.items() if said.state != "applied"}
        return [one for id_, one in found.items() if one.effect != SAME or id_ in told]
    return list(found.values())


def _of_records(batch: Batch) -> Iterator[Foreseen]:
    for hub_id, some in batch.matched.items():
        for row, *_ in some:
            if hub_id in batch.create:
                yield _new(batch, hub_id, row)
            else:
                yield _changed(batch, hub_id, row)


def _new(batch: Batch, hub_id: str, row: Row) -> Foreseen:
    record = batch.create[hub_id]
    telling = [
        FieldSeen(name, None, value, "")
        for name in TELLING.get(batch.kind, ())
        if (value := as_json(getattr(record, name, None))) not in (None, "")
    ]
    return Foreseen(
        row=row,
        effect=NEW,
        record_id=hub_id,
        changes=telling,
        digest=_digest([NEW, hub_id, as_json(record)]),
    )


def _changed(batch: Batch, hub_id: str, row: Row) -> Foreseen:
    changes = [
        FieldSeen(one.field, as_json(one.before), as_json(one.after), one.reason)
        for one in batch.changes.get(hub_id, ())
    ]
    if row.source_id not in batch.known:
        by = batch.joined_by.get(row.source_id, "")
        changes.append(FieldSeen(JOINED, None, row.source_id, by))
    if not changes:
        return Foreseen(row=row, effect=SAME, record_id=hub_id)
    digest = _digest([CHANGED, hub_id, [[one.field, one.before, one.after] for one in changes]])
    if batch.kind is Kind.DEMOGRAPHICS:
        changes = [FieldSeen(one.field, None, None, one.reason) for one in changes]
    return Foreseen(row=row, effect=CHANGED, record_id=hub_id, changes=changes, digest=digest)


def _digest(told: Any) -> int:
    packed = xxhash.xxh3_64_digest(_ENCODER.encode(told))
    return int.from_bytes(packed, "big", signed=True)


def decide_seen(scope: Scope, context: Context, kind: Kind, read: Read) -> Batch:
    """Decide a chunk without the rows that lead to something else than a person has seen.

    To leave a row out may change what others lead to, so it is asked until all that is left agrees.
    """
    ids = [row.source_id for row, _ in read]
    seen = previewed.seen(scope, context.app.id, kind, ids)
    while read:
        # To decide may write: a learning app's result takes over what a SIS showed.
        with looking_scope(context.district.id) as trial:
            found = foreseen(decide(trial, context, kind, read))
        other = {
            one.row.source_id
            for one in found
            if one.writes and seen.get(one.row.source_id) != one.digest
        }
        if not other:
            break
        read = [(row, incoming) for row, incoming in read if row.source_id not in other]
    return decide(scope, context, kind, read)


def note_taken_in(scope: Scope, context: Context, batch: Batch) -> None:
    """Note that rows which were seen are taken in, in the transaction that does so."""
    waits = [id_ for id_, said in batch.said.items() if said.state == "waiting"]
    done = list(batch.said.keys() - set(waits))
    previewed.taken_in(scope, context.app.id, batch.kind, done, waits)
