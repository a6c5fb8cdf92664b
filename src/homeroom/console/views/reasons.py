"""The reason that an operator states before seeing pupils' data."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from homeroom.console import reasons
from homeroom.console.here import Here
from homeroom.store import audit

_SHORTEST = 10


def ask(request: HttpRequest, here: Here) -> HttpResponse:
    """Ask for a reason; it goes to the district's audit log and holds for an hour."""
    wanted = request.GET.get("next") or request.POST.get("next") or ""
    mine = f"/d/{here.district.slug}/"
    if not wanted.startswith(mine) or not url_has_allowed_host_and_scheme(wanted, None):
        wanted = mine
    words = request.POST.get("reason", "").strip()
    short = request.method == "POST" and len(words) < _SHORTEST
    if request.method == "POST" and not short:
        audit.note(here.scope, here.actor, "pupils.reason", here.district.slug, {"reason": words})
        reasons.note(request, here)
        return redirect(wanted)
    shown = {"next": wanted, "words": words, "short": short}
    return render(request, "reasons/ask.html", shown, status=422 if short else 200)
