"""The schools of an app before its first sync, asked of its source, and how they are mapped."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import msgspec
from msgspec import structs

from homeroom.connectors.pages import JSON
from homeroom.errors import NeedsDistrict
from homeroom.mapping.incoming import read_incoming
from homeroom.model.kinds import Kind
from homeroom.model.roster import Org
from homeroom.rules.document import Rules
from homeroom.rules.schools import MappedSchool
from homeroom.runs.contexts import context_in
from homeroom.runs.rules.keeping import note_rules
from homeroom.runs.setup.connecting import connection
from homeroom.runs.setup.schools import SCHOOL, School, Standing, check_hub_school, schools_of
from homeroom.store import apps, sources
from homeroom.store import rules as versions
from homeroom.store.districts import District
from homeroom.store.scope import Scope, district_scope

_RECORD = msgspec.json.Decoder(JSON, float_hook=Decimal)


def list_schools(district: District, key: str) -> list[School]:
    """Return the schools of an app by name: as they were read, else as its source shows them now.

    Raises what the connection raises.
    """
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, key)
        rules = versions.current(scope).rules
        # What a draft has read it may have read long ago, with another version of the API.
        if app.state in ("active", "paused") and sources.are_there(scope, app.id):
            return schools_of(scope, district, app, rules)
        context = context_in(scope, district, app, None)
        opened = connection(scope, app)
    found: dict[str, School] = {}
    mapped = {one.school: one for one in rules.schools if one.app == key}
    with opened:
        for collection in opened.source.collections(frozenset({Kind.ORG})):
            if collection.kind is not Kind.ORG:
                continue
            for page in opened.source.pages(collection, None, None):
                for raw in page.records():
                    one = read_incoming(
                        Kind.ORG, _RECORD.decode(raw), opened.dialect, context.mapping, context.zone
                    )
                    org = one.record
                    if isinstance(org, Org) and org.type == SCHOOL and not one.deleted:
                        found[org.sourced_id] = _school(org, mapped)
    return sorted(found.values(), key=lambda one: (one.name, one.id))


def _school(org: Org, mapped: Mapping[str, MappedSchool]) -> School:
    rule = mapped.get(org.sourced_id)
    return School(
        id=org.sourced_id,
        name=org.name,
        identifier=org.identifier or "",
        standing=Standing.EXISTING if rule else Standing.MISSING,
        left_out=bool(rule and rule.leave_out),
        hub=rule.hub if rule else "",
        hub_name="",
    )


def map_schools(
    scope: Scope, app: str, made: Sequence[MappedSchool], none: Sequence[str], actor: str
) -> None:
    """Keep what schools of an app are; those named in `none` are no longer mapped.

    It takes effect with the next sync. NeedsDistrict where the hub has no such school.
    """
    for one in made:
        if one.hub:
            check_hub_school(scope, one.hub)
    held: Rules = versions.current(scope).rules
    new = {one.school for one in made} | set(none)
    others = tuple(one for one in held.schools if one.app != app or one.school not in new)
    changed = structs.replace(held, schools=(*others, *made))
    if changed != held:
        note_rules(scope, changed, (actor, f"schools of {app} mapped"))


def check_known(schools: Sequence[School], wanted: Sequence[str]) -> None:
    """Refuse a school that the app has not shown."""
    known = {one.id for one in schools}
    for one in wanted:
        if one not in known:
            raise NeedsDistrict(
                f"The app shows no school {one} now.", fix="Open the list again and map it there."
            )
