"""Which records of a source are records that other sources brought already, and which may be."""

from collections.abc import Mapping, Sequence, Set
from datetime import date

from msgspec import Struct

from homeroom.issues.catalogue import Issue
from homeroom.mapping.incoming import Incoming
from homeroom.mapping.references import parents, resolve
from homeroom.merge.identity import Match, find, keys_of, settle_rivals
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.model.roster import Demographics, Enrollment
from homeroom.rules.uniqueness import BIRTH_DATE, Domain
from homeroom.runs.context import Context
from homeroom.runs.ingest import lookup
from homeroom.runs.ingest.facts import Read, read_rows
from homeroom.runs.ingest.raws import fetch
from homeroom.store import absences, identities, places, staged
from homeroom.store.scope import Scope
from homeroom.store.sources import Row

Known = Mapping[tuple[Kind, str], str]
# A parent that stands for no id of a source: the membership that a SIS has to confirm.
MEMBERSHIP = "membership"


class Identified(Struct):
    """What was found out: hub ids of a source's new records, what waits and why, and keys."""

    joined: dict[str, str] = {}
    joined_by: dict[str, str] = {}  # the domain, or what else tells so
    waits: dict[str, tuple[tuple[Kind, str], ...]] = {}
    issues: list[Issue] = []
    keys: dict[str, dict[str, str]] = {}


def identify(
    scope: Scope, context: Context, kind: Kind, alive: Read, known: Known, own: Set[str]
) -> Identified:
    """Look for what other sources brought already; `own` are ids that are known."""
    if kind is Kind.ENROLLMENT:
        alone = len(context.voices) < 2
        return Identified() if alone else _members(scope, context, alive, known, own)
    domains = context.domains.get(kind, ())
    return _by_domains(scope, context, kind, alive, known, own) if domains else Identified()


def _by_domains(
    scope: Scope, context: Context, kind: Kind, alive: Read, known: Known, own: Set[str]
) -> Identified:
    keys = _keys(scope, context, kind, alive, known)
    matches = _matches(scope, context, kind, keys, own)
    found = Identified(keys=keys)
    for source_id, match in matches.items():
        if match.hub_id is not None:
            found.joined[source_id] = match.hub_id
            found.joined_by[source_id] = match.domain
        elif match.rivals:
            found.waits[source_id] = ()
            found.issues.append(_case("match.ambiguous", kind, source_id, match.rivals))
        elif match.alike:
            found.issues.append(_case("match.alike", kind, source_id, match.alike))
    return found


def keys_again(scope: Scope, context: Context, kind: Kind, rows: Sequence[Row]) -> None:
    """Make the keys of rows that are stored already anew, by the domains that hold now."""
    read = read_rows(context, kind, fetch(scope, rows))
    alive = [(row, one) for row, one in read if one.record is not None]
    wanted = {parent for _, one in alive if one.record for parent in parents(kind, one.record)}
    keys = _keys(scope, context, kind, alive, lookup.known(scope, context, wanted))
    identities.keep(scope, context.app.id, kind, keys)


def _keys(
    scope: Scope, context: Context, kind: Kind, alive: Read, known: Known
) -> dict[str, dict[str, str]]:
    domains = context.domains.get(kind, ())
    births = _births(scope, context, [row.source_id for row, _ in alive], domains)
    keys = {}
    for row, incoming in alive:
        record = _translated(kind, incoming, known)
        if record is not None:
            own_id = context.prefix + row.source_id
            keys[row.source_id] = keys_of(kind, record, own_id, births.get(row.source_id), domains)
    return keys


