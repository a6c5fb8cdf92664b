"""Make the context of a run, and lend it to other apps whose rows a run has woken."""

from collections.abc import Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from msgspec import structs

from homeroom.errors import HomeroomError
from homeroom.mapping.filters import door_of
from homeroom.merge.masters import Masters
from homeroom.model.kinds import GRADEBOOK, Kind
from homeroom.rules.document import Rules
from homeroom.rules.intake import intake_of
from homeroom.rules.uniqueness import Domain
from homeroom.runs.context import Context
from homeroom.runs.deliver.ports import outlets_for
from homeroom.runs.ingest.absorbing import absorb_woken
from homeroom.runs.setup.connecting import connector_of
from homeroom.runs.setup.modes import plan_of
from homeroom.store import apps, hand_values, roster, rules, runs, sources
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.runs import FencedOff, Run
from homeroom.store.scope import Scope, district_scope

# The setting by which an app is told whose ids name classes and people.
IDS_OF = "ids_of"
HUB = "homeroom"


def context_of(district: District, app: App, run: Run) -> Context:
    """Return what a run of an app knows."""
    with district_scope(district.id) as scope:
        return context_in(scope, district, app, run)


def context_in(
    scope: Scope, district: District, app: App, run: Run | None, proposed: Rules | None = None
) -> Context:
    """Return the same within a transaction, with every app that speaks beside this one.

    Without a run nothing is read in; `proposed` rules hold instead of the district's own.
    """
    newest = rules.current(scope)
    held = proposed or newest.rules
    now = datetime.now(UTC)
    every = apps.every(scope)
    zones = {id_: ZoneInfo(zone) for id_, zone in roster.class_zones(scope).items()}
    by_hand = frozenset(one.kind for one in hand_values.every(scope))
    domains: dict[Kind, tuple[Domain, ...]] = {}
    for domain in held.uniqueness:
        domains[domain.kind] = (*domains.get(domain.kind, ()), domain)
    masters = Masters(held.master_fields(), {one.key: one.role for one in every})

    def made(one: App) -> Context:
        connector = connector_of(one)
        version = one.api_version or ""
        today = now.astimezone(district.zone).date()
        intake = intake_of(held, one.key, today, one.role)
        word = one.settings.get("delivery", {}).get(IDS_OF, "")
        return Context(
            district=district,
            app=one,
            run=run,
            space=connector.capabilities(version).id_space,
            dialect=connector.dialect(version),
            mapping=door_of(intake, one.key, district.zone),
            rules=masters,
            ruled=newest.version,
            outlets=outlets_for(scope, one),
            others=_others(every, word),
            hub_ids=word == HUB,
            zones=zones,
            domains=domains,
            by_hand=by_hand,
            fans=tuple(each for each in held.classes if each.app == one.key),
            now=now,
            intake=intake,
        )

    named = app.settings.get("delivery", {}).get(IDS_OF, "")
    if named not in ("", HUB):
        apps.keyed(scope, named)  # a run that cannot know whom its records mean ends here
    own = made(app)
    others = {one.id: made(one) for one in every if speaks(one) and one.id != app.id}
    own.voices = {app.id: own, **others}
    for one in others.values():
        one.voices = own.voices
    return own


def view_of(
    scope: Scope, district: District, kind: Kind, proposed: Rules | None = None
) -> Context | None:
    """Return the view in which records of a kind are merged again outside of a run.

    It is that of an app whose word goes out where the record has to: for grades a learning app's.
    """
    every = [app for app in apps.every(scope) if speaks(app)]
    if kind in GRADEBOOK:
        every.sort(key=lambda app: app.role != "learning")
    return context_in(scope, district, every[0], None, proposed) if every else None


def speaks(app: App) -> bool:
    """Say whether what an app says becomes part of the truth."""
    plan = plan_of(app.mode, grade_sync=app.grade_sync)
    return plan.into_truth and app.state in ("active", "paused")


def _others(every: Sequence[App], word: str) -> tuple[tuple[int, str], ...]:
    """Return the app whose ids are used, with the id space of its API version."""
    named = [one for one in every if word and word != HUB and one.key == word]
    return tuple(
        (one.id, connector_of(one).capabilities(one.api_version or "").id_space) for one in named
    )


def wake_others(context: Context) -> list[str]:
    """Take in rows of other apps that waited for what this run has stored.

    Return in words what went wrong with other apps: that must not end the run of this one.
    """
    district = context.district
    with district_scope(district.id) as scope:
        waiting = sources.apps_with_waits(scope)
        others = [
            app
            for app in apps.every(scope)
            if app.id in waiting
            and app.id != context.app.id
            and app.state == "active"
            and not runs.under_way(scope, app.id)
        ]
    notes = []
    for app in others:
        try:
            _wake(context, app)
        except FencedOff:
            raise
        except HomeroomError as problem:
            notes.append(f"Records of {app.title} go on waiting: {problem}")
    return notes


def _wake(context: Context, app: App) -> None:
    lent = structs.replace(context_of(context.district, app, context.under_way), now=context.now)
    for kind in Kind:
        absorb_woken(lent, kind)
