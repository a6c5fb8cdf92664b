"""Finish Configuration: what was chosen, what lacks, and the start."""

from typing import Any

from django.http import HttpRequest

from homeroom.console.here import Here
from homeroom.console.setup.step import Answer
from homeroom.console.spoken import spoken
from homeroom.runs.ingest.several import cautions
from homeroom.runs.setup import approval
from homeroom.runs.setup.connecting import connector_of, entered
from homeroom.runs.setup.lacking import lacking_for_grades, lacking_to_start
from homeroom.runs.setup.modes import plan_of
from homeroom.store import rules as versions
from homeroom.store import schedules
from homeroom.store.apps import App
from homeroom.store.scope import district_scope


def step(request: HttpRequest, here: Here, app: App) -> Answer:
    """Show what will be; the wizard itself finishes the configuration."""
    if request.method == "POST":
        return Answer(saved=True)
    with district_scope(here.district.id) as scope:
        held = entered(scope, app)
        rules = versions.current(scope).rules
        shown: dict[str, Any] = {
            "lacking": lacking_to_start(scope, app),
            "lacking_for_grades": lacking_for_grades(scope, app),
            "cautions": cautions(scope, app),
        }
    fields = connector_of(app).settings
    shown |= {
        "plan": plan_of(app.mode, grade_sync=app.grade_sync),
        "entered": [
            (
                spoken(one.label),
                "" if one.secret else held.get(one.name, ""),
                bool(held.get(one.name)),
            )
            for one in fields
            if one.required or one.for_grades
        ],
        "preset": rules.masters_by_role,
        "schedule": schedules.of_app(here.district.id, app.id),
        "requested": approval.is_requested(app),
        "needs_request": approval.needs_request(app),
    }
    return Answer(template="setup/finish.html", shown=shown)
