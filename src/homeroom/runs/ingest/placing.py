"""Give the schools of an app the places in the hub that the district has chosen for them."""

from collections.abc import Mapping, Sequence

from homeroom.issues.catalogue import Issue
from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind
from homeroom.runs.context import Context
from homeroom.runs.ingest import lookup
from homeroom.runs.ingest.apply import retire
from homeroom.runs.ingest.batch import Batch
from homeroom.runs.ingest.facts import Read
from homeroom.store import links
from homeroom.store.links import Link
from homeroom.store.scope import Scope

BY_CHOICE = "Schools Mapping"
MOVED = "its source's school is another one of the hub now"


def place_schools(scope: Scope, context: Context, batch: Batch, read: Read) -> Read:
    """Link mapped schools to their hub schools; what is mapped to none waits with an issue."""
    chosen = {one.school: one.hub for one in context.intake.schools if not one.leave_out}
    here = [row.source_id for row, one in read if row.source_id in chosen and not one.verdict]
    if not here:
        return read
    known = links.find_hub_ids(scope, [(Kind.ORG, chosen[id_]) for id_ in here if chosen[id_]])
    hubs = {hub: id_ for (_, hub), (id_, _) in known.items()}
    unknown = {id_ for id_ in here if chosen[id_] and chosen[id_] not in hubs}
    found = lookup.own(scope, context, [(Kind.ORG, id_) for id_ in here])
    held = {id_: hub for (_, id_), (hub, origin) in found.items() if origin == "read"}
    wanted = {id_: hubs[chosen[id_]] for id_ in here if chosen[id_] and id_ not in unknown}
    batch.joined_by |= {id_: BY_CHOICE for id_, hub in wanted.items() if held.get(id_) != hub}
    wanted |= _apart(scope, held, [id_ for id_ in here if not chosen[id_]])
    _move(scope, context, wanted, held)
    for row, _ in read:
        if row.source_id in unknown:
            batch.say(row, "waiting")
            facts = {"id": chosen[row.source_id]}
            case = Issue(
                code="school.unknown", kind=Kind.ORG.value, subject=row.source_id, facts=facts
            )
            batch.issues.append(case)
    return [(row, one) for row, one in read if row.source_id not in unknown]


def _apart(scope: Scope, held: Mapping[str, str], new: Sequence[str]) -> dict[str, str]:
    """Return a hub id for each school that is to be one of its own and shares its record now."""
    shared = links.shared(scope, Kind.ORG, [held[id_] for id_ in new if id_ in held])
    return {id_: new_id() for id_ in new if held.get(id_) in shared}


def _move(
    scope: Scope, context: Context, wanted: Mapping[str, str], held: Mapping[str, str]
) -> None:
    """Link schools to records, and retire a record that no source means any more."""
    moved = {id_: hub for id_, hub in wanted.items() if held.get(id_) != hub}
    links.move(scope, [_link(context, id_, hub) for id_, hub in moved.items()])
    left = {held[id_] for id_ in moved if id_ in held}
    meant = links.meant(scope, Kind.ORG, sorted(left))
    retire(scope, context, Kind.ORG, sorted(left - meant), MOVED)


def _link(context: Context, source_id: str, hub_id: str) -> Link:
    return Link(
        app_id=context.app.id,
        kind=Kind.ORG,
        space=context.space,
        external_id=source_id,
        record_id=hub_id,
        origin="read",
    )
