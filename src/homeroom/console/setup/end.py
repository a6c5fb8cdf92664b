"""Deactivate: an app ends; its records stay, and nothing is deleted elsewhere."""

from django.http import HttpRequest

from homeroom.console.here import Here
from homeroom.console.setup.step import Answer
from homeroom.runs.setup import activation
from homeroom.store import apps
from homeroom.store.apps import App
from homeroom.store.scope import district_scope


def step(request: HttpRequest, here: Here, app: App) -> Answer:
    """Ask for the app's short name, so that nobody ends one by a slip."""
    given = request.POST.get("confirm", "").strip()
    if request.method == "POST" and given == app.key:
        with district_scope(here.district.id) as scope:
            activation.remove(scope, apps.keyed(scope, app.key), here.actor)
        return Answer(saved=True)
    refused = request.method == "POST"
    return Answer(template="setup/end.html", shown={"given": given, "wrong": refused},
                  refused=refused)  # fmt: skip
