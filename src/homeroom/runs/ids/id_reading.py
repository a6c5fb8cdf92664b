"""What a source shows under its old ids and under new ones, as faces that can be compared."""

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal

import msgspec
from msgspec import Struct

from homeroom.connectors.base import Connection
from homeroom.connectors.pages import Collection
from homeroom.errors import NeedsDistrict
from homeroom.mapping.incoming import read_incoming
from homeroom.mapping.references import parents
from homeroom.merge.renamed import FACTS, Face, Former, Pair, face_of
from homeroom.model.dialect import JSON, Dialect
from homeroom.model.gradebook import LineItem, LineItemNature
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.runs.context import Context
from homeroom.runs.deliver.ports import lanes_to
from homeroom.runs.ingest.absorbing import CHUNK
from homeroom.runs.ingest.raws import read_raws
from homeroom.store import links, places
from homeroom.store.links import FORMER
from homeroom.store.scope import district_scope

# In this order: each names what stands before it.
KINDS = tuple(kind for kind in Kind if kind in FACTS)
_OBJECT = msgspec.json.Decoder(JSON, float_hook=Decimal)
Known = Mapping[tuple[Kind, str], str]


class Shown(Struct):
    """What a source shows of a kind under new ids; `bare` are line items without a category."""

    pairs: list[Pair] = []
    bare: set[str] = set()


def former(context: Context, kind: Kind) -> tuple[Former, dict[str, str]]:
    """Return the rows of a kind as they were last read, and the hub's ids of the old ids.

    What the district leaves out has none, but its school keeps being named by rules.
    """
    faces: list[Face] = []
    hubs: dict[str, str] = {}
    after = (-1, -1)
    while True:
        with district_scope(context.district.id) as scope:
            rows = places.in_spool(scope, context.app.id, kind, after, CHUNK)
            if not rows:
                return Former(kind, faces), hubs
            wanted = [(kind, row.source_id) for row in rows]
            own = links.find(scope, context.app.id, context.space, wanted)
            raws = [(row.source_id, raw) for row, raw in read_raws(scope, rows)]
            records = _records(context, kind, context.dialect, [raw for _, raw in raws])
            named = {one for record, _ in records for one in _named(kind, record)}
            found = links.find(scope, context.app.id, context.space, named)
        after = (rows[-1].page_id, rows[-1].place)
        hubs |= {id_: hub for (_, id_), (hub, origin) in own.items() if origin != FORMER}
        known = {key: hub for key, (hub, _) in found.items()}
        faces += _faces(kind, records, known)


def shown(context: Context, opened: Connection, old: Former, kind: Kind, known: Known) -> Shown:
    """Return what the connection shows of a kind, each row beside the old ones that it may be."""
    found = Shown()
    for collection in opened.source.collections(frozenset({kind})):
        if collection.kind is not kind:
            continue
        for raws in _pages(context, opened, collection):
            records = _records(context, kind, opened.dialect, raws)
            for face in _faces(kind, records, known):
                found.pairs += old.find(face)
            found.bare |= {one.sourced_id for one, _ in records if _bare(one)}
    return found


def _pages(context: Context, opened: Connection, collection: Collection) -> Iterator[list[JSON]]:
    """Yield the pages of a list; whoever is missing from it would be made anew, so it is whole."""
    lanes = lanes_to(context.district, context.app, opened)
    coming = iter(opened.source.pages(collection, None, None))
    while True:
        with lanes.one():
            page = next(coming, None)
        if page is None:
            return
        if page.note:
            raise NeedsDistrict(
                f"The list of {collection.name} cannot be relied on: {page.note}.",
                fix="Test the connection with its rights, and plan again.",
            )
        yield [_OBJECT.decode(raw) for raw in page.records()]


def _bare(record: Record) -> bool:
    return (
        isinstance(record, LineItem)
        and record.nature is LineItemNature.ASSIGNMENT
        and record.category is None
    )


def _records(
    context: Context, kind: Kind, dialect: Dialect, raws: Iterable[JSON]
) -> list[tuple[Record, str]]:
    """Return the readable records with their numbers; what was deleted is left out."""
    read = ((read_incoming(kind, raw, dialect, context.mapping, context.zone), raw) for raw in raws)
    return [(one.record, dialect.number(kind, raw)) for one, raw in read if one.record is not None]


def _named(kind: Kind, record: Record) -> list[tuple[Kind, str]]:
    return [one for one in parents(kind, record) if one[0] in FACTS]


def _faces(kind: Kind, records: Iterable[tuple[Record, str]], known: Known) -> list[Face]:
    return [
        face_of(kind, record, number, lambda to, id_: known.get((to, id_)))
        for record, number in records
    ]
