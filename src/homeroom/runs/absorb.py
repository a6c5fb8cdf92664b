"""Take changed rows of one kind into the merged records: one chunk, one transaction."""

from collections import Counter
from collections.abc import Callable, Sequence, Set

from msgspec import structs

from homeroom.issues.catalogue import Issue
from homeroom.mapping.incoming import Incoming, read_incoming
from homeroom.mapping.references import (
    Resolved,
    parents,
    resolve,
    settle_days,
    settle_roles,
)
from homeroom.merge.decide import Fact, merge
from homeroom.model.gradebook import LineItem
from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.model.roster import User
from homeroom.runs import lookup
from homeroom.runs.apply import apply
from homeroom.runs.batch import Batch, Tally
from homeroom.runs.context import Context
from homeroom.runs.matching import give_ids
from homeroom.runs.raws import Spooled, unpacked
from homeroom.store import records, roster, sources
from homeroom.store.links import Link
from homeroom.store.scope import Scope
from homeroom.store.sources import Row

# Kinds that refer to themselves and never have to wait for another kind.
NAME_EACH_OTHER = frozenset({Kind.ORG, Kind.ACADEMIC_SESSION, Kind.USER})


Read = Sequence[tuple[Row, Incoming]]


def read_rows(context: Context, kind: Kind, spooled: Spooled) -> Read:
    """Read some changed rows of one kind; this needs no database, so that it can be done ahead."""
    return [
        (row, read_incoming(kind, raw, context.dialect, context.mapping, context.zone))
        for row, raw in unpacked(spooled)
    ]


def absorb(scope: Scope, context: Context, kind: Kind, read: Read) -> Tally:
    """Resolve, merge and store some changed rows of one kind."""
    batch = Batch(kind)
    own = lookup.own(scope, context, [(kind, one.source_id) for _, one in read])
    batch.known = {source_id for _, source_id in own}
    for row, incoming in read:
        batch.issues.extend(incoming.issues)
        if incoming.deleted:
            batch.delete(row, known=(kind, incoming.source_id) in own)
        elif incoming.record is None:
            batch.say(row, "refused")
    alive = [(row, one) for row, one in read if one.record is not None]
    ready = _resolved(scope, context, batch, alive)
    _merge(scope, context, batch, ready, own)
    return apply(scope, context, batch)


def _resolved(
    scope: Scope, context: Context, batch: Batch, alive: Read
) -> list[tuple[Row, Incoming, Record]]:
    """Return the records whose parents are known, in hub ids; the others wait."""
    wanted = {
        parent for _, one in alive if one.record for parent in parents(batch.kind, one.record)
    }
    found = dict(lookup.known(scope, context, wanted))
    _announce(batch, alive, found)
    settle = _settler(scope, context, batch.kind)
    ready = []
    for row, incoming in alive:
        assert incoming.record is not None
        resolved = resolve(batch.kind, incoming.record, lambda kind, id_: found.get((kind, id_)))
        batch.issues.extend(_wait_issues(batch.kind, row.source_id, resolved))
        batch.say(row, "waiting" if resolved.blocked else "applied", resolved.waits)
        if not resolved.blocked:
            ready.append((row, incoming, settle(resolved.record)))
    return ready


def _announce(batch: Batch, alive: Read, found: dict[tuple[Kind, str], str]) -> None:
    """Give ids ahead where records of one kind name each other, so that a batch knows itself."""
    if batch.kind not in NAME_EACH_OTHER:
        return
    for row, _ in alive:
        key = (batch.kind, row.source_id)
        if key not in found and row.source_id not in batch.known:
            found[key] = batch.announced.setdefault(row.source_id, new_id())


def _wait_issues(kind: Kind, source_id: str, resolved: Resolved) -> list[Issue]:
    code = "reference.unknown" if resolved.blocked else "reference.left_out"
    return [
        Issue(
            code=code,
            kind=kind.value,
            subject=source_id,
            facts={"parent": parent.value, "id": id_},
        )
        for parent, id_ in resolved.waits[:1]
    ]


def _settler(scope: Scope, context: Context, kind: Kind) -> Callable[[Record], Record]:
    """Return what finishes a record once its references are known: days, and administrators."""
    org_types = roster.org_types(scope) if kind is Kind.USER else {}

    def settle(record: Record) -> Record:
        if isinstance(record, LineItem):
            zone = context.zones.get(record.class_, context.zone)
            return settle_days(record, zone, context.district.due_clock)
        return settle_roles(record, org_types) if isinstance(record, User) else record

    return settle


def _merge(
    scope: Scope,
    context: Context,
    batch: Batch,
    ready: Sequence[tuple[Row, Incoming, Record]],
    own: lookup.Found,
) -> None:
    """Match every record to a stored one or a new id, and merge."""
    kind = batch.kind
    fresh = {row.source_id: rec for row, _, rec in ready if (kind, row.source_id) not in own}
    given = give_ids(scope, context.app, kind, fresh, batch.announced)
    matched: list[tuple[Row, Incoming, Record, str]] = []
    for row, incoming, record in ready:
        hub_id, origin = own.get((kind, row.source_id)) or (given[row.source_id].hub_id, "read")
        ours = row.source_id in given and given[row.source_id].ours
        if origin != "read" or ours:
            batch.say(row, "own")
            batch.seen[hub_id] = record
            if ours:
                batch.links.append(_link(context, kind, row.source_id, hub_id, "matched"))
            continue
        matched.append((row, incoming, record, hub_id))
        if (kind, row.source_id) not in own:
            batch.links.append(_link(context, kind, row.source_id, hub_id, "read"))
        for space, id_ in incoming.other_ids:
            batch.links.append(_link(context, kind, id_, hub_id, "read", space))
    # What got a new id just now can neither be stored nor be known by another name.
    made = {one.hub_id for one in given.values() if one.new}
    stored = records.load(scope, kind, [hub_id for *_, hub_id in matched if hub_id not in made])
    several = _several(scope, context, kind, [(row, hub_id) for row, _, _, hub_id in matched], made)
    for row, incoming, record, hub_id in matched:
        before = batch.after.get(hub_id) or stored.get(hub_id)
        second = row.source_id in given and given[row.source_id].second
        if (second or hub_id in several) and before is not None:
            batch.issues.append(Issue(code="result.second", kind=kind.value, subject=row.source_id))
            if _older(record, before):
                continue
        named = structs.replace(record, sourced_id=before.sourced_id if before else hub_id)
        fact = Fact(context.app.key, named, incoming.unsaid)
        batch.put(hub_id, stored.get(hub_id), merge(kind, before, [fact], context.rules))


def _several(
    scope: Scope,
    context: Context,
    kind: Kind,
    rows: Sequence[tuple[Row, str]],
    made: Set[str],
) -> set[str]:
    """Return the results for which the source has several records: the newest of them counts."""
    if kind is not Kind.RESULT:
        return set()
    times = Counter(hub_id for _, hub_id in rows)
    here = [row.source_id for row, hub_id in rows if hub_id not in made]
    elsewhere = sources.spoken_for(scope, context.app.id, kind, list(times.keys() - made), here)
    return elsewhere | {hub_id for hub_id, count in times.items() if count > 1}


def _older(record: Record, before: Record) -> bool:
    stamp, held = record.date_last_modified, before.date_last_modified
    return stamp is not None and held is not None and stamp < held


def _link(
    context: Context, kind: Kind, source_id: str, hub_id: str, origin: str, space: str = ""
) -> Link:
    return Link(
        app_id=context.app.id,
        kind=kind,
        space=space or context.space,
        external_id=source_id,
        record_id=hub_id,
        origin=origin,
    )
