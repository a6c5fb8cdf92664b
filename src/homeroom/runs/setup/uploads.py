"""Advanced Settings of an app that say how its readings are taken in."""

from collections.abc import Mapping
from typing import Any

from homeroom.errors import NeedsDistrict
from homeroom.runs.setup.connecting import connector_of
from homeroom.runs.setup.modes import plan_of
from homeroom.store.apps import App

PREVIEW, BULK, SEVERAL = "preview", "bulk_upload", "several_sources"


def is_sent_previewed(app: App) -> bool:
    """Say whether a person looks at everything that goes to an app before it does.

    Of an app that is read as well, the preview is that of its readings.
    """
    return is_only_sent_to(app) and bool(app.settings.get(PREVIEW, False))


def is_only_sent_to(app: App) -> bool:
    """Say whether grades go to an app of which nothing is taken in."""
    plan = plan_of(app.mode, grade_sync=app.grade_sync)
    return plan.writes and not is_taken_in(app)


def check_offered(app: App, changes: Mapping[str, Any]) -> None:
    """Refuse to switch on what would have no effect."""
    none = () if is_taken_in(app) else (SEVERAL,) if is_only_sent_to(app) else (PREVIEW, SEVERAL)
    wanted = [name for name in none if changes.get(name)]
    if wanted:
        raise NeedsDistrict(
            f"Nothing that {app.title} shows is taken in, so {wanted[0]} would have no effect.",
            fix="It is for apps in Import or 2-way mode.",
        )


def is_previewed(app: App) -> bool:
    """Say whether a person looks at each reading before anything of it is taken in."""
    return is_taken_in(app) and bool(app.settings.get(PREVIEW, False))


def is_bulk(app: App) -> bool:
    """Say whether a complete reading shows everything, so that what it lacks is gone."""
    return bool(app.settings.get(BULK, True))


def is_taken_in(app: App) -> bool:
    """Say whether anything that is read of an app becomes part of the records.

    An app to which there is no connection writes by itself, and is answered at once.
    """
    plan = plan_of(app.mode, grade_sync=app.grade_sync)
    return plan.into_truth and bool(connector_of(app).settings)
