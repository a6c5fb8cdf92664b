"""Learn a target's ids without taking its values: for apps that only receive (Export)."""

from collections.abc import Sequence

from msgspec import structs

from homeroom.mapping.incoming import read_incoming
from homeroom.merge.address import FACTS, Directory
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.runs import lookup
from homeroom.runs.absorbing import CHUNK
from homeroom.runs.batch import Tally
from homeroom.runs.context import Context
from homeroom.runs.raws import read_raws
from homeroom.runs.report import Watcher
from homeroom.store import links, records, runs, sources
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
        rest = sources.unmatched(scope, context.app.id, kind)
    for start in range(0, len(rest), CHUNK):
        with district_scope(context.district.id) as scope:
            tally.add(_address(scope, context, kind, rest[start : start + CHUNK], directory))
    after = (-1, -1)
    while True:
        with district_scope(context.district.id) as scope:
            rows = sources.chunks_of_changed(scope, kind, after, CHUNK)
            if not rows:
                return tally
            tally.add(_address(scope, context, kind, rows, directory))
        after = (rows[-1].page_id, rows[-1].place)
        watcher.stored(kind, tally)


def _address(
    scope: Scope, context: Context, kind: Kind, rows: Sequence[Row], directory: Directory
) -> Tally:
    runs.hold(scope, context.run)
    matched: list[Link] = []
    said: list[Said] = []
    for row, raw in read_raws(scope, rows):
        incoming = read_incoming(kind, raw, context.dialect, context.mapping, context.zone)
        found = _find(scope, context, kind, incoming.record, directory)
        if found is None:
            lost = "gone" if incoming.deleted else "refused"
            said.append(Said(row, lost if incoming.record is None else "waiting"))
            continue
        said.append(Said(row, "own"))
        ids = ((context.space, row.source_id), *incoming.other_ids)
        matched += [
            Link(
                app_id=context.app.id,
                kind=kind,
                space=space,
                external_id=id_,
                record_id=found,
                origin="matched",
            )
            for space, id_ in ids
        ]
    links.add(scope, matched)
    sources.keep(scope, context.app.id, kind, said)
    waiting = sum(one.state == "waiting" for one in said)
    return Tally(own=len(said) - waiting, waiting=waiting)


def _find(
    scope: Scope, context: Context, kind: Kind, record: Record | None, directory: Directory
) -> str | None:
    """Return the hub record that a target's record is: by the same id, else by its facts."""
    if record is None:
        return None
    same = links.find_anywhere(scope, kind, record.sourced_id)
    if same is not None:
        return same
    school = getattr(record, "school", None)
    if school is None:
        return directory.find(record)
    known = lookup.known(scope, context, {(Kind.ORG, school)})
    return directory.find(structs.replace(record, school=known.get((Kind.ORG, school))))
