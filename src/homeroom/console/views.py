"""The first page and the answer to a monitor."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from homeroom import __version__
from homeroom.store import health


def front(request: HttpRequest) -> HttpResponse:
    """Show that the server is up; it names no district and no pupil, for nobody has signed in."""
    return render(request, "front.html", {"version": __version__, "signs": health.signs()})


def monitor(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the database answers, 503 otherwise."""
    try:
        signs = health.signs()
    except DatabaseError:
        return JsonResponse({"database": "unreachable", "version": __version__}, status=503)
    return JsonResponse({"database": "ok", "workers": signs.workers, "version": __version__})
