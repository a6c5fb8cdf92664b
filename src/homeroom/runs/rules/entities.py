"""Which entities of an app can be mapped, and how the next rows of one would come out."""

from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from homeroom.errors import NeedsDistrict
from homeroom.issues.catalogue import Issue
from homeroom.mapping.attributes import mapping_of
from homeroom.mapping.incoming import Incoming, read_incoming
from homeroom.model.encode import encode, reference_by_id
from homeroom.model.kinds import Kind
from homeroom.rules.entities import PEOPLE, kind_of, person_of
from homeroom.rules.mappings import METADATA, MappedAttribute, Offered, offered
from homeroom.runs.ingest.raws import read_raws
from homeroom.runs.setup.connecting import connector_of
from homeroom.store import districts, places
from homeroom.store.apps import App
from homeroom.store.scope import Scope


class Example(Struct, frozen=True):
    """One staged row: what each mapped attribute was and what it becomes, and what is wrong."""

    source_id: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]
    issues: Sequence[Issue]


def entities_of(app: App) -> tuple[Offered, ...]:
    """Return the entities of an app, and why some of them cannot be mapped now."""
    can = connector_of(app).capabilities(app.api_version or "")
    return offered(can.reads, can.absent, grade_sync=app.grade_sync)


def check_offered(app: App, entity: str) -> None:
    """Refuse an entity that the app does not have now."""
    found = {one.entity: one.absent for one in entities_of(app)}
    if entity not in found:
        raise NeedsDistrict(f"There is no entity {entity}.", fix=f"There are: {', '.join(found)}.")
    if found[entity]:
        raise NeedsDistrict(
            f"{entity} of {app.title} cannot be mapped now. {found[entity]}",
            fix=f"See what can be: homeroom mappings list {app.key}",
        )


def examples(
    scope: Scope, app: App, entity: str, rules: Sequence[MappedAttribute], limit: int
) -> list[Example]:
    """Return the first staged rows of an entity before and after mapping; nothing is written."""
    check_offered(app, entity)
    kind, found = kind_of(entity), list[Example]()
    zone = districts.by_id(scope.district).zone
    own = [one for one in rules if one.app == app.key and kind_of(one.entity) is kind]
    after = (-1, -1)
    while len(found) < limit:
        rows = places.in_spool(scope, app.id, kind, after, limit)
        if not rows:
            break
        after = (rows[-1].page_id, rows[-1].place)
        for _, raw in read_raws(scope, rows):
            came = _read(app, kind, raw, (), zone)
            if not came.deleted and (entity not in PEOPLE or person(came) == entity):
                found.append(_example(kind, came, _read(app, kind, raw, own, zone), own))
    return found[:limit]


def _read(
    app: App, kind: Kind, raw: dict[str, Any], rules: Sequence[MappedAttribute], zone: ZoneInfo
) -> Incoming:
    dialect = connector_of(app).dialect(app.api_version or "")
    return read_incoming(kind, raw, dialect, mapping_of(rules, app.key), zone)


def person(incoming: Incoming) -> str:
    """Return what a person is, by the roles in a row."""
    return person_of(one.role for one in getattr(incoming.record, "roles", ()))


def _example(
    kind: Kind, came: Incoming, made: Incoming, rules: Sequence[MappedAttribute]
) -> Example:
    names = list(dict.fromkeys(one.attribute for one in rules))
    return Example(
        came.source_id, _shown(kind, came, names), _shown(kind, made, names), made.issues
    )


def _shown(kind: Kind, incoming: Incoming, names: Sequence[str]) -> dict[str, Any]:
    if incoming.record is None:
        return {}
    wire = encode(kind, incoming.record, reference_by_id)
    metadata = wire.get("metadata", {})
    return {
        name: metadata.get(name.removeprefix(METADATA))
        if name.startswith(METADATA)
        else wire.get(name)
        for name in names
    }
