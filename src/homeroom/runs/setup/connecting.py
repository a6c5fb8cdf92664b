"""Open the connection of an activated app, with its settings and secrets."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from homeroom import settings
from homeroom.access.secrets import load_keys, seal, unseal
from homeroom.connectors.base import Connection, Connector
from homeroom.connectors.gallery import connector
from homeroom.errors import NeedsDistrict, NeedsOperator
from homeroom.store import apps, endings
from homeroom.store.apps import App
from homeroom.store.scope import Scope

# Before the name of a secret that a later change of the connection brings.
NEXT = "next."


def connector_of(app: App) -> Connector:
    """Return the connector of an app."""
    return connector(app.connector)


def connection(scope: Scope, app: App) -> Connection:
    """Return the connection of an app; it is opened by entering it."""
    given = delivery_config(scope, app)
    check_paths(app, given)
    return connector_of(app).connect(given)


def check_paths(app: App, given: Mapping[str, str]) -> None:
    """Refuse files outside the folder that the operator has set aside for imports."""
    if not settings.IMPORT_ROOT:
        return
    root = Path(settings.IMPORT_ROOT).resolve()
    for one in connector_of(app).settings:
        named = given.get(one.name, "")
        if one.is_path and named and not Path(named).resolve().is_relative_to(root):
            raise NeedsDistrict(
                f"{one.label} lies outside of the folder for imports.",
                fix=f"Put the file below {root}, or ask the operator (HOMEROOM_IMPORT_ROOT).",
            )


def check_named(app: App, given: Mapping[str, str]) -> None:
    """Refuse a file of this machine that somebody names in a browser, unless it is set aside.

    On the command line people see the files anyway; a page would show them to whoever names them.
    """
    held = app.settings.get("delivery", {})
    for one in connector_of(app).settings:
        named = given.get(one.name, "")
        if one.is_path and named and named != held.get(one.name) and not settings.IMPORT_ROOT:
            raise NeedsDistrict(
                f"{one.label}: no folder for imports is set aside on this server.",
                fix="Ask the operator to set HOMEROOM_IMPORT_ROOT, or to enter the file with"
                " homeroom app settings.",
            )
    check_paths(app, given)


def delivery_config(scope: Scope, app: App) -> dict[str, str]:
    """Return what an app is read with: Delivery Config, secrets included, and its API version."""
    given = entered(scope, app)
    if app.api_version:
        given.setdefault("api_version", app.api_version)
    return given


def entered(scope: Scope, app: App) -> dict[str, str]:
    """Return what was entered into Delivery Config, secrets included."""
    opened = _unsealed(scope, app)
    now = {field: text for field, text in opened.items() if not field.startswith(NEXT)}
    return {**app.settings.get("delivery", {}), **now}


def readable(scope: Scope, app: App) -> dict[str, str]:
    """Return the same, but for secrets that no key opens: in a form they are entered anew."""
    ring, found = load_keys(), dict(app.settings.get("delivery", {}))
    for field, sealed in apps.secrets(scope, app.id).items():
        if not field.startswith(NEXT):
            with suppress(NeedsOperator):
                found[field] = unseal(ring, sealed, scope.district, app.key, field)
    return found


def secret_names(scope: Scope, app: App) -> set[str]:
    """Return the fields of secrets that were entered; no key is needed for that."""
    return {name for name in apps.secrets(scope, app.id) if not name.startswith(NEXT)}


def prepared(scope: Scope, app: App) -> dict[str, str]:
    """Return the secrets that were entered for a later change of the connection."""
    opened = _unsealed(scope, app)
    return {
        field.removeprefix(NEXT): text for field, text in opened.items() if field.startswith(NEXT)
    }


def prepare(scope: Scope, app: App, given: Mapping[str, str]) -> dict[str, str]:
    """Seal secrets for a later change of the connection; return the values that are none.

    Those of an earlier preparation go.
    """
    secret = _check_names(app, given)
    ring = load_keys()
    apps.forget_secrets(scope, app.id, NEXT)
    for field in secret:
        sealed = seal(ring, given[field], scope.district, app.key, NEXT + field)
        apps.set_secret(scope, app.id, NEXT + field, sealed)
    return {name: value for name, value in given.items() if name not in secret}


def _unsealed(scope: Scope, app: App) -> dict[str, str]:
    ring = load_keys()
    return {
        field: unseal(ring, sealed, scope.district, app.key, field)
        for field, sealed in apps.secrets(scope, app.id).items()
    }


def _check_names(app: App, given: Mapping[str, str]) -> set[str]:
    """Return which of some values are secrets; NeedsDistrict where the connector lacks one."""
    chosen = connector_of(app)
    fields = {one.name: one for one in chosen.settings}
    unknown = given.keys() - fields.keys()
    if unknown:
        raise NeedsDistrict(
            f"{chosen.title} has no setting {', '.join(sorted(unknown))}.",
            fix=f"It has: {', '.join(fields)}.",
        )
    return {name for name in given if fields[name].secret}


def keep_delivery_config(scope: Scope, app: App, given: dict[str, str]) -> App:
    """Keep new values of Delivery Config: secrets sealed, everything else readable."""
    secret = _check_names(app, given)
    before = readable(scope, app)
    changed = {name for name, value in given.items() if before.get(name) != value}
    # What was known of an old secret says nothing of the new one, nor of another host.
    endings.forget_secrets(scope, app.id, changed)
    if changed - secret:
        endings.forget_certificates(scope, app.id)
    ring = load_keys()
    plain = dict(app.settings.get("delivery", {}))
    for name, value in given.items():
        if name in secret:
            sealed = seal(ring, value, scope.district, app.key, name)
            apps.set_secret(scope, app.id, name, sealed)
        else:
            plain[name] = value
    return apps.change(scope, app.id, settings={**app.settings, "delivery": plain})


def lane_widths(app: App) -> tuple[int, int]:
    """Return how many requests may be under way at once, in school hours and outside them."""
    can = connector_of(app).capabilities(app.api_version or "")
    chosen = app.settings.get("lanes", {})
    return (
        int(chosen.get("in_school_hours", can.lanes_in_school_hours)),
        int(chosen.get("otherwise", can.lanes_otherwise)),
    )
