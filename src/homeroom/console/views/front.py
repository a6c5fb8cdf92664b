"""The first page for who is not signed in, and the answer to a monitor."""

from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render

from homeroom import __version__
from homeroom.access.models import User
from homeroom.console.frame import first_place
from homeroom.store import health


def show(request: HttpRequest) -> HttpResponse:
    """Lead who is signed in to the own district; to others the page names no district."""
    if isinstance(request.user, User):
        address = first_place(request.user)
        if address:
            return redirect(address)
        return render(request, "front/no_role.html", status=403)
    return render(request, "front/front.html", {"signs": health.signs()})


def monitor(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the database answers, 503 otherwise."""
    try:
        signs = health.signs()
    except DatabaseError:
        return JsonResponse({"database": "unreachable", "version": __version__}, status=503)
    return JsonResponse({"database": "ok", "workers": signs.workers, "version": __version__})
