"""Make two records one by hand, part them again, and decide on rows that wait for that."""

from collections.abc import Sequence
from datetime import UTC, datetime

import msgspec
from msgspec import structs

from homeroom.errors import NeedsDistrict
from homeroom.model.entities import ENTITIES
from homeroom.model.kinds import Kind
from homeroom.model.records import Status
from homeroom.runs.context import Context
from homeroom.runs.contexts import context_in
from homeroom.runs.ingest.absorb import absorb
from homeroom.runs.ingest.apply import apply, as_json, retire
from homeroom.runs.ingest.facts import read_rows, spoken
from homeroom.runs.ingest.raws import fetch
from homeroom.runs.rules.remerge import remerged
from homeroom.store import apps, audit, identities, joins, links, places, records, runs, staged
from homeroom.store.districts import District
from homeroom.store.joins import Held, Join
from homeroom.store.links import Link
from homeroom.store.scope import Scope, district_scope

_BY_PERSON = {Kind.USER: (Kind.USER, Kind.DEMOGRAPHICS)}


def join(district: District, kind: Kind, stays: str, goes: str, by: tuple[str, str]) -> int:
    """Make two records of a kind one, and return the number by which they can be parted again.

    All ids and references of the one that goes belong to the one that stays; it is retired, not
    deleted. `by` is who does it and why.
    """
    now = datetime.now(UTC)
    with district_scope(district.id) as scope:
        context = _context(scope, district)
        _check_pair(scope, kind, stays, goes)
        children = joins.naming(scope, kind, [goes])
        moved = joins.move_links(scope, _BY_PERSON.get(kind, (kind,)), goes, stays)
        retire(scope, context, kind, [goes], f"merged into another {kind.value}: {by[1]}")
        held = _merge_again(scope, context, kind, [stays], children)
        surplus = joins.surplus_results(scope, stays) if kind is Kind.USER else []
        retire(scope, context, Kind.RESULT, surplus, "a newer result of the same person counts")
        moved = joins.Moved(moved.links, tuple(surplus), held)
        made = joins.add(scope, kind, (stays, goes), moved, by, now)
        audit.note(scope, by[0], "records.merged", f"{kind.value} {stays}", {"goes": goes})
    return made


def part(district: District, join_id: int, actor: str) -> Join:
    """Part two records that were made one: each is again what its own sources say."""
    now = datetime.now(UTC)
    with district_scope(district.id) as scope:
        context = _context(scope, district)
        found = joins.part(scope, join_id, actor, now)
        later = joins.standing_later(scope, found)
        if later:
            raise NeedsDistrict(
                f"One of the two was merged again since, by merge {later[-1]}.",
                fix=f"Undo that one first: homeroom duplicates un-merge {later[-1]}",
            )
        children = joins.naming(scope, found.kind, [found.stays])
        joins.move_back(scope, found.moved, (found.stays, found.goes))
        is_gone = _is_gone(scope, context, found)
        joins.revive(scope, found.kind, [found.goes], now)
        joins.revive(scope, Kind.RESULT, found.moved.retired, now)
        _give_back(scope, found, now)
        _merge_again(scope, context, found.kind, [found.stays, found.goes], children)
        if is_gone:
            retire(scope, context, found.kind, [found.goes], "parted; no source shows it any more")
        audit.note(scope, actor, "records.parted", f"{found.kind.value} {found.stays}", {})
    return found


def _is_gone(scope: Scope, context: Context, join: Join) -> bool:
    """Say whether sources have taken back the record that went; apart, it stays retired then.

    NeedsDistrict where a source knows both by one id since its ids changed: there they are one.
    """
    shown = [
        one
        for one in links.of_record(scope, join.goes)
        if one.kind is join.kind and one.origin == "read"
        and context.spaces.get(one.app_id) == one.space
    ]  # fmt: skip
    if shown:
        return not spoken(scope, context, join.kind, [join.goes], frozenset())
    if any(app_id in context.voices for app_id, *_ in join.moved.links):
        raise NeedsDistrict(
            "Since the ids of their source changed, it knows both as one.",
            fix="Whether they are two is said there: once it shows two, they are two here.",
        )
    return False


