"""Settings of an activated app: the forms of its activation, and what comes after it."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from homeroom.console.here import Here
from homeroom.console.setup import (
    delivery as of_delivery,
)
from homeroom.console.setup import end as of_end
from homeroom.console.setup import grades as of_grades
from homeroom.console.setup import ids as of_ids
from homeroom.console.setup import mappings as of_mappings
from homeroom.console.setup import mode as of_mode
from homeroom.console.setup import schools as of_schools
from homeroom.console.setup import times
from homeroom.console.setup.step import Answer
from homeroom.console.setup.streamed import streamed
from homeroom.console.spoken import sentences
from homeroom.console.views.apps import find
from homeroom.errors import NeedsDistrict
from homeroom.runs.writes.vendors import CONNECTOR
from homeroom.store.apps import App
from homeroom.store.scope import district_scope

TABS: dict[str, Promise] = {
    "settings": gettext_lazy("Sync Mode"),
    "settings-delivery": gettext_lazy("Delivery Config"),
    "settings-schools": gettext_lazy("Schools Mapping"),
    "settings-mappings": gettext_lazy("Attribute Mappings"),
    "settings-grades": gettext_lazy("Grade Sync"),
    "settings-ids": gettext_lazy("API version and ids"),
    "settings-schedule": gettext_lazy("Schedule"),
    "settings-safety": gettext_lazy("Safety"),
    "settings-end": gettext_lazy("Deactivate"),
}
Step = Callable[[HttpRequest, Here, App], Answer]


def mode(request: HttpRequest, here: Here, key: str) -> HttpResponseBase:
    """Show and change Sync Mode and Grade Sync."""
    return _tab(request, here, key, of_mode.step)


def delivery(request: HttpRequest, here: Here, key: str) -> HttpResponseBase:
    """Show and change the connection, and test it."""
    return _tab(request, here, key, of_delivery.step)


def schools(request: HttpRequest, here: Here, key: str) -> HttpResponseBase:
    """Show and change which school is which."""
    return _tab(request, here, key, of_schools.step)


def mappings(request: HttpRequest, here: Here, key: str) -> HttpResponseBase:
    """Show and change which attribute fills which."""
    return _tab(request, here, key, of_mappings.step)


def grades(request: HttpRequest, here: Here, key: str) -> HttpResponseBase:
    """Show and change how grades are delivered."""
    return _tab(request, here, key, of_grades.step)


def ids(request: HttpRequest, here: Here, key: str) -> HttpResponseBase:
    """Move the app to another API version, or to other ids, by a plan."""
    return _tab(request, here, key, of_ids.step)


def schedule(request: HttpRequest, here: Here, key: str) -> HttpResponseBase:
    """Show and change when it is synced."""
    return _tab(request, here, key, times.schedule_step)


def safety(request: HttpRequest, here: Here, key: str) -> HttpResponseBase:
    """Show and change when removals wait."""
    return _tab(request, here, key, times.safety_step)


# What says nothing of an app that calls: it is never read.
_OF_SYNCS = frozenset({"settings-schools", "settings-ids", "settings-schedule"})


def end(request: HttpRequest, here: Here, key: str) -> HttpResponseBase:
    """Deactivate the app."""
    return _tab(request, here, key, of_end.step)


def _tab(request: HttpRequest, here: Here, key: str, step: Step) -> HttpResponseBase:
    with district_scope(here.district.id) as scope:
        app = find(scope, key)
    if app.state == "draft" and here.page.name != "settings-end":
        return redirect(_address("app", here, key))
    try:
        answer = step(request, here, app)
    except NeedsDistrict as problem:
        messages.error(request, sentences(problem))
        return redirect(request.path)
    if answer.saved:
        return _saved(request, here, key, answer)
    shown = {
        **answer.shown,
        "app": app,
        "inner": answer.template,
        "tabs_of_app": [
            (name, _address(name, here, key), title)
            for name, title in TABS.items()
            if app.connector != CONNECTOR or name not in _OF_SYNCS
        ],
        "title": TABS[here.page.name],
    }
    if answer.shown.get("testing"):
        return streamed(request, here, key, "setup/settings.html", shown)
    return render(request, "setup/settings.html", shown, status=422 if answer.refused else 200)


def _saved(request: HttpRequest, here: Here, key: str, answer: Answer) -> HttpResponse:
    if here.page.name == "settings-end":
        messages.success(request, _("It is deactivated. Its records stay."))
        return redirect(reverse("connect", kwargs={"slug": here.district.slug}))
    with district_scope(here.district.id) as scope:
        waits = (find(scope, key).decision or {}).get("requested")
    words = _("The change waits for an operator's approval.") if waits else _("Saved.")
    words = answer.words or words
    messages.success(request, words)
    query = f"?{answer.again}{answer.place}" if answer.again else ""
    return redirect(f"{request.path}{query}")


def _address(name: str, here: Here, key: str) -> str:
    return reverse(name, kwargs={"slug": here.district.slug, "key": key})
