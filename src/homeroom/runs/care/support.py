"""What whoever helps a district may see of it: no pupil, no secret, and no address of a person.

Everything is chosen by name. What is not named here does not go out, so that a new column cannot
give anything away.
"""

import io
import platform
import zipfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

import msgspec

from homeroom import __version__
from homeroom.connectors.gallery import connector
from homeroom.rules.document import Rules
from homeroom.runs.setup.connecting import entered
from homeroom.store import apps, deliveries, health, issues, migrating, rules, runs
from homeroom.store.apps import App
from homeroom.store.runs import Run
from homeroom.store.scope import Scope

LAST_RUNS = 50

CONTENTS: Mapping[str, tuple[str, Callable[[Scope], Any]]] = {
    "server.json": (
        "Versions of Homeroom, Python and PostgreSQL, and how many workers there are.",
        lambda scope: _server(),
    ),
    "apps.json": (
        "Each app: its system, mode, state and version, and which fields of its settings are filled"
        " in. No address, no client id, no secret.",
        lambda scope: [_app(scope, one) for one in apps.every(scope)],
    ),
    "runs.json": (
        f"The last {LAST_RUNS} runs: times, steps, counts, and the sentences of what failed.",
        lambda scope: _runs(scope),
    ),
    "issues.json": (
        "Open issues, counted by cause. No record is named.",
        lambda scope: _issues(scope),
    ),
    "deliveries.json": (
        "Deliveries, counted by state and reason. No grade is named.",
        lambda scope: _deliveries(scope),
    ),
    "rules.json": (
        "How many rules of each sort there are, and their version. Not what they say.",
        lambda scope: _rules(scope),
    ),
}


def bundle(scope: Scope) -> bytes:
    """Return the bundle of a district as a zip file of JSON files."""
    made = {name: make(scope) for name, (_, make) in CONTENTS.items()}
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as package:
        for name, held in made.items():
            package.writestr(name, msgspec.json.format(msgspec.json.encode(held), indent=2))
    return packed.getvalue()


def file_name(slug: str, now: datetime) -> str:
    """Return what the file of a bundle is called."""
    return f"homeroom-support-{slug}-{now.astimezone(UTC):%Y%m%d-%H%M}.zip"


def _server() -> dict[str, Any]:
    signs = health.signs()
    return {
        "homeroom": __version__,
        "python": platform.python_version(),
        "postgresql": signs.version,
        "workers": signs.workers,
        "migrations_waiting": len(migrating.pending()),
    }


def _app(scope: Scope, app: App) -> dict[str, Any]:
    given = entered(scope, app)
    return {
        "key": app.key,
        "connector": app.connector,
        "role": app.role,
        "mode": app.mode,
        "grade_sync": app.grade_sync,
        "state": app.state,
        "api_version": app.api_version,
        "fields": {
            one.name: "filled in" if given.get(one.name) else "empty"
            for one in connector(app.connector).settings
        },
        "settings": _plain(app.settings),
        "restored_at": app.restored_at,
        "checked_at": app.checked_at,
    }


def _runs(scope: Scope) -> list[dict[str, Any]]:
    keys = {app.id: app.key for app in apps.every(scope)}
    return [
        _run(one, keys.get(one.app_id, "removed")) for one in runs.latest(scope, None, LAST_RUNS)
    ]


def _run(run: Run, key: str) -> dict[str, Any]:
    said = run.problem or {}
    return {
        "id": run.id,
        "app": key,
        "reach": run.reach,
        "state": run.state,
        "step": run.step,
        "by_schedule": run.started_by == "schedule",
        "started_at": run.started_at,
        "finished_at": run.finished_at,
        "counts": _plain(run.counts),
        "problem": {name: said[name] for name in ("message", "fix") if said.get(name)},
    }


def _issues(scope: Scope) -> list[dict[str, Any]]:
    keys = {app.id: app.key for app in apps.every(scope)}
    return [
        {
            "code": one.code,
            "app": keys.get(one.app_id, "removed"),
            "kind": one.kind,
            "about": one.about,
            "count": one.count,
            "first_seen": one.first_seen,
            "last_seen": one.last_seen,
        }
        for one in issues.causes(scope, None)
    ]


def _deliveries(scope: Scope) -> list[dict[str, Any]]:
    keys = {app.id: app.key for app in apps.every(scope)}
    return [
        {"target": key, "kind": kind, "state": state, "code": code, "count": many}
        for id_, key in keys.items()
        for kind, state, code, many in deliveries.counted(scope, id_)
    ]


def _rules(scope: Scope) -> dict[str, Any]:
    held = rules.current(scope)
    counts = {name: len(part) for name, part in _parts(held.rules).items()}
    return {"version": held.version, "rules": counts}


def _parts(held: Rules) -> dict[str, Any]:
    said = msgspec.to_builtins(held)
    return {name: part for name, part in said.items() if isinstance(part, (list, tuple, dict))}


def _plain(held: Any) -> Any:
    """Return the numbers and switches of a setting or a count; texts may be anything, and stay."""
    if isinstance(held, Mapping):
        found = {name: _plain(one) for name, one in held.items()}
        return {name: one for name, one in found.items() if one is not None}
    return held if isinstance(held, (bool, int, float)) else None
