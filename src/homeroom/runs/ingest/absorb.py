"""Take changed rows of one kind into the merged records: one chunk, one transaction."""

from collections.abc import Mapping, Sequence

from msgspec import structs

from homeroom.issues.catalogue import Issue
from homeroom.mapping.incoming import Incoming
from homeroom.mapping.references import Resolved, parents, resolve
from homeroom.merge.decide import Fact, merge
from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.runs.context import Context
from homeroom.runs.ingest import lookup
from homeroom.runs.ingest.apply import apply
from homeroom.runs.ingest.batch import Batch, Ready, Tally
from homeroom.runs.ingest.chosen import choices
from homeroom.runs.ingest.facts import Read, Spoken, in_order, settler, spoken
from homeroom.runs.ingest.identifying import identify
from homeroom.runs.ingest.matching import Given, give_ids
from homeroom.runs.ingest.one_result import doubled_results, newest_result
from homeroom.runs.ingest.sifting import sift
from homeroom.runs.ingest.whose import with_person
from homeroom.store import previewed, records, staged
from homeroom.store.links import Link
from homeroom.store.scope import Scope
from homeroom.store.sources import Row

# Kinds that refer to themselves and never have to wait for another kind.
NAME_EACH_OTHER = frozenset({Kind.ORG, Kind.ACADEMIC_SESSION, Kind.USER})


def absorb(scope: Scope, context: Context, kind: Kind, read: Read) -> Tally:
    """Resolve, merge and store some changed rows of one kind."""
    return apply(scope, context, decide(scope, context, kind, read))


def decide(scope: Scope, context: Context, kind: Kind, read: Read) -> Batch:
    """Resolve and merge some changed rows of one kind."""
    batch = Batch(kind, again=context.again)
    if context.signed:
        ids = [row.source_id for row, _ in read]
        batch.announced = previewed.promised(scope, context.app.id, kind, ids)
    came, read = read, sift(scope, context, batch, read)
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
    if kind is Kind.USER and batch.issues:
        batch.issues = with_person(batch.issues, came)
    return batch


def _resolved(
    scope: Scope, context: Context, batch: Batch, alive: Read
) -> list[tuple[Row, Incoming, Record]]:
    """Return the records whose parents are known, in hub ids; the others wait."""
    wanted = {
        parent for _, one in alive if one.record for parent in parents(batch.kind, one.record)
    }
    found = dict(lookup.known(scope, context, wanted))
    alive = _identified(scope, context, batch, alive, found)
    _announce(batch, alive, found)
    settle = settler(scope, context, batch.kind)
    ready = []
    for row, incoming in alive:
        assert incoming.record is not None
        resolved = resolve(batch.kind, incoming.record, lambda kind, id_: found.get((kind, id_)))
        if resolved.waits:
            batch.issues.append(_wait_issue(batch.kind, row.source_id, resolved))
        batch.say(row, "waiting" if resolved.blocked else "applied", resolved.waits)
        if not resolved.blocked:
            ready.append((row, incoming, settle(resolved.record)))
    return ready


def _identified(
    scope: Scope, context: Context, batch: Batch, alive: Read, found: dict[tuple[Kind, str], str]
) -> Read:
    """Join new records to what other sources brought; return all but what a person decides."""
    kind = batch.kind
    one = identify(scope, context, kind, alive, found, batch.known)
    batch.joined, batch.keys = one.joined, one.keys
    batch.joined_by.update(one.joined_by)
    batch.issues.extend(one.issues)
    found.update({(kind, source_id): hub_id for source_id, hub_id in one.joined.items()})
    for row, _ in alive:
        if row.source_id in one.waits:
            batch.say(row, "waiting", one.waits[row.source_id])
    return [(row, incoming) for row, incoming in alive if row.source_id not in one.waits]


def _announce(batch: Batch, alive: Read, found: dict[tuple[Kind, str], str]) -> None:
    """Give ids ahead where records of one kind name each other, so that a batch knows itself."""
    if batch.kind not in NAME_EACH_OTHER:
        return
    for row, _ in alive:
        key = (batch.kind, row.source_id)
        if key not in found and row.source_id not in batch.known:
            found[key] = batch.announced.setdefault(row.source_id, new_id())


