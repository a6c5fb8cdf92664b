"""A hub as its admin sets it up: apps activated, approved and synced by the public functions."""

from pathlib import Path
from typing import Any

from homeroom.runs.conductor import sync
from homeroom.runs.report import Report, Silent
from homeroom.runs.setup import activation
from homeroom.runs.setup.activation import Wish
from homeroom.store import apps, deliveries
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.sandboxes import Sandbox

IC = "infinite-campus"
MATHLY = "mathly"


def activate_campus(
    district: District,
    campus: Sandbox,
    api: str,
    *,
    mode: str = "2-way",
    grade_sync: bool = True,
    **delivery: str,
) -> App:
    """Activate Infinite Campus."""
    wish = Wish(
        connector="infinite_campus",
        key=IC,
        title="Infinite Campus",
        mode=mode,
        grade_sync=grade_sync,
        delivery={**campus.delivery_config(api), **delivery},
    )
    with district_scope(district.id) as scope:
        return activation.activate(scope, wish, "test")


def activate_mathly(district: District, path: Path, **delivery: str) -> App:
    """Activate the learning app that hands its gradebook over as CSV, and approve it."""
    wish = Wish(
        connector="oneroster_csv",
        key=MATHLY,
        title="Mathly",
        mode="import",
        grade_sync=True,
        delivery={"path": str(path), "ids_of": IC, **delivery},
    )
    with district_scope(district.id) as scope:
        return activation.approve(scope, activation.activate(scope, wish, "test"), "test")


def run(district: District, key: str, reach: str = "complete") -> Report:
    """Sync an app."""
    return sync(district, key, Silent(), started_by="test", reach=reach)


def codes(district: District) -> dict[str, int]:
    """Return how many deliveries are kept back, by code."""
    with district_scope(district.id) as scope:
        rows = deliveries.counted(scope, None)
    found: dict[str, int] = {}
    for _, _, code, many in rows:
        if code:
            found[code] = found.get(code, 0) + many
    return found


def states(district: District) -> dict[tuple[str, str], int]:
    """Return how many deliveries there are by kind and state."""
    with district_scope(district.id) as scope:
        rows = deliveries.counted(scope, None)
    found: dict[tuple[str, str], int] = {}
    for kind, state, _, many in rows:
        found[kind, state] = found.get((kind, state), 0) + many
    return found


def settings_of(district: District, key: str) -> dict[str, Any]:
    """Return an app's settings."""
    with district_scope(district.id) as scope:
        return dict(apps.keyed(scope, key).settings)