def decide(
    district: District, key: str, kind: Kind, source_id: str, same_as: str | None, actor: str
) -> None:
    """Say of a source's row that waits which record it is, or that it is none of them (None)."""
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, key)
        rows = [one for one in places.undecided(scope, app.id, kind) if one.source_id == source_id]
        if not rows:
            raise NeedsDistrict(
                f"No {kind.value} {source_id} of {app.title} waits for a decision.",
                fix="See what waits: homeroom duplicates list",
            )
        run = runs.start(scope, app.id, "delta", actor)
        if run is None:
            raise NeedsDistrict(
                f"A run of {app.title} is under way.", fix="Decide again when it has ended."
            )
        context = context_in(scope, district, app, run)
        apps.take_turns(scope, list(context.voices))
        staged.open_list(scope)  # nothing else has come in
        if same_as is not None:
            _link(scope, context, kind, source_id, same_as)
        else:
            near = _candidates(scope, context, kind, source_id)
            identities.keep_apart(scope, app.id, kind, [(source_id, one) for one in near], actor)
        absorb(scope, context, kind, read_rows(context, kind, fetch(scope, rows)))
        runs.finish(scope, run, "done")
        facts = {"same_as": same_as or "nobody"}
        audit.note(scope, actor, "records.decided", f"{key} {kind.value} {source_id}", facts)


def keep_apart(scope: Scope, kind: Kind, pair: tuple[str, str], actor: str) -> None:
    """Remember that two records that look alike are two."""
    for held, against in (pair, pair[::-1]):
        for app_id, source_id in links.read_by(scope, kind, held):
            identities.keep_apart(scope, app_id, kind, [(source_id, against)], actor)
    audit.note(scope, actor, "records.kept_apart", f"{kind.value} {pair[0]}", {"other": pair[1]})


def _candidates(scope: Scope, context: Context, kind: Kind, source_id: str) -> set[str]:
    held = identities.of_source(scope, context.app.id, kind, source_id)
    return {hub_id for _, _, hub_id, *_ in identities.holders(scope, kind, held, context.spaces)}


def _link(scope: Scope, context: Context, kind: Kind, source_id: str, hub_id: str) -> None:
    if hub_id not in records.load(scope, kind, [hub_id]):
        raise NeedsDistrict(f"There is no {kind.value} {hub_id}.", fix="homeroom duplicates list")
    made = Link(
        app_id=context.app.id, kind=kind, space=context.space, external_id=source_id,
        record_id=hub_id, origin="read",
    )  # fmt: skip
    links.add(scope, [made])


def _context(scope: Scope, district: District) -> Context:
    """Return the view of the first app; everything that speaks keeps still meanwhile."""
    context = context_in(scope, district, apps.every(scope)[0], None)
    apps.take_turns(scope, list(context.voices))
    return context


def _check_pair(scope: Scope, kind: Kind, stays: str, goes: str) -> None:
    found = records.load(scope, kind, [stays, goes])
    alive = [one for one in found.values() if one.status is Status.ACTIVE]
    if len(alive) < 2:
        raise NeedsDistrict(
            "Only two different, active records of one kind can be merged.",
            fix="See which are alike: homeroom duplicates list",
        )


def _give_back(scope: Scope, join: Join, now: datetime) -> None:
    """Give the record that stayed the values that it had; what a source says now goes before."""
    for kind in {one.kind for one in join.moved.held}:
        types = {one.name: one.type for one in structs.fields(ENTITIES[kind].record)}
        values = {
            one.field: msgspec.convert(one.before, types[one.field])
            for one in join.moved.held
            if one.kind is kind
        }
        for id_, record in records.load(scope, kind, [join.stays]).items():
            records.replace(scope, kind, {id_: structs.replace(record, **values)}, now)


def _merge_again(
    scope: Scope,
    context: Context,
    kind: Kind,
    record_ids: Sequence[str],
    children: dict[Kind, list[str]],
) -> tuple[Held, ...]:
    """Merge records and what refers to them again; return what the records held before."""
    held = []
    for one in _BY_PERSON.get(kind, (kind,)):
        batch = remerged(scope, context, one, record_ids)
        apply(scope, context, batch)
        for changes in batch.changes.values():
            held += [Held(one, change.field, as_json(change.before)) for change in changes]
    for child, ids in children.items():
        apply(scope, context, remerged(scope, context, child, ids))
    return tuple(held)
