"""Data quality of an app: what is asked of its rows, and how many of those it brought lack it."""

from collections.abc import Iterator

from msgspec import Struct

from homeroom.mapping.attributes import mapping_of
from homeroom.mapping.paths import roles_of
from homeroom.mapping.quality import lacking_of
from homeroom.model.decode import status_of
from homeroom.model.dialect import JSON
from homeroom.model.kinds import Kind
from homeroom.model.records import UNREADABLE, UNSAID, Status
from homeroom.rules.document import Rules
from homeroom.rules.entities import PEOPLE, kind_of, person_of
from homeroom.rules.quality import Requirement, requirements_for
from homeroom.runs.ingest.raws import read_raws
from homeroom.runs.setup.connecting import connector_of
from homeroom.store import apps, places, rules
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.scope import district_scope

CHUNK = 2_000
A_FEW = 20


class Inspected(Struct, frozen=True, kw_only=True):
    """One attribute that is asked for: of how many staged rows, how many lack it, and some ids."""

    requirement: Requirement
    rows: int
    lacking: int
    examples: tuple[str, ...]


def inspect(district: District, key: str, proposed: Rules | None = None) -> list[Inspected]:
    """Count what the rows that an app has brought lack; nothing is written, the app is not asked.

    `proposed` rules hold instead of the district's own. Rows that its filters leave out count, too.
    """
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, key)
        held = proposed or rules.current(scope).rules
    asked = requirements_for(held.quality, app.key, app.role)
    counts = dict.fromkeys(asked, 0)
    without: dict[Requirement, list[str]] = {one: [] for one in asked}
    for kind in dict.fromkeys(kind_of(one.entity) for one in asked):
        mine = [one for one in asked if kind_of(one.entity) is kind]
        inspectors = {one: lacking_of([one]) for one in mine}
        for id_, wire, unsaid in _staged(district, app, held, kind):
            for one in mine:
                if _is_about(one, wire) and one.attribute.partition(".")[0] not in unsaid:
                    counts[one] += 1
                    if inspectors[one](kind, wire):
                        without[one].append(id_)
    return [
        Inspected(
            requirement=one,
            rows=counts[one],
            lacking=len(without[one]),
            examples=tuple(without[one][:A_FEW]),
        )
        for one in asked
    ]


def _staged(
    district: District, app: App, held: Rules, kind: Kind
) -> Iterator[tuple[str, JSON, frozenset[str]]]:
    """Yield what an app last said of a kind after mapping: its id, the row, what it leaves open."""
    mapping = mapping_of(held.mappings, app.key)
    dialect = connector_of(app).dialect(app.api_version or "")
    after = (-1, -1)
    while True:
        with district_scope(district.id) as scope:
            chunk = places.in_spool(scope, app.id, kind, after, CHUNK)
            raws = list(read_raws(scope, chunk)) if chunk else []
        if not chunk:
            return
        after = (chunk[-1].page_id, chunk[-1].place)
        for row, raw in raws:
            gone = status_of(raw.get("status")) is Status.TO_BE_DELETED
            if UNREADABLE not in raw and not gone:
                wire = mapping(kind, dialect.as_1_2(kind, raw)).wire
                yield row.source_id, wire, frozenset(map(str, raw.get(UNSAID) or ()))


def _is_about(one: Requirement, wire: JSON) -> bool:
    return one.entity not in PEOPLE or person_of(roles_of(wire)) == one.entity