def _matches(
    scope: Scope,
    context: Context,
    kind: Kind,
    keys: Mapping[str, Mapping[str, str]],
    own: Set[str],
) -> dict[str, Match]:
    fresh = {source_id: held for source_id, held in keys.items() if source_id not in own}
    sought = {pair for held in fresh.values() for pair in held.items()}
    if not sought:
        return {}
    by_key: dict[tuple[str, str], set[str]] = {}
    named: dict[str, str] = {}
    for domain, key, hub_id, app_id, own_id in identities.holders(
        scope, kind, sought, context.spaces
    ):
        by_key.setdefault((domain, key), set()).add(hub_id)
        if app_id == context.app.id:
            named[own_id] = hub_id
    # What the source does not show any more may have got another id there.
    absent = absences.among(scope, context.app.id, kind, list(named))
    taken = {hub_id for own_id, hub_id in named.items() if own_id not in absent}
    held_by = identities.of_records(scope, kind, {one for hubs in by_key.values() for one in hubs})
    apart = identities.apart(scope, context.app.id, kind, list(fresh))
    order = [domain.name for domain in context.domains[kind]]
    found = {}
    for source_id, held in fresh.items():
        hubs = {hub_id for pair in held.items() for hub_id in by_key.get(pair, ())}
        near = {one: held_by[one] for one in hubs if (source_id, one) not in apart}
        found[source_id] = find(held, order, near, taken)
    return settle_rivals(found)


def _translated(kind: Kind, incoming: Incoming, known: Known) -> Record | None:
    assert incoming.record is not None
    resolved = resolve(kind, incoming.record, lambda to, id_: known.get((to, id_)))
    return None if resolved.blocked else resolved.record


def _births(
    scope: Scope, context: Context, source_ids: Sequence[str], domains: Sequence[Domain]
) -> dict[str, date]:
    """Return birth dates from the demographics of a source, which follow their people."""
    if not any(BIRTH_DATE in domain.fields for domain in domains):
        return {}
    rows = {one.source_id: one for one in _demographics(scope, context, source_ids)}
    read = read_rows(context, Kind.DEMOGRAPHICS, fetch(scope, list(rows.values())))
    return {
        row.source_id: one.record.birth_date
        for row, one in read
        if isinstance(one.record, Demographics) and one.record.birth_date is not None
    }


def _demographics(scope: Scope, context: Context, source_ids: Sequence[str]) -> Sequence[Row]:
    held = places.of_ids(scope, context.app.id, Kind.DEMOGRAPHICS, source_ids)
    if context.run is None or context.run.app_id != context.app.id:
        return held
    return [*held, *staged.places(scope, Kind.DEMOGRAPHICS, source_ids)]


def _members(
    scope: Scope, context: Context, alive: Read, known: Known, own: Set[str]
) -> Identified:
    """Membership comes from the SIS alone: what only an app knows waits until the SIS has it."""
    cells = {}
    for row, incoming in alive:
        record = _translated(Kind.ENROLLMENT, incoming, known)
        if isinstance(record, Enrollment) and row.source_id not in own:
            cells[row.source_id] = (record.class_, record.user, record.role)
    there = identities.memberships(scope, context.app.id, set(cells.values()))
    found = Identified()
    decides = context.app.role == "sis" or not context.has_sis
    for source_id, cell in cells.items():
        if cell in there:
            found.joined[source_id] = there[cell]
            found.joined_by[source_id] = "class, person and role"
        elif not decides:
            found.waits[source_id] = ((Kind.ENROLLMENT, membership(cell)),)
            found.issues.append(
                Issue(code="enrollment.only_in_app", kind=Kind.ENROLLMENT.value, subject=source_id)
            )
    return found


def membership(cell: tuple[str, str, str]) -> str:
    """Return what a row waits for: a class, a person and a role, in hub ids."""
    return ":".join((MEMBERSHIP, *cell))


def confirmed(
    scope: Scope, context: Context, wanted: Sequence[tuple[Kind, str]]
) -> dict[tuple[Kind, str], str]:
    """Return which memberships that rows wait for some source has brought meanwhile."""
    cells = {}
    for kind, id_ in wanted:
        word, _, rest = id_.partition(":")
        if kind is Kind.ENROLLMENT and word == MEMBERSHIP:
            class_, user, role = rest.split(":", 2)
            cells[class_, user, role] = (kind, id_)
    there = identities.memberships(scope, context.app.id, cells.keys()) if cells else {}
    return {cells[cell]: hub_id for cell, hub_id in there.items()}


def _case(code: str, kind: Kind, source_id: str, hub_ids: Sequence[str]) -> Issue:
    facts = {"kind": kind.value, "records": list(hub_ids), "count": len(hub_ids)}
    return Issue(code=code, kind=kind.value, subject=source_id, facts=facts)
