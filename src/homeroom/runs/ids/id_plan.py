"""Plan a change of a source's ids: by reading another API version, or by a file of old and new."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from msgspec import structs

from homeroom.connectors.base import Connection
from homeroom.errors import NeedsDistrict
from homeroom.merge.renamed import Pair, Verdict, settled
from homeroom.model.kinds import Kind
from homeroom.runs.context import Context
from homeroom.runs.contexts import context_in
from homeroom.runs.ids.id_reading import KINDS, former, shown
from homeroom.runs.setup.connecting import NEXT, connector_of, entered, prepare, prepared
from homeroom.runs.setup.modes import plan_of, reads_of
from homeroom.store import apps, audit, id_plans, links, runs, sources
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.id_plans import IdPair, IdPlan
from homeroom.store.scope import Scope, district_scope

Progress = Callable[[Kind, int], None]  # a kind, and how many pairs of it were found
Decisions = Mapping[Kind, Mapping[str, Sequence[str]]]  # new id -> old ids, none for a new record
VERSION = "api_version"


def plan_upgrade(
    district: District,
    key: str,
    given: Mapping[str, str],
    decisions: Decisions,
    actor: str,
    progress: Progress,
) -> IdPlan:
    """Find out which id of another API version is which id of now; nothing else is stored.

    `given` are the values of Delivery Config that lead there. `decisions` go before what is found.
    """
    with district_scope(district.id) as scope:
        plan = begin_upgrade(scope, apps.keyed(scope, key), given, decisions, actor)
    read_upgrade(district, key, progress)
    return plan


def begin_upgrade(
    scope: Scope, app: App, given: Mapping[str, str], decisions: Decisions, actor: str
) -> IdPlan:
    """Keep where a plan leads to, and what a person decided; nothing is read yet."""
    plain = prepare(scope, app, given)
    version = _other_version(app, {**entered(scope, app), **given})
    told = {kind.value: one for kind, one in decisions.items()}
    plan = structs.replace(_plan(scope, app, actor, version, plain), decisions=told)
    id_plans.begin(scope, app.id, plan)
    return plan


def read_upgrade(district: District, key: str, progress: Progress) -> None:
    """Read the other version and find out who is who; broken off, it begins anew."""
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, key)
        plan = id_plans.of_app(scope, app.id)
        id_plans.begin_anew(scope, app.id)
        context = context_in(scope, district, app, None)
    with district_scope(district.id) as scope:
        opened = connect(scope, app, plan)
    with opened:
        _read_all(context, opened, decided(plan), progress)


def decide_again(scope: Scope, app: App, more: Decisions, actor: str) -> IdPlan:
    """Begin a plan once more, with what a person decided since beside what was decided before."""
    plan = id_plans.of_app(scope, app.id)
    if plan.api_version is None:
        raise NeedsDistrict("This plan follows a file.", fix="Correct the file, and plan again.")
    told = decided(plan)
    for kind, one in more.items():
        told[kind] = {**told.get(kind, {}), **one}
    given = {VERSION: plan.api_version, **plan.delivery, **prepared(scope, app)}
    return begin_upgrade(scope, app, given, told, actor)


def give_up(scope: Scope, app: App, actor: str) -> None:
    """Forget a plan, and the secrets that were entered for it; everything stays as it is."""
    id_plans.drop(scope, app.id)
    apps.forget_secrets(scope, app.id, NEXT)
    audit.note(scope, actor, "app.ids_given_up", app.key, {})


def decided(plan: IdPlan) -> dict[Kind, Mapping[str, Sequence[str]]]:
    """Return what a person decided for a plan, by kind."""
    return {Kind(kind): one for kind, one in plan.decisions.items()}


def connect(scope: Scope, app: App, plan: IdPlan) -> Connection:
    """Return the connection that a plan leads to."""
    return connector_of(app).connect(config(scope, app, plan))


def config(scope: Scope, app: App, plan: IdPlan) -> dict[str, str]:
    """Return what Delivery Config is once a plan is carried out, secrets included."""
    return {**entered(scope, app), **plan.delivery, **prepared(scope, app)}


def _plan(
    scope: Scope, app: App, actor: str, version: str | None, delivery: Mapping[str, str]
) -> IdPlan:
    last = runs.latest(scope, app.id, 1)
    return IdPlan(
        made_at=datetime.now(UTC),
        actor=actor,
        api_version=version,
        delivery=delivery,
        run_id=last[0].id if last else None,
    )


def _check_address(app: App, given: Mapping[str, str], version: str) -> None:
    """Refuse an address of the version of now: its ids would all be found the same, and moved."""
    unsaid = {name: one for name, one in given.items() if name != VERSION}
    try:
        said = connector_of(app).version_of(unsaid)
    except NeedsDistrict:
        return  # it ends in no version
    if said != version:
        raise NeedsDistrict(
            f"The plan leads to API {version}, but the Service URL is one of API {said}.",
            fix="Enter the Service URL of the other version.",
        )


def _other_version(app: App, given: Mapping[str, str]) -> str:
    """Return the version that settings mean; NeedsDistrict where its ids are those of now."""
    if not app.api_version:
        raise NeedsDistrict(f"{app.title} has no API versions.", fix="Use: homeroom ids plan")
    version = connector_of(app).version_of(given)
    before, after = (
        connector_of(app).capabilities(one).id_space for one in (app.api_version, version)
    )
    if before == after:
        raise NeedsDistrict(
            f"{app.title} is read with API {app.api_version} already.",
            fix="Name the address of the other version, like --set service_url=https://...",
        )
    _check_address(app, given, version)
    return version


def _read_all(
    context: Context, opened: Connection, decisions: Decisions, progress: Progress
) -> None:
    app = context.app
    kinds = reads_of(plan_of(app.mode, grade_sync=app.grade_sync), opened.capabilities)
    known: dict[tuple[Kind, str], str] = {}
    for kind in KINDS:
        if kind not in kinds:
            continue
        old, hubs = former(context, kind)
        found = shown(context, opened, old, kind, known)
        pairs = settled(old, found.pairs, decisions.get(kind, {}))
        known |= {
            (kind, one.new_id): hubs[one.old_id]
            for one in pairs
            if one.verdict is Verdict.MATCHED and one.old_id in hubs
        }
        with district_scope(context.district.id) as scope:
            id_plans.add(scope, app.id, (_pair(kind, one, found.bare) for one in pairs))
        progress(kind, len(pairs))
    with district_scope(context.district.id) as scope:
        # They are not compared: one that is not named is found in its cell when it comes in.
        told = decisions.get(Kind.RESULT, {})
        id_plans.add(scope, app.id, _filed(scope, context, Kind.RESULT, told))
        id_plans.finish(scope, app.id)


def _pair(kind: Kind, one: Pair, bare: set[str]) -> IdPair:
    return IdPair(
        kind=kind,
        new_id=one.new_id,
        old_id=one.old_id,
        verdict=one.verdict.value,
        agree=one.by,
        title=one.title,
        uncategorised=one.new_id in bare,
    )


def plan_by_file(district: District, key: str, decisions: Decisions, actor: str) -> IdPlan:
    """Plan a change of ids within one API version, as a file says it.

    An old id that nobody has waits, and so does a new one that stands for another record by now.
    """
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, key)
        plan = _plan(scope, app, actor, None, {})
        id_plans.begin(scope, app.id, plan)
        context = context_in(scope, district, app, None)
        for kind, one in decisions.items():
            id_plans.add(scope, app.id, _filed(scope, context, kind, one))
        id_plans.finish(scope, app.id)
    return plan


def _filed(
    scope: Scope, context: Context, kind: Kind, wanted: Mapping[str, Sequence[str]]
) -> list[IdPair]:
    olds = {old_id for some in wanted.values() for old_id in some}
    every = links.find(
        scope, context.app.id, context.space, [(kind, one) for one in {*olds, *wanted}]
    )
    held = {id_: hub for (_, id_), (hub, origin) in every.items() if origin != links.FORMER}
    there = sources.shown(scope, context.app.id, kind, [*olds, *wanted])
    found = []
    for new_id, some in wanted.items():
        taken = new_id in there and new_id in held and new_id not in olds
        for old_id in some:
            clear = (old_id in held or old_id in there) and not taken
            why = (
                ("the file",) if clear else ("new id is in use",) if taken else ("unknown old id",)
            )
            verdict = Verdict.MATCHED if clear else Verdict.WAITS
            found.append(
                IdPair(kind=kind, new_id=new_id, old_id=old_id, verdict=verdict.value, agree=why)
            )
    return found
