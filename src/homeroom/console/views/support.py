"""Support: the requests for Grade Sync of all districts, which an operator approves or declines."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from homeroom.console.here import Person
from homeroom.errors import NeedsDistrict
from homeroom.runs.setup import activation
from homeroom.store import apps, districts, support_requests
from homeroom.store.scope import district_scope

SHOWN = 50


def show(request: HttpRequest, person: Person) -> HttpResponse:
    """Show what waits for an operator, oldest first; POST decides one."""
    problem: NeedsDistrict | None = None
    if request.method == "POST":
        try:
            return _decide(request, person)
        except NeedsDistrict as found:
            problem = found
    waiting = support_requests.waiting(SHOWN + 1)
    shown = {
        "requests": waiting[:SHOWN],
        "most": SHOWN if len(waiting) > SHOWN else 0,
        "problem": problem,
        "about": request.POST.get("app", ""),
    }
    return render(request, "support/support.html", shown, status=422 if problem else 200)


def _decide(request: HttpRequest, person: Person) -> HttpResponse:
    slug, _slash, key = request.POST.get("app", "").partition("/")
    district = districts.by_slug(slug)
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
