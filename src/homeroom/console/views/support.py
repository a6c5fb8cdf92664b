"""Support: the requests for Grade Sync of all districts, which an operator approves or declines."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from msgspec import Struct

from homeroom.console.here import Person
from homeroom.errors import NeedsDistrict
from homeroom.runs import activation, approval
from homeroom.store import apps, audit, districts
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.scope import Scope, district_scope


class Request(Struct, frozen=True, kw_only=True):
    """One request: whose, for which app and mode, since when and by whom."""

    district: District
    app: App
    mode: str
    asked_at: datetime | None
    asked_by: str


def show(request: HttpRequest, person: Person) -> HttpResponse:
    """Show what waits for an operator, oldest first; POST decides one."""
    problem: NeedsDistrict | None = None
    if request.method == "POST":
        try:
            return _decide(request, person)
        except NeedsDistrict as found:
            problem = found
    shown = {
        "requests": _requests(),
        "problem": problem,
        "about": request.POST.get("app", ""),
    }
    return render(request, "support/support.html", shown, status=422 if problem else 200)


def _requests() -> list[Request]:
    found = []
    for district in districts.every():
        with district_scope(district.id) as scope:
            found += [
                _of(scope, district, app) for app in apps.every(scope) if approval.is_requested(app)
            ]
    return sorted(found, key=lambda one: (one.asked_at is not None, one.asked_at))


def _of(scope: Scope, district: District, app: App) -> Request:
    wanted = (app.decision or {}).get("requested") or {"mode": app.mode}
    acts = ("app.request", "app.requested", "app.mode")
    asked = audit.last_about(scope, app.key, acts)
    return Request(
        district=district,
        app=app,
        mode=wanted["mode"],
        asked_at=asked[0] if asked else None,
        asked_by=asked[1] if asked else "",
    )


def _decide(request: HttpRequest, person: Person) -> HttpResponse:
    slug, _slash, key = request.POST.get("app", "").partition("/")
    district = next((one for one in districts.every() if one.slug == slug), None)
    if district is None:
        raise Http404
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, key)
        if request.POST.get("do") == "approve":
            activation.approve(scope, app, person.email)
            words = _("Grade Sync of %(title)s of %(district)s is approved.")
        else:
            activation.decline(scope, app, person.email, request.POST.get("reason", "").strip())
            words = _("Grade Sync of %(title)s of %(district)s is declined; its admin is told why.")
    messages.success(request, words % {"title": app.title, "district": district.name})
    return redirect("support")
