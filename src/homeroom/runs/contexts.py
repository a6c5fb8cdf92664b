"""Make the context of a run, and lend it to other apps whose rows a run has woken."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from msgspec import structs

from homeroom.connectors.base import Connection
from homeroom.errors import HomeroomError
from homeroom.mapping.incoming import identity
from homeroom.merge.decide import only_source
from homeroom.model.kinds import Kind
from homeroom.runs.absorbing import absorb_woken
from homeroom.runs.connecting import connection, connector_of
from homeroom.runs.context import Context
from homeroom.runs.ports import outlets_for
from homeroom.store import apps, roster, runs, sources
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.runs import FencedOff, Run
from homeroom.store.scope import Scope, district_scope

# The setting by which an app is told whose ids name classes and people.
IDS_OF = "ids_of"
HUB = "homeroom"


def context_of(district: District, app: App, run: Run, opened: Connection) -> Context:
    """Return what a run of an app knows."""
    with district_scope(district.id) as scope:
        word = app.settings.get("delivery", {}).get(IDS_OF, "")
        return Context(
            district=district,
            app=app,
            run=run,
            space=opened.capabilities.id_space,
            dialect=opened.dialect,
            mapping=identity,
            rules=only_source,
            outlets=outlets_for(scope, app),
            others=_others(scope, word),
            hub_ids=word == HUB,
            zones={id_: ZoneInfo(zone) for id_, zone in roster.class_zones(scope).items()},
            now=datetime.now(UTC),
        )


def _others(scope: Scope, word: str) -> tuple[tuple[int, str], ...]:
    """Return the app whose ids are used, with the id space of its API version."""
    if not word or word == HUB:
        return ()
    app = apps.keyed(scope, word)
    can = connector_of(app).capabilities(app.api_version or "")
    return ((app.id, can.id_space),)


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
    with district_scope(context.district.id) as scope:
        opened = connection(scope, app)
    with opened:
        lent = context_of(context.district, app, context.run, opened)
        lent = structs.replace(lent, now=context.now)
        for kind in Kind:
            absorb_woken(lent, kind)
