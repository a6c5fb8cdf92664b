"""Learn a target's ids without taking its values: for apps that only receive (Export)."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import structs

from homeroom.issues.catalogue import Issue
from homeroom.mapping.incoming import read_incoming
from homeroom.merge import address
from homeroom.merge.address import FACTS, Directory
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.runs.context import Context
from homeroom.runs.ingest import lookup
from homeroom.runs.ingest.absorbing import CHUNK
from homeroom.runs.ingest.batch import Tally
from homeroom.runs.ingest.raws import read_raws
from homeroom.runs.report import Watcher
from homeroom.store import issues, links, places, records, runs, sources, staged
from homeroom.store.links import Link
from homeroom.store.scope import Scope, district_scope
from homeroom.store.sources import Row, Said


def address_changed(context: Context, kind: Kind, watcher: Watcher) -> Tally:
    """Link what changed at a target, and what found no hub record before, to the hub's records."""
    tally = Tally()
    if kind not in FACTS:
        return tally
    with district_scope(context.district.id) as scope:
        directory = Directory(kind, records.all_active(scope, kind))
        rest = places.unmatched(scope, context.app.id, kind)
    for start in range(0, len(rest), CHUNK):
        with district_scope(context.district.id) as scope:
            tally.add(_address(scope, context, kind, rest[start : start + CHUNK], directory))
    after = (-1, -1)
    while True:
        with district_scope(context.district.id) as scope:
            rows = staged.chunk(scope, kind, after, CHUNK)
            if not rows:
                return tally
            tally.add(_address(scope, context, kind, rows, directory))
        after = (rows[-1].page_id, rows[-1].place)
        watcher.stored(kind, tally)


def _address(
    scope: Scope, context: Context, kind: Kind, rows: Sequence[Row], directory: Directory
) -> Tally:
    runs.hold(scope, context.under_way)
    app_id = context.app.id
    said: list[Said] = []
    found: dict[str, str] = {}
    by_facts: dict[str, str] = {}
    ids: dict[str, Sequence[tuple[str, str]]] = {}
    for row, raw in read_raws(scope, rows):
        incoming = read_incoming(kind, raw, context.dialect, context.mapping, context.zone)
        if incoming.record is None:
            said.append(Said(row, "gone" if incoming.deleted else "refused"))
            continue
        ids[row.source_id] = ((context.space, row.source_id), *incoming.other_ids)
        same = links.find_anywhere(scope, kind, incoming.record.sourced_id)
        if same is not None:
            found[row.source_id] = same
        elif hub_id := _by_facts(scope, context, incoming.record, directory):
            by_facts[row.source_id] = hub_id
    rivals = address.rivals(by_facts, _taken(scope, context, kind, found, by_facts))
    found |= {id_: hub_id for id_, hub_id in by_facts.items() if id_ not in rivals}
    said += [
        Said(r, "own" if r.source_id in found else "waiting") for r in rows if r.source_id in ids
    ]
    links.add(scope, _links(context, kind, found, ids))
    sources.keep(scope, app_id, kind, said)
    issues.resolve(scope, app_id, kind, [row.source_id for row in rows], context.now)
    cases = _cases(kind, ids.keys() - found.keys(), rivals)
    issues.note(scope, app_id, context.under_way.id, cases, context.now)
    waiting = sum(one.state == "waiting" for one in said)
    return Tally(own=len(said) - waiting, waiting=waiting)


def _taken(
    scope: Scope,
    context: Context,
    kind: Kind,
    found: Mapping[str, str],
    by_facts: Mapping[str, str],
) -> dict[str, str]:
    """Return the ids that hub records have at the target already, and that it still shows."""
    known = links.external(scope, context.app.id, context.space, kind, list(by_facts.values()))
    there = sources.shown(scope, context.app.id, kind, list(known.values()))
    still = {hub_id: id_ for hub_id, id_ in known.items() if id_ in there}
    return still | {hub_id: id_ for id_, hub_id in found.items()}


def _cases(kind: Kind, unmatched: Iterable[str], rivals: set[str]) -> list[Issue]:
    return [
        Issue(
            code="address.ambiguous" if id_ in rivals else "address.unmatched",
            kind=kind.value,
            subject=id_,
            facts={"kind": kind.value, "id": id_},
        )
        for id_ in unmatched
    ]


def _links(
    context: Context,
    kind: Kind,
    found: Mapping[str, str],
    ids: Mapping[str, Sequence[tuple[str, str]]],
) -> list[Link]:
    return [
        Link(
            app_id=context.app.id,
            kind=kind,
            space=space,
            external_id=id_,
            record_id=hub_id,
            origin="matched",
        )
        for source_id, hub_id in found.items()
        for space, id_ in ids[source_id]
    ]


def _by_facts(scope: Scope, context: Context, record: Record, directory: Directory) -> str | None:
    """Return the hub record that shares the facts of a target's record."""
    school = getattr(record, "school", None)
    if school is None:
        return directory.find(record)
    known = lookup.known(scope, context, {(Kind.ORG, school)})
    return directory.find(structs.replace(record, school=known.get((Kind.ORG, school))))
