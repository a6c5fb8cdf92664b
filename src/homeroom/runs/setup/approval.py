"""Whether an operator has to approve the Grade Sync of an app, is asked to, or has done so."""

from homeroom import settings
from homeroom.runs.setup.modes import plan_of
from homeroom.store.apps import App


def needs_request(app: App) -> bool:
    """Say whether an operator has still to approve the Grade Sync of an app as it is set up."""
    plan = plan_of(app.mode, grade_sync=app.grade_sync)
    return plan.needs_approval and settings.GRADE_SYNC_APPROVAL and not is_approved(app)


def is_requested(app: App) -> bool:
    """Say whether an operator is asked to approve the Grade Sync of an app."""
    return app.state == "requested" or bool((app.decision or {}).get("requested"))


def is_approved(app: App) -> bool:
    """Say whether an operator has approved it."""
    return bool(app.decision and "approved_by" in app.decision)
