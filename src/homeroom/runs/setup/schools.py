"""The schools of an app beside those of the hub, and what Auto Mapping would make of them."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct

from homeroom.errors import NeedsDistrict
from homeroom.mapping.incoming import read_incoming
from homeroom.merge.schools import Known, Proposal, proposals
from homeroom.model.kinds import Kind
from homeroom.model.roster import Org
from homeroom.rules.document import Rules
from homeroom.runs.context import Context
from homeroom.runs.contexts import context_in
from homeroom.runs.ingest.raws import read_raws
from homeroom.store import links, places, records, sources
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.scope import Scope

SCHOOL = "school"


class Standing(StrEnum):
    """Where a school of an app stands; the words are those of the filters on the screen."""

    EXISTING = "existing"  # somebody has mapped it
    MISSING = "missing"  # nobody has
    GONE = "gone"  # its source does not show it any more


class School(Struct, frozen=True, kw_only=True):
    """One school of an app. `hub` is the school of the hub that it is, or nothing."""

    id: str
    name: str
    identifier: str
    standing: Standing
    left_out: bool
    hub: str
    hub_name: str


def schools_of(scope: Scope, district: District, app: App, rules: Rules) -> list[School]:
    """Return the schools of an app as its source last showed them, by name."""
    context = context_in(scope, district, app, None)
    states = places.with_states(scope, app.id, Kind.ORG)
    mapped = {one.school for one in rules.schools if one.app == app.key}
    found = []
    own = links.find(scope, app.id, context.space, [(Kind.ORG, row.source_id) for row in states])
    hub = records.load(scope, Kind.ORG, [id_ for id_, _ in own.values()])
    for row, org in _orgs(scope, context, list(states)):
        state = states[row]
        standing = Standing.EXISTING if org.sourced_id in mapped else Standing.MISSING
        held = own.get((Kind.ORG, row.source_id))
        there = hub.get(held[0]) if held and state == "applied" else None
        found.append(
            School(
                id=org.sourced_id,
                name=org.name,
                identifier=org.identifier or "",
                standing=Standing.GONE if state == "gone" else standing,
                left_out=state == "left out",
                hub=there.sourced_id if there else "",
                hub_name=there.name if isinstance(there, Org) else "",
            )
        )
    return sorted(found, key=lambda one: (one.name, one.id))


def auto_mapping(scope: Scope, district: District, app: App, rules: Rules) -> list[Proposal]:
    """Propose hub schools of other sources for the schools of an app that nobody has mapped."""
    return proposals_for(scope, app, schools_of(scope, district, app, rules))


def proposals_for(scope: Scope, app: App, schools: Sequence[School]) -> list[Proposal]:
    """Propose hub schools for those of some schools of an app that nobody has mapped."""
    theirs = [
        Known(one.id, one.name, one.identifier)
        for one in schools
        if one.standing is Standing.MISSING
    ]
    return proposals(theirs, hub_schools(scope, app))


def hub_schools(scope: Scope, app: App) -> list[Known]:
    """Return the schools of the hub that other sources have brought, by name."""
    orgs = records.all_active(scope, Kind.ORG)
    others = links.meant_by_others(scope, Kind.ORG, list(orgs), app.id)
    found = [
        Known(one.sourced_id, one.name, one.identifier or "")
        for id_, one in orgs.items()
        if isinstance(one, Org) and one.type == SCHOOL and id_ in others
    ]
    return sorted(found, key=lambda one: (one.name, one.id))


def check_hub_school(scope: Scope, hub: str) -> None:
    """Refuse an id that no school of the hub has."""
    ids = [id_ for id_, _ in links.find_hub_ids(scope, [(Kind.ORG, hub)]).values()]
    found = records.load(scope, Kind.ORG, ids).values()
    if not any(isinstance(one, Org) and one.type == SCHOOL for one in found):
        raise NeedsDistrict(
            f"The hub has no school {hub}.",
            fix="Use an id from the last columns of: homeroom schools list",
        )


def _orgs(scope: Scope, context: Context, rows: list[sources.Row]) -> list[tuple[sources.Row, Org]]:
    read = [
        (row, read_incoming(Kind.ORG, raw, context.dialect, context.mapping, context.zone))
        for row, raw in read_raws(scope, rows)
    ]
    return [
        (row, one.record)
        for row, one in read
        if isinstance(one.record, Org) and one.record.type == SCHOOL
    ]
