"""What is activated: all apps, one app, its next sync, and what its grades would begin with."""

from collections.abc import Iterable

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from homeroom.connectors.gallery import connector
from homeroom.console import own_apps
from homeroom.console.here import Here
from homeroom.console.rehearsed import tables
from homeroom.issues.catalogue import ENTRIES
from homeroom.model.kinds import Kind
from homeroom.runs import jobs
from homeroom.runs.ahead.preview import look_ahead
from homeroom.runs.ahead.rehearsal import Rehearsal
from homeroom.runs.deliver.ports import is_target
from homeroom.runs.setup import approval
from homeroom.runs.setup.lacking import absent_for_grades
from homeroom.runs.setup.modes import plan_of
from homeroom.runs.writes import calls
from homeroom.store import apps, belonging, health, overview, runs, schedules
from homeroom.store.apps import App
from homeroom.store.scope import Scope, district_scope

_RUNS = 5


def find(scope: Scope, key: str) -> App:
    """Return an app by its key; there is no page of one that is not there."""
    for one in apps.every(scope):
        if one.key == key:
            return one
    raise Http404


def find_here(here: Here, key: str) -> App:
    """Return an app that has to do with what the person looks after; others have no page."""
    app = find(here.scope, key)
    if not own_apps.concerns(here, app.id):
        raise Http404
    return app


def every(request: HttpRequest, here: Here) -> HttpResponse:
    """Show what is activated, and where to find more."""
    found = own_apps.ids(here)
    seen = [one for one in overview.at_a_glance(here.scope) if found is None or one.app.id in found]
    called = calls.of_apps(here.scope, here.district, (one.app for one in seen), here.now)
    return render(request, "apps/every.html", {"apps": seen, "called": called})


def show(request: HttpRequest, here: Here, key: str) -> HttpResponse:
    """Show an app: what it does, how its syncs went, what comes next; POST asks for a sync."""
    app = find_here(here, key)
    if request.method == "POST":
        return _sync(request, here, app)
    latest = runs.latest(here.scope, app.id, _RUNS)
    asked = jobs.is_asked(here.district.id, app.id)
    shown = {
        "app": app,
        "connector": connector(app.connector),
        "plan": plan_of(app.mode, grade_sync=app.grade_sync),
        "absent": absent_for_grades(app),
        "requested": approval.is_requested(app),
        "runs": latest,
        "asked": asked,
        "moving": asked or any(one.state in runs.OPEN for one in latest),
        "workers": health.signs().workers,
        "schedule": schedules.of_app(here.district.id, app.id),
        "is_target": is_target(app),
        "calls": calls.of_apps(here.scope, here.district, [app], here.now).get(app.id),
    }
    return render(request, "apps/app.html", shown)


def _sync(request: HttpRequest, here: Here, app: App) -> HttpResponse:
    schools = None if here.schools is None else sorted(here.schools)
    if jobs.ask_for_sync(here.scope, app, here.actor, schools):
        messages.success(request, _("A sync is asked for. It begins as soon as a worker is free."))
    else:
        messages.info(request, _("A sync was asked for already; it waits for a worker."))
    return redirect(reverse("app", kwargs={"slug": here.district.slug, "key": app.key}))


def preview(request: HttpRequest, here: Here, key: str) -> HttpResponse:
    """Show what a sync leads to, or which grades a SIS is given first; nothing is written.

    Schools see what would go of their own classes, as far as these are here already.
    """
    with district_scope(here.district.id) as scope:
        app = find(scope, key)
        if not own_apps.concerns_in(scope, here, app.id):
            raise Http404
    found = look_ahead(here.district, key)
    given = {"app": app, "own_schools": here.schools is not None}
    if isinstance(found, Rehearsal):
        titles = found.titles
        if here.schools is not None:
            found = found.of_classes(_own_classes(here, titles))
        shown = given | {"found": found, "tables": tables(found)}
        return render(request, "apps/rehearsal.html", shown)
    first = found.first
    if here.schools is not None:
        first = first.of_classes(_own_classes(here, found.classes))
    kept = [(ENTRIES[code].words, many, code) for code, many in first.kept_back.items()]
    shown = given | {
        "first": first,
        "classes": first.in_classes(found.classes),
        "kept": kept,
        "people": sorted(found.people.by_role.items()),
    }
    return render(request, "apps/preview.html", shown)


def _own_classes(here: Here, ids: Iterable[str]) -> set[str]:
    """Return those of some classes that are of own schools."""
    with district_scope(here.district.id) as scope:
        return belonging.wholly_of(scope, Kind.CLASS, list(ids), here.schools or ())
