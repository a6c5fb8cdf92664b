"""What learning apps last said about grades, read again from the spool."""

from collections import defaultdict
from collections.abc import Mapping

from msgspec import Struct

from homeroom.mapping.attributes import mapping_of
from homeroom.mapping.incoming import read_incoming
from homeroom.model.gradebook import Result
from homeroom.model.kinds import Kind
from homeroom.runs.ingest.raws import read_raws
from homeroom.runs.setup.connecting import connector_of
from homeroom.store import apps, districts, links, places, records, rules
from homeroom.store.scope import Scope
from homeroom.store.sources import Row


class Said(Struct, frozen=True):
    """One grade in an app's words, and where the spool holds it."""

    hub_id: str
    row: Row
    result: Result


def held_and_said(
    scope: Scope, whose: Mapping[str, int]
) -> tuple[dict[str, Result], dict[str, Result]]:
    """Return grades as the hub holds them and as their apps last said them, by hub id.

    `whose`: the id of the app of each grade.
    """
    found = records.load(scope, Kind.RESULT, list(whose))
    held = {id_: one for id_, one in found.items() if isinstance(one, Result)}
    by_app: dict[int, list[str]] = defaultdict(list)
    for hub_id, app_id in whose.items():
        by_app[app_id].append(hub_id)
    said = {
        one.hub_id: one.result
        for app_id, hub_ids in by_app.items()
        for one in last_said(scope, app_id, hub_ids)
    }
    return held, said


def last_said(scope: Scope, app_id: int, hub_ids: list[str]) -> list[Said]:
    """Return what an app last said about some grades; what it called unusable is left out."""
    app = apps.by_id(scope, app_id)
    connector = connector_of(app)
    space = connector.capabilities(app.api_version or "").id_space
    names = links.external(scope, app_id, space, Kind.RESULT, hub_ids)
    hub_of = {source_id: hub_id for hub_id, source_id in names.items()}
    rows = places.of_ids(scope, app_id, Kind.RESULT, list(hub_of))
    dialect = connector.dialect(app.api_version or "")
    zone = districts.by_id(scope.district).zone
    mapping = mapping_of(rules.current(scope).rules.mappings, app.key)
    found = []
    for row, raw in read_raws(scope, rows):
        incoming = read_incoming(Kind.RESULT, raw, dialect, mapping, zone)
        if isinstance(incoming.record, Result):
            found.append(Said(hub_of[row.source_id], row, incoming.record))
    return found
