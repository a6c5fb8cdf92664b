"""Carry out a planned change of a source's ids, in one step that can be taken up again."""

import threading
from collections.abc import Mapping
from datetime import UTC, datetime

from msgspec import Struct, structs

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.model.records import Status
from homeroom.rules.document import Rules
from homeroom.runs.conductor import UnderWay, fail
from homeroom.runs.heartbeat import beating
from homeroom.runs.rules.joining import join
from homeroom.runs.rules.ruling import change_rules
from homeroom.runs.setup.connecting import NEXT, connector_of, keep_delivery_config, prepared
from homeroom.store import apps, audit, id_plans, records, renaming, runs, sources
from homeroom.store import rules as versions
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.id_plans import IdPlan
from homeroom.store.runs import FencedOff, Run
from homeroom.store.scope import Scope, district_scope

ONE_PERSON = "one record under the new ids"


class Changed(Struct, frozen=True, kw_only=True):
    """What became of an app: its version, how many ids are others now, how many records merged."""

    api_version: str | None
    renamed: Mapping[Kind, int]
    merged: int


def apply_plan(district: District, key: str, actor: str) -> Changed:
    """Carry out the plan of an app; NeedsDistrict while something of it waits or is old.

    First, records that are one under the new ids are made one, each by itself and reversibly; then
    all ids change at once. Broken off before, it is done again from the start.
    """
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, key)
        plan = id_plans.of_app(scope, app.id)
        check_plan(scope, app, plan)
        run = _quiet(scope, app, actor)
        groups = _groups(scope, app)
    try:
        with beating(district.id, run, threading.Event()):
            for kind, (stays, *others) in groups:
                for goes in others:
                    join(district, kind, stays, goes, (actor, ONE_PERSON))
            app, renamed = _finish(district, app, plan, run, actor)
    except FencedOff:
        raise
    except BaseException as problem:
        fail(district, run, problem)
        raise
    merged = sum(len(ids) - 1 for _, ids in groups)
    return Changed(api_version=app.api_version, renamed=renamed, merged=merged)


def _finish(
    district: District, app: App, plan: IdPlan, run: Run, actor: str
) -> tuple[App, dict[Kind, int]]:
    with district_scope(district.id) as scope:
        runs.hold(scope, run)
        apps.take_turns(scope, [one.id for one in apps.every(scope)])
        app, renamed = _switch(scope, app, plan, actor)
        runs.finish(scope, run, "done")
        facts = {"api_version": app.api_version, "renamed": sum(renamed.values())}
        audit.note(scope, actor, "app.ids", app.key, facts)
    return app, renamed


def _groups(scope: Scope, app: App) -> list[tuple[Kind, list[str]]]:
    """Return the active records that are one under the new ids; what is retired stays as it is."""
    found = []
    for kind, ids in id_plans.split(scope, app.id, _space(app, app.api_version)):
        held = records.load(scope, kind, ids)
        alive = [id_ for id_ in ids if id_ in held and held[id_].status is Status.ACTIVE]
        if len(alive) > 1:
            found.append((kind, alive))
    return found


def check_plan(scope: Scope, app: App, plan: IdPlan) -> None:
    """Raise NeedsDistrict where a plan cannot be carried out now."""
    word = "ids" if plan.api_version is None else "upgrade"
    again = f"Plan again: homeroom {word} plan {app.key}"
    if not plan.complete:
        raise NeedsDistrict("The plan broke off before its end.", fix=again)
    waits = sum(one.get("waits", 0) for one in id_plans.counted(scope, app.id).values())
    if waits:
        raise NeedsDistrict(
            f"Of the ids, {waits:,} wait for a person.",
            fix=f"See which: homeroom {word} show {app.key}; decide in a file, and plan again.",
        )
    if id_plans.is_old(scope, app.id):
        raise NeedsDistrict(f"{app.title} was synced since the plan was made.", fix=again)
    if renaming.sending(scope, app.id):
        raise NeedsDistrict(
            f"Grades are being delivered to {app.title}.",
            fix=f"Try again in a minute, or hold them: homeroom deliveries pause {app.key}",
        )


def _quiet(scope: Scope, app: App, actor: str) -> Run:
    run = runs.start(scope, app.id, "delta", actor)
    if run is None:
        raise UnderWay(f"A run of {app.title} is under way.", fix="Try again when it has ended.")
    return run


def _space(app: App, version: str | None) -> str:
    return connector_of(app).capabilities(version or "").id_space


def _switch(scope: Scope, app: App, plan: IdPlan, actor: str) -> tuple[App, dict[Kind, int]]:
    """Change all ids and, where it is planned, the API version, of which all is read once more."""
    now = datetime.now(UTC)
    version = plan.api_version or app.api_version
    spaces = (_space(app, app.api_version), _space(app, version))
    by_old = id_plans.renamed(scope, app.id, (Kind.ORG, Kind.CLASS))
    renamed = renaming.rename(scope, app.id, spaces, now)
    held = versions.current(scope)
    changed = rename_in_rules(held.rules, app.key, by_old)
    change_rules(scope, changed, held.version, (actor, f"other ids of {app.key}"), now)
    given = {**plan.delivery, **prepared(scope, app)}
    app = keep_delivery_config(scope, app, given) if given else app
    apps.forget_secrets(scope, app.id, NEXT)
    if spaces[0] != spaces[1]:
        renaming.compare_scores_only(scope, app.id)
    # As after a restore: nothing is delivered before a complete sync has compared.
    app = apps.change(scope, app.id, api_version=version, restored_at=now)
    sources.look_again(scope, app.id)
    runs.drop_previews(scope, app.id, None, "The ids of the source changed.", "Sync again.")
    id_plans.drop(scope, app.id)
    return app, renamed


def rename_in_rules(rules: Rules, key: str, by_old: Mapping[tuple[Kind, str], str]) -> Rules:
    """Return rules that name the records of an app by its new ids."""
    schools = tuple(
        structs.replace(one, school=by_old.get((Kind.ORG, one.school), one.school))
        if one.app == key
        else one
        for one in rules.schools
    )
    classes = tuple(
        structs.replace(one, course=by_old.get((Kind.CLASS, one.course), one.course))
        if one.app == key
        else one
        for one in rules.classes
    )
    return structs.replace(rules, schools=schools, classes=classes)
