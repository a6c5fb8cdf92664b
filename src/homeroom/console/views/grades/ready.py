"""The checks before the first delivery, each with what to do."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from homeroom.console.here import Here
from homeroom.console.views.grades.reach import target
from homeroom.runs.deliver.readiness import checks

STATES = {"ok": "passed", "missing": "failed", "note": "note"}


def show_checks(request: HttpRequest, here: Here, sis: str) -> HttpResponse:
    """Show what lacks before grades go to an app for the first time; schools, what they use."""
    app = target(here, sis)
    lines = checks(here.district, app.key, schools=here.schools)[app.key]
    rows = [(one, STATES[one.state]) for one in lines]
    open_ = sum(state == "failed" for _, state in rows)
    return render(request, "grades/checks.html", {"app": app, "rows": rows, "open": open_})
