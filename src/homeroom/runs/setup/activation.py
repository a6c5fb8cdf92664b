"""Activate an app, change it, and let an operator decide on Grade Sync in Import mode."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct, structs

from homeroom import settings
from homeroom.connectors.base import Connector, Mode
from homeroom.connectors.gallery import connector
from homeroom.connectors.rules import Rules
from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.runs.deliver import nightly
from homeroom.runs.setup import uploads
from homeroom.runs.setup.approval import is_approved, is_requested, needs_request
from homeroom.runs.setup.connecting import (
    check_paths,
    connector_of,
    entered,
    keep_delivery_config,
)
from homeroom.runs.setup.modes import plan_of
from homeroom.store import (
    absences,
    apps,
    audit,
    links,
    parked,
    posting,
    retiring,
    runs,
    schedules,
    seeding,
    sources,
)
from homeroom.store.apps import App
from homeroom.store.scope import Scope


class Wish(Struct, frozen=True, kw_only=True):
    """What somebody wants to activate. `delivery` holds the values of Delivery Config."""

    connector: str
    key: str
    title: str
    mode: str
    grade_sync: bool
    role: str = ""
    delivery: Mapping[str, str] = {}
    draft: bool = False


def activate(scope: Scope, wish: Wish, actor: str) -> App:
    """Activate an app; where Grade Sync needs an operator, it waits as a draft until approved."""
    chosen = connector(wish.connector)
    _possible(chosen, wish)
    given = dict(wish.delivery)
    app = apps.add(
        scope,
        {
            "key": wish.key,
            "connector": chosen.name,
            "title": wish.title or chosen.title,
            "role": wish.role or _role(chosen, grade_sync=wish.grade_sync),
            "role_said": bool(wish.role),
            "mode": wish.mode,
            "grade_sync": wish.grade_sync,
            "state": "draft",
            "api_version": None,
            "settings": {"identity": wish.key},
        },
    )
    sources.look_again(scope, app.id)  # it may have been here before, in another mode
    app = keep_delivery_config(scope, app, given)
    audit.note(scope, actor, "app.activate", app.key, {"mode": wish.mode})
    return app if wish.draft else finish(scope, app, actor)


def free_key(scope: Scope, connector_name: str) -> str:
    """Return a short name that no app of the district has: that of the gallery, or with a number.

    An app that was removed gets its name back, and with it the ids of its records.
    """
    taken = {one.key for one in apps.every(scope)}
    plain = connector_name.replace("_", "-")
    names = (plain, *(f"{plain}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name not in taken)


def finish(scope: Scope, app: App, actor: str) -> App:
    """Finish the configuration of a draft: it becomes active, or waits for an operator."""
    given = entered(scope, app)
    chosen = connector_of(app)
    check_paths(app, given)
    with chosen.connect(given) as opened:
        place = opened.place
    version = chosen.version_of(given) or None
    _same_ids(scope, app, version)
    waits = needs_request(app)
    asked = {name: held for name, held in (app.decision or {}).items() if name == "requested"}
    # The lasting name of an app, from which ids at a target are derived: with the same name a hub
    # that lost its database finds again what it had delivered.
    identity = f"{app.connector}:{place}" if app.role == "sis" else f"{app.connector}:{app.key}"
    app = apps.change(
        scope,
        app.id,
        state="requested" if waits else "active",
        api_version=version,
        settings={**app.settings, "identity": identity},
        decision={**asked, "asked_by": actor} if waits else app.decision,
    )
    nightly.arrange(scope, app)
    audit.note(scope, actor, f"app.{app.state}", app.key, {"grade_sync": app.grade_sync})
    return app


def request(scope: Scope, app: App, actor: str) -> App:
    """Ask an operator for the Grade Sync of a draft; it can be filled in further meanwhile."""
    if app.state != "draft" or not needs_request(app):
        raise NeedsDistrict(f"{app.title} needs no approval now.", fix="Go on with its next step.")
    wanted = {"mode": app.mode, "grade_sync": app.grade_sync}
    audit.note(scope, actor, "app.request", app.key, wanted)
    return apps.change(scope, app.id, decision={"requested": wanted, "asked_by": actor})


def note_delivery(scope: Scope, app: App, given: Mapping[str, str], actor: str) -> App:
    """Note which fields of Delivery Config were entered anew; an active app works with them."""
    audit.note(scope, actor, "app.delivery", app.key, {"fields": sorted(given)})
    return finish(scope, app, actor) if app.state == "active" else app


def approve(scope: Scope, app: App, operator: str) -> App:
    """Approve Grade Sync of an app that waits for it; a draft stays one until it is finished."""
    wanted = _requested(app)
    app = _turn(scope, app, **wanted) if wanted else app
    state = "draft" if app.state == "draft" else "active"
    app = apps.change(scope, app.id, state=state, decision={"approved_by": operator})
    nightly.arrange(scope, app)
    audit.note(scope, operator, "app.approve", app.key, {})
    return app


def decline(scope: Scope, app: App, operator: str, reason: str) -> App:
    """Decline Grade Sync of an app, with a reason that its admin reads."""
    if not reason.strip():
        raise NeedsDistrict("A request is declined with a reason.", fix="Say why, in a sentence.")
    _requested(app)
    decision = {"declined_by": operator, "reason": reason}
    state = "declined" if app.state == "requested" else app.state
    app = apps.change(scope, app.id, state=state, decision=decision)
    audit.note(scope, operator, "app.decline", app.key, {"reason": reason})
    return app


def change_mode(scope: Scope, app: App, mode: str, actor: str, *, grade_sync: bool) -> App:
    """Change Sync Mode or Grade Sync of an app; nothing that was delivered is taken back.

    An active app goes on as it is while the change waits for an operator.
    """
    wish = Wish(
        connector=app.connector, key=app.key, title=app.title, mode=mode, grade_sync=grade_sync
    )
    _possible(connector_of(app), wish)
    wanted = {"mode": mode, "grade_sync": grade_sync}
    audit.note(scope, actor, "app.mode", app.key, wanted)
    needs = plan_of(mode, grade_sync=grade_sync).needs_approval and settings.GRADE_SYNC_APPROVAL
    if app.state == "active" and needs and not is_approved(app):
        return apps.change(scope, app.id, decision={"requested": wanted, "asked_by": actor})
    if app.decision and "requested" in app.decision:
        # Whoever wants something else now no longer wants what waits for an operator.
        app = apps.change(scope, app.id, decision=None)
    app = _turn(scope, app, mode, grade_sync=grade_sync)
    return app if app.state == "draft" else finish(scope, app, actor)


def _turn(scope: Scope, app: App, mode: str, *, grade_sync: bool) -> App:
    """Let an app work in another mode; what its old mode passed over is looked at again."""
    runs.stop_all(scope, app.id)  # it works by the old mode
    before = plan_of(app.mode, grade_sync=app.grade_sync)
    after = plan_of(mode, grade_sync=grade_sync)
    if after.into_truth and not before.into_truth:
        sources.look_again(scope, app.id)
    seeded = app.seeded_at if before.writes or not after.writes else None
    return apps.change(scope, app.id, mode=mode, grade_sync=grade_sync, seeded_at=seeded)


def change_role(scope: Scope, app: App, role: str, actor: str) -> App:
    """Say what an app is; what it has handed over is looked at and delivered by that.

    Another role than it has is refused once grades are on their way: the ids under which they stand
    at a target are made of what the app is.
    """
    audit.note(scope, actor, "app.role", app.key, {"role": role})
    every = apps.every(scope)
    if role != app.role:
        if seeding.has_begun(scope, app.id):
            raise NeedsDistrict(
                f"Grades of or to {app.title} are on their way already.",
                fix="Remove it, and activate it under another short name in the other role.",
            )
        runs.stop_all(scope, app.id)
        sources.look_again(scope, app.id)
        if role == "learning":
            _give_up_members(scope, app, every)
            # What it has handed over goes to every target from now on.
            for one in every:
                if one.seeded_at is not None:
                    apps.change(scope, one.id, seeded_at=None)
    app = apps.change(scope, app.id, role=role, role_said=True)
    for one in every:
        parked.end_hold(scope, one.id, "checks.open")
    return app if app.state == "draft" else finish(scope, app, actor)


def _give_up_members(scope: Scope, app: App, every: Sequence[App]) -> None:
    """Who belongs to a class the SIS says: what only this app has said ends where there is one."""
    if any(one.role == "sis" and one.id != app.id for one in every):
        alone = links.forget_alone(scope, app.id, Kind.ENROLLMENT)
        words = "only a learning app says that this person belongs to the class"
        retiring.retire(scope, Kind.ENROLLMENT, alone, datetime.now(UTC), words, (app.id, None))


def change_settings(scope: Scope, app: App, changes: Mapping[str, Any], actor: str) -> App:
    """Change an app's own settings: rules, safety, lanes, nightly comparison and so on."""
    check_changes(scope, app, changes)
    audit.note(scope, actor, "app.settings", app.key, dict(changes))
    app = apps.change(scope, app.id, settings=with_changes(app, changes).settings)
    if changes.get(uploads.PREVIEW) is False:
        words = "The preview of each upload was switched off."
        runs.drop_previews(scope, app.id, None, words, "The next sync takes in what it reads.")
        parked.end_hold(scope, app.id, "preview.each")
    if changes.get(uploads.BULK) is False:
        absences.forget_vanished(scope, app.id)
    parked.end_hold(scope, app.id, "checks.open")  # they may pass now
    nightly.arrange(scope, app)
    return app


