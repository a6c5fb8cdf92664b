"""Let apps call the API: credentials, scopes, suspension, and what is shared with each."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from msgspec import Struct

from homeroom.access import clients as credentials
from homeroom.access.clients import Made
from homeroom.errors import NeedsDistrict
from homeroom.model import api_scopes
from homeroom.rules.sharing import OptOut
from homeroom.runs.contexts import HUB, IDS_OF
from homeroom.runs.setup import activation
from homeroom.runs.setup.activation import Wish
from homeroom.store import apps, audit
from homeroom.store.apps import App
from homeroom.store.scope import Scope
from homeroom.store.vendors import agreements, clients, sharings
from homeroom.store.vendors.clients import Client
from homeroom.store.vendors.sharings import Shared

CONNECTOR = "oneroster_api"
HOUR = timedelta(hours=1)
OVERLAP = 24 * HOUR
LONGEST_OVERLAP = timedelta(days=30)


class Newcomer(Struct, frozen=True, kw_only=True):
    """An app that is to call the API. Without scopes it may read; with Grade Sync, write, too."""

    key: str
    vendor: str
    title: str = ""
    grade_sync: bool = False
    scopes: tuple[str, ...] = ()


def add(scope: Scope, wanted: Newcomer, actor: str) -> tuple[App, Made]:
    """Give an app credentials; one that is not activated yet is."""
    app = _found(scope, wanted.key) or activation.activate(scope, _wish(wanted), actor)
    if app.connector != CONNECTOR:
        raise NeedsDistrict(
            f"{app.title} is read by Homeroom; it does not call the API.",
            fix="Choose another short name: the app gets a second entry, for what it writes.",
        )
    if clients.of_app(scope.district, app.id) is not None:
        raise NeedsDistrict(
            f"{app.title} has credentials already.",
            fix=f"Make a new secret: homeroom vendor rotate {app.key}",
        )
    # What it reads here it names by our ids when it writes.
    held = {**app.settings, "delivery": {**app.settings.get("delivery", {}), IDS_OF: HUB}}
    app = apps.change(scope, app.id, settings=held)
    may_write = api_scopes.WRITING if app.grade_sync else ()
    made = credentials.make(
        credentials.Wanted(
            vendor=wanted.vendor,
            district_id=scope.district,
            app_id=app.id,
            scopes=checked_scopes(wanted.scopes) or (*api_scopes.READING, *may_write),
        ),
        actor,
    )
    audit.note(scope, actor, "vendor.add", app.key, {"vendor": wanted.vendor})
    return app, made


def _found(scope: Scope, key: str) -> App | None:
    return next((one for one in apps.every(scope) if one.key == key), None)


def _wish(wanted: Newcomer) -> Wish:
    return Wish(
        connector=CONNECTOR,
        key=wanted.key,
        title=wanted.title or wanted.vendor,
        mode="import",
        grade_sync=wanted.grade_sync,
        role="learning",
    )


def of_app(scope: Scope, key: str) -> tuple[App, Client]:
    """Return an app and what it calls with; NeedsDistrict where it has no credentials."""
    app = apps.keyed(scope, key)
    found = clients.of_app(scope.district, app.id)
    if found is None:
        raise NeedsDistrict(
            f"{app.title} has no credentials.",
            fix=f"Make them: homeroom vendor add {key} --name ...",
        )
    return app, found


def rotate(scope: Scope, key: str, now: datetime, overlap: timedelta, actor: str) -> Made:
    """Make a new secret; the old one is taken as well until the overlap is over."""
    if not timedelta() <= overlap <= LONGEST_OVERLAP:
        raise NeedsDistrict(
            "The old secret cannot be taken for so long.",
            fix=f"Say at most {LONGEST_OVERLAP.days * 24} hours; 0 ends it at once.",
        )
    app, client = of_app(scope, key)
    made = credentials.rotate(client, now, overlap)
    audit.note(scope, actor, "vendor.rotate", app.key, {"overlap_hours": overlap / HOUR})
    return made


def suspend(scope: Scope, key: str, now: datetime, actor: str) -> None:
    """Let an app call no more, within seconds; its tokens are gone."""
    app, client = of_app(scope, key)
    clients.suspend(client.client_id, now)
    audit.note(scope, actor, "vendor.suspend", app.key, {})


def resume(scope: Scope, key: str, actor: str) -> None:
    """Let an app call again, with the secret that it has."""
    app, client = of_app(scope, key)
    clients.resume(client.client_id)
    audit.note(scope, actor, "vendor.resume", app.key, {})


def set_scopes(scope: Scope, key: str, scopes: Iterable[str], actor: str) -> tuple[str, ...]:
    """Say what an app may do; return it. A token keeps of its scopes what is still allowed."""
    app, client = of_app(scope, key)
    wanted = checked_scopes(scopes)
    if not wanted:
        raise NeedsDistrict(
            "An app without any scope can do nothing.", fix=f"Say so: homeroom vendor suspend {key}"
        )
    clients.set_scopes(client.client_id, wanted)
    audit.note(scope, actor, "vendor.scopes", app.key, {"scopes": list(wanted)})
    return wanted


def checked_scopes(said: Iterable[str]) -> tuple[str, ...]:
    """Return scopes in the order of the table; NeedsDistrict names one that there is not."""
    found: set[str] = set()
    for one in said:
        known = api_scopes.named(one)
        if not known:
            raise NeedsDistrict(
                f"There is no scope {one}.", fix=f"Say one of: {', '.join(api_scopes.SCOPES)}."
            )
        found |= known
    return tuple(one for one in api_scopes.SCOPES if one in found)


def remove(scope: Scope, key: str, actor: str) -> None:
    """Take credentials away; the app, its records and what it delivered stay."""
    app, client = of_app(scope, key)
    clients.remove(client.client_id)
    audit.note(scope, actor, "vendor.remove", app.key, {"vendor": client.vendor})


def state_of(app: App, suspended_at: datetime | None, shared: Shared, today: date) -> str:
    """Return how an app stands that calls the API: that of the app, suspended, or ended."""
    if suspended_at is not None:
        return "suspended"
    if shared.last_day is not None and shared.last_day < today:
        return "ended"
    return app.state


def share(scope: Scope, app: App, shared: Shared, actor: str) -> None:
    """Say what is shared with an app, from the next seconds on."""
    sharings.keep(scope, app.id, shared)
    facts = {
        "purpose": shared.purpose,
        "schools": None if shared.schools is None else len(shared.schools),
        "courses_left_out": len(shared.courses_left_out),
        "kinds_left_out": list(shared.kinds_left_out),
        "attributes_left_out": {k: list(v) for k, v in shared.attributes_left_out.items()},
        "demographics": shared.demographics,
        "honours_opt_out": shared.honours_opt_out,
        "last_day": str(shared.last_day or ""),
    }
    audit.note(scope, actor, "vendor.share", app.key, facts)


def attach(scope: Scope, app: App, name: str, body: bytes, actor: str) -> int:
    """Attach an agreement to what is shared with an app; return its number."""
    made = agreements.add(scope, app.id, name, body, actor)
    audit.note(scope, actor, "vendor.agreement.add", app.key, {"file": name})
    return made


def detach(scope: Scope, app: App, number: int, actor: str) -> None:
    """Remove an agreement."""
    agreements.remove(scope, app.id, number)
    audit.note(scope, actor, "vendor.agreement.remove", app.key, {"number": number})


def opt_out_by(scope: Scope, attribute: str, values: Iterable[str], actor: str) -> OptOut | None:
    """Say which attribute tells that somebody opted out of the directory; without one nobody can.

    Values are compared in small letters; without any, true means yes.
    """
    meant = tuple(one.strip().casefold() for one in values if one.strip()) or ("true",)
    rule = OptOut(attribute, meant) if attribute else None
    sharings.set_directory_rule(scope, rule)
    audit.note(scope, actor, "vendor.directory", attribute or "none", {})
    return rule
