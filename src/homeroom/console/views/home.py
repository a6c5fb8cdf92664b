"""Home: is it working, what needs me, since when."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from homeroom.console.here import Here
from homeroom.store import overview


def show(request: HttpRequest, here: Here) -> HttpResponse:
    """Show the activated apps, how their last runs went, and what waits for a person."""
    seen = overview.at_a_glance(here.scope)
    if here.apps and here.roles == {"vendor-admin"}:
        seen = [one for one in seen if one.app.id in here.apps]
    shown = {"apps": seen, "needs": [need for one in seen for need in one.needs]}
    return render(request, "home/home.html", shown)