def check_changes(scope: Scope, app: App, changes: Mapping[str, Any]) -> None:
    """Refuse settings that the app does not have, or that what was delivered forbids."""
    uploads.check_offered(app, changes)
    if "rules" in changes:
        rules = connector_of(app).rules
        if rules is None:
            raise NeedsDistrict(f"{app.title} takes no grades, so it has no write rules.")
        before = rules.edited(app.settings.get("rules", {}))
        _same_form(scope, app, before, before.edited(changes["rules"]))


def with_changes(app: App, changes: Mapping[str, Any]) -> App:
    """Return an app as it would be with other settings; of a table of them the others stay."""
    merged = {**app.settings}
    for name, value in changes.items():
        both = isinstance(value, Mapping) and isinstance(merged.get(name), Mapping)
        merged[name] = {**merged[name], **value} if both else value
    return structs.replace(app, settings=merged)


def remove(scope: Scope, app: App, actor: str) -> None:
    """Remove an app: its secrets and schedule go, its records and what it delivered stay."""
    apps.change(scope, app.id, state="removed")
    runs.stop_all(scope, app.id)
    schedules.drop(scope.district, app.id)
    apps.forget_secrets(scope, app.id)
    posting.forget(scope, app.id)
    audit.note(scope, actor, "app.remove", app.key, {})


