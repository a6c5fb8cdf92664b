"""The comparison of app, hub and SIS: what is missing, extra or different, and its repair."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from homeroom.console.here import Here
from homeroom.console.spoken import sentences
from homeroom.console.telling import told
from homeroom.console.views.grades.reach import class_named, target_in
from homeroom.console.words import COMPARED
from homeroom.errors import NeedsDistrict
from homeroom.issues.reconcile import RECONCILE_ENTRIES
from homeroom.runs import jobs
from homeroom.runs.deliver.reconcile import Reconciliation, reconcile
from homeroom.runs.deliver.repair import repair
from homeroom.store import issues
from homeroom.store.apps import App
from homeroom.store.scope import Scope, district_scope

SHOWN = 50
CODES = tuple(one.code for one in RECONCILE_ENTRIES)


def show_compare(request: HttpRequest, here: Here, sis: str) -> HttpResponse:
    """Show what the last comparison found; forms compare anew, and mend one class."""
    with district_scope(here.district.id) as scope:
        app = target_in(scope, sis)
    given = request.POST if request.method == "POST" else request.GET
    act, named = request.POST.get("act", ""), given.get("class", "").strip()
    if act == "everything":
        with district_scope(here.district.id) as scope:
            asked = jobs.ask_for_comparison(scope, app, here.actor)
        said = _("A worker compares everything; it is a run of its own.")
        messages.success(request, said if asked else _("That is asked for already."))
        return redirect("grades-compare", slug=here.district.slug, sis=sis)
    errors: list[tuple[str, Any]] = []
    shown: dict[str, Any] = {"app": app, "class": named}
    if request.method == "POST" and not named:
        errors = [("class", _("Name the class to compare, by its title or id."))]
    elif request.method == "POST":
        try:
            with district_scope(here.district.id) as scope:
                class_id = class_named(scope, named)
        except NeedsDistrict as problem:
            errors = [("class", sentences(problem))]
        else:
            shown |= _compared(here, app, class_id, mend=act == "repair")
    with district_scope(here.district.id) as scope:
        shown |= _standing(scope, app)
    shown["errors"] = errors
    return render(request, "grades/compare.html", shown, status=422 if errors else 200)


def _compared(here: Here, app: App, class_id: str, *, mend: bool) -> dict[str, Any]:
    """Compare a class, mend it where that is asked for, and return what to show of that."""
    done = reconcile(here.district, app.key, class_id=class_id)
    if not mend:
        return {"done": _told(done)}
    mended = repair(here.district, done, overwrite=False, by=here.actor)
    return {
        "done": _told(done),
        "mended": [(COMPARED[code], many) for code, many in mended.items()],
    }


def _told(done: Reconciliation) -> dict[str, Any]:
    found = [
        (one.column.class_title, one.column.title, told(one.finding.code, one.finding.facts))
        for one in done.found[:SHOWN]
    ]
    return {"cells": done.cells, "items": done.line_items, "found": found, "many": len(done.found)}


def _standing(scope: Scope, app: App) -> dict[str, Any]:
    """Return what stands of the last comparisons: how much of each, and some of it."""
    counts: Counter[str] = Counter()
    rows = []
    for cause in issues.causes(scope, app.id):
        if cause.code in CODES:
            counts[cause.code] += cause.count
    for code in counts:
        for one in issues.open_ones(scope, app.id, SHOWN, code):
            rows.append((one, told(code, one.facts)))
    named = [(COMPARED[code], many) for code, many in counts.most_common()]
    return {"counts": named, "rows": rows[:SHOWN]}