def _wait_issue(kind: Kind, source_id: str, resolved: Resolved) -> Issue:
    code = "reference.unknown" if resolved.blocked else "reference.left_out"
    parent, id_ = resolved.waits[0]
    facts = {"parent": parent.value, "id": id_}
    return Issue(code=code, kind=kind.value, subject=source_id, facts=facts)


def _merge(
    scope: Scope, context: Context, batch: Batch, ready: Sequence[Ready], own: lookup.Found
) -> None:
    """Match every record to a stored one or a new id, and merge it with what others say."""
    kind = batch.kind
    fresh = {row.source_id: rec for row, _, rec in ready if (kind, row.source_id) not in own}
    given = give_ids(scope, context.app, batch, fresh)
    matched = _matched(context, batch, ready, own, given)
    if context.onlooker or context.signed:
        batch.matched = matched
    # What got a new id just now can neither be stored nor be known by another name.
    made = {one.hub_id for one in given.values() if one.new}
    held = [hub_id for hub_id in matched if hub_id not in made]
    stored = records.load(scope, kind, held)
    batch.stored = held
    here = {row.source_id for row, _, _ in ready}
    heard: dict[str, list[Spoken]] = {}
    if _may_be_heard(scope, context, kind):
        heard = spoken(scope, _beside(context, kind), kind, held, here)
        batch.heard = held
    by_hand = choices(scope, context, kind, held) if kind in context.by_hand else {}
    doubled = doubled_results(scope, context, kind, matched, made, given)
    for hub_id, some in matched.items():
        before, others = stored.get(hub_id), heard.get(hub_id, [])
        if doubled:
            some = newest_result(batch, some, None if others else before, doubled)
        facts = in_order(context, [*others, *[said(context, hub_id, before, one) for one in some]])
        if facts:
            batch.put(
                hub_id, before, merge(kind, before, facts, context.rules, by_hand.get(hub_id))
            )


def _may_be_heard(scope: Scope, context: Context, kind: Kind) -> bool:
    """Say whether another word about a record of this kind could be there at all.

    A source has one result for a student and line item; of other kinds a person may have joined
    several of one source.
    """
    others = [app_id for app_id in context.voices if app_id != context.app.id]
    return kind is not Kind.RESULT or staged.has_said(scope, others, kind)


def _beside(context: Context, kind: Kind) -> Context:
    """Return who is asked besides: of a source's own results only the newest counts."""
    if kind is not Kind.RESULT:
        return context
    others = {id_: one for id_, one in context.voices.items() if id_ != context.app.id}
    return structs.replace(context, voices=others)


def _matched(
    context: Context,
    batch: Batch,
    ready: Sequence[Ready],
    own: lookup.Found,
    given: Mapping[str, Given],
) -> dict[str, list[Ready]]:
    """Return the records by hub id, with new links; what is ours, come back, is only seen."""
    kind, matched = batch.kind, dict[str, list[Ready]]()
    for row, incoming, record in ready:
        known = own.get((kind, row.source_id))
        hub_id, origin = known or (given[row.source_id].hub_id, "read")
        ours = row.source_id in given and given[row.source_id].ours
        if origin != "read" or ours:
            batch.say(row, "own")
            batch.seen[hub_id] = record
            if ours:
                batch.links.append(link(context, kind, row.source_id, hub_id, "matched"))
            continue
        matched.setdefault(hub_id, []).append((row, incoming, record))
        if known is None:
            batch.links.append(link(context, kind, row.source_id, hub_id, "read"))
        for space, id_ in incoming.other_ids:
            batch.links.append(link(context, kind, id_, hub_id, "read", space))
    return matched


def said(context: Context, hub_id: str, before: Record | None, one: Ready) -> Spoken:
    """Return the word of the context's app about a record; a new one gets its name."""
    row, incoming, record = one
    if before is None:
        name = context.names.get(row.source_id, hub_id)
        record = structs.replace(record, sourced_id=name)
    return Spoken(context.app.id, row.source_id, Fact(context.app.key, record, incoming.unsaid))


def link(
    context: Context, kind: Kind, source_id: str, hub_id: str, origin: str, space: str = ""
) -> Link:
    """Return the link of an id of the context's app."""
    return Link(
        app_id=context.app.id,
        kind=kind,
        space=space or context.space,
        external_id=source_id,
        record_id=hub_id,
        origin=origin,
    )