def _same_ids(scope: Scope, app: App, version: str | None) -> None:
    """Refuse another API version once records were read: it may name every person anew."""
    before = connector_of(app).capabilities(app.api_version or "").id_space
    after = connector_of(app).capabilities(version or "").id_space
    if app.api_version and before != after and sources.are_there(scope, app.id):
        raise NeedsDistrict(
            f"{app.title} was read with API {before}; API {after} gives every person another id.",
            fix=f"Move it with everybody it knows: homeroom upgrade plan {app.key}",
        )


def _same_form(scope: Scope, app: App, before: Rules, after: Rules) -> None:
    """Refuse another form of scores once grades stand at a target: 8 of 10 is not 8 percent."""
    one, other = (rules.mode("score_form", app.api_version or "") for rules in (before, after))
    if one != other and seeding.has_grades_of_ours(scope, app.id):
        raise NeedsDistrict(
            f"Grades stand in {app.title} as {one}; as {other} they would mean something else.",
            fix="Take back what was delivered first (homeroom undo), then change score_form.",
        )


def _possible(chosen: Connector, wish: Wish) -> None:
    if wish.mode not in [mode.value for mode in chosen.modes]:
        known = ", ".join(mode.value for mode in chosen.modes)
        raise NeedsDistrict(f"{chosen.title} cannot work in {wish.mode} mode.", fix=f"Use {known}.")


def _role(chosen: Connector, *, grade_sync: bool) -> str:
    """A system that takes grades is a SIS; one that only hands them over is a learning app."""
    writes = Mode.TWO_WAY in chosen.modes or Mode.EXPORT in chosen.modes
    return "sis" if writes or not grade_sync else "learning"


def _requested(app: App) -> dict[str, Any]:
    """Return the columns that an approval sets, besides the state."""
    wanted = (app.decision or {}).get("requested")
    if not is_requested(app):
        raise NeedsDistrict(
            f"{app.title} has no open request.", fix=f"It is {app.state}; there is nothing to do."
        )
    return dict(wanted or {})
