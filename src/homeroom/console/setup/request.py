"""Grade Sync request: in Import mode an operator approves that grades are read."""

from django.http import HttpRequest

from homeroom.console.here import Here
from homeroom.console.setup.step import Answer
from homeroom.runs.setup import activation, approval
from homeroom.store import apps
from homeroom.store.apps import App
from homeroom.store.scope import district_scope


def step(request: HttpRequest, here: Here, app: App) -> Answer:
    """Ask the operator, or show what was decided; the other steps can be filled in meanwhile."""
    open_ = approval.needs_request(app) and not approval.is_requested(app)
    if request.method == "POST":
        if not open_ or request.POST.get("do") != "ask":
            return Answer(saved=True)
        with district_scope(here.district.id) as scope:
            activation.request(scope, apps.keyed(scope, app.key), here.actor)
        return Answer(saved=True, again="asked=yes")
    shown = {
        "open": open_,
        "requested": approval.is_requested(app),
        "decision": app.decision or {},
    }
    return Answer(template="setup/request.html", shown=shown)
