"""Keys, secrets and certificates that end: when each does, and which of them ends soon."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

from msgspec import Struct

from homeroom.connectors.base import Setting
from homeroom.errors import NeedsDistrict
from homeroom.runs.setup.connecting import connector_of, secret_names
from homeroom.store import apps, audit, endings
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.endings import CERTIFICATE, SECRET, Ending
from homeroom.store.scope import Scope, district_scope

# So many days before something ends, people are told: once at each step.
STEPS = (1, 7, 30)


class Thing(Struct, frozen=True, kw_only=True):
    """Something of an app that ends some day; without `ends_on` nobody has said when."""

    app: App
    kind: str
    name: str
    title: str
    ends_on: date | None = None  # on the district's clock
    days: int | None = None  # until then
    ended: bool = False
    seen_at: datetime | None = None
    said_by: str | None = None

    @property
    def step(self) -> int | None:
        """Return within how many days of the steps it ends; None: not soon."""
        if self.days is None:
            return None
        return next((step for step in STEPS if self.days <= step), None)


def things(scope: Scope, district: District, now: datetime) -> list[Thing]:
    """Return every key, secret and certificate of the district's apps; what ends first on top."""
    known = {(one.app_id, one.kind, one.name): one for one in endings.every(scope)}
    found: list[Thing] = []
    for app in apps.every(scope):
        held = {name for app_id, kind, name in known if (app_id, kind) == (app.id, CERTIFICATE)}
        named = [(CERTIFICATE, host, f"Certificate of {host}") for host in sorted(held)]
        named += [(SECRET, one.name, one.label) for one in _entered(scope, app)]
        for kind, name, title in named:
            thing = Thing(app=app, kind=kind, name=name, title=title)
            found.append(_dated(thing, known.get((app.id, kind, name)), district, now))
    return sorted(found, key=lambda one: (one.days is None, one.days or 0, one.app.id, one.title))


def _entered(scope: Scope, app: App) -> list[Setting]:
    """Return the fields of an app that end some day, as far as something was entered."""
    there = secret_names(scope, app)
    plain = app.settings.get("delivery", {})
    return [
        one
        for one in connector_of(app).settings
        if (one.secret and one.name in there) or (one.expires and plain.get(one.name))
    ]


def _dated(thing: Thing, known: Ending | None, district: District, now: datetime) -> Thing:
    if known is None:
        return thing
    # What ends at midnight ends with the day before.
    ends_on = (known.ends_at - timedelta(microseconds=1)).astimezone(district.zone).date()
    return Thing(
        app=thing.app,
        kind=thing.kind,
        name=thing.name,
        title=thing.title,
        ends_on=ends_on,
        days=(ends_on - now.astimezone(district.zone).date()).days,
        ended=known.ends_at <= now,
        seen_at=known.seen_at,
        said_by=known.said_by,
    )


def choose(
    scope: Scope, district: District, place: tuple[str, str], day: date | None, by: str
) -> None:
    """Keep on which day a field of an app ends, or that nobody knows; `place` is app and field.

    Raises NeedsDistrict where the app has no such key or secret.
    """
    key, name = place
    app = apps.keyed(scope, key)
    known = {one.name: one.label for one in _entered(scope, app)}
    if name not in known:
        raise NeedsDistrict(
            f"{app.title} has no key or secret {name}.",
            fix=f"There are: {', '.join(known) or 'none yet'}.",
        )
    if day is None:
        endings.forget_secrets(scope, app.id, [name])
    else:
        ends_at = datetime.combine(day + timedelta(days=1), time(0), district.zone)
        one = Ending(
            app_id=app.id,
            kind=SECRET,
            name=name,
            ends_at=ends_at,
            seen_at=datetime.now(UTC),
            said_by=by,
        )
        endings.put(scope, one)
    facts = {"field": name, "ends_on": day.isoformat() if day else None}
    audit.note(scope, by, "app.ends-on", app.key, facts)


def keep_certificates(district: District, app: App, shown: Mapping[str, datetime]) -> None:
    """Keep when the certificates end that the hosts of an app have just shown."""
    if not shown:
        return
    now = datetime.now(UTC)
    with district_scope(district.id) as scope:
        for host, ends_at in shown.items():
            one = Ending(
                app_id=app.id,
                kind=CERTIFICATE,
                name=host,
                ends_at=ends_at,
                seen_at=now,
                said_by=None,
            )
            endings.put(scope, one)


def soon(scope: Scope, district: District, now: datetime) -> list[Thing]:
    """Return what ends soon or has ended, the first on top."""
    if not endings.every(scope):
        return []
    return [one for one in things(scope, district, now) if one.step is not None]
