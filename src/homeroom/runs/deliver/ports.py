"""The targets of a district, ready to be delivered to."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from msgspec import structs

from homeroom.connectors.base import Capabilities, Connection, GradeTarget
from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.pull.lanes import Lanes
from homeroom.push.checks.category_place import Target
from homeroom.push.lanes.outbox import Outlet
from homeroom.push.lanes.port import Nobody, Port
from homeroom.rules.document import Rules
from homeroom.runs.setup import uploads
from homeroom.runs.setup.connecting import connection, connector_of, lane_widths
from homeroom.runs.setup.modes import plan_of
from homeroom.store import apps, in_use, rules
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.scope import Scope, district_scope

# What goes out; assessment records travel by the same outbox once an app delivers some.
OUTGOING = frozenset({Kind.CATEGORY, Kind.LINE_ITEM, Kind.RESULT})


def is_target(app: App) -> bool:
    """Say whether grades are delivered to an app."""
    plan = plan_of(app.mode, grade_sync=app.grade_sync)
    return app.state == "active" and app.role == "sis" and plan.writes


def delivers_now(app: App) -> bool:
    """Say whether deliveries to an app go out just now; otherwise they pile up in its outbox."""
    return is_target(app) and app.takes_now


def takes(app: App) -> frozenset[Kind]:
    """Return the kinds that are delivered to an app."""
    return connector_of(app).capabilities(app.api_version or "").writes & OUTGOING


def outlets_for(scope: Scope, source: App) -> tuple[Outlet, ...]:
    """Return where the grades of an app go: from learning apps to the SIS."""
    if source.role != "learning" or not source.grade_sync:
        return ()
    return tuple(
        Outlet(one.id, takes(one), settle_seconds(one))
        for one in apps.every(scope)
        if is_target(one)
    )


def settle_seconds(app: App) -> int:
    """Return how long an edit rests before it is delivered to an app."""
    return int(app.settings.get("settle_seconds", 0))


@contextmanager
def port_to(district: District, app: App) -> Iterator[Port]:
    """Open a target for deliveries."""
    with district_scope(district.id) as scope:
        opened = connection(scope, app)
        known = apps.every(scope)
        held = rules.current(scope)
    with opened:
        port = _port(district, app, opened.target, opened.capabilities)
        yield structs.replace(
            _among(port, known),
            decided=held.rules,
            ruled=held.version,
            lanes=lanes_to(district, app, opened),
            previews=uploads.is_sent_previewed(app),
        )


def offline_port(scope: Scope, district: District, app: App, decided: Rules, now: datetime) -> Port:
    """Return a target that nothing is asked of, to check what would go there; its clock stands."""
    can = connector_of(app).capabilities(app.api_version or "")
    port = _among(_port(district, app, Nobody(), can), apps.every(scope))
    return structs.replace(port, decided=decided, clock=lambda: now)


def _among(port: Port, known: Sequence[App]) -> Port:
    """Return a port that knows the apps of the district by their names."""
    return structs.replace(
        port,
        identities={one.id: one.settings.get("identity", one.key) for one in known},
        keys={one.id: one.key for one in known},
    )


def _port(district: District, app: App, target: GradeTarget, can: Capabilities) -> Port:
    written = connector_of(app).rules
    assert written is not None, f"{app.connector} has no write rules"
    narrow, wide = lane_widths(app)
    return Port(
        district=district,
        target_id=app.id,
        target=target,
        takes=takes(app),
        rules=written.edited(app.settings.get("rules", {})),
        version=app.api_version or "",
        space=can.id_space,
        lanes=Lanes(place="", in_school_hours=narrow, otherwise=wide, district=district),
        identities={},
        default_category=app.settings.get("default_category", ""),
        deletes=can.deletes,
    )


def lanes_to(district: District, app: App, opened: Connection) -> Lanes:
    """Return the lanes to the place that a connection leads to."""
    narrow, wide = lane_widths(app)
    return Lanes(place=opened.place, in_school_hours=narrow, otherwise=wide, district=district)


def target_of(scope: Scope, app: App) -> Target:
    """Return what decides about categories and letters on the way to a SIS."""
    written = connector_of(app).rules
    if written is None:
        raise NeedsDistrict(f"{app.title} takes no grades.", fix="Name the app of a SIS.")
    return Target(
        key=app.key,
        title=app.title,
        rules=written.edited(app.settings.get("rules", {})),
        version=app.api_version or "",
        default_category=app.settings.get("default_category", ""),
        takes_categories=Kind.CATEGORY in takes(app),
        titles=in_use.titles_at(scope, app.id),
    )
