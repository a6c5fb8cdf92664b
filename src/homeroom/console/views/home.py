"""Home: is it working, what needs me, since when."""

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from homeroom.console.here import Here
from homeroom.runs import endings
from homeroom.store import overview


def show(request: HttpRequest, here: Here) -> HttpResponse:
    """Show the activated apps, how their last runs went, and what waits for a person."""
    seen = overview.at_a_glance(here.scope)
    if here.apps and here.roles == {"vendor-admin"}:
        seen = [one for one in seen if one.app.id in here.apps]
    needs = [need for one in seen for need in one.needs]
    ends = Counter(one.app.id for one in endings.soon(here.scope, here.district, here.now))
    needs += [("ending", one.app, ends[one.app.id]) for one in seen if ends[one.app.id]]
    shown = {"apps": seen, "needs": needs}
    return render(request, "home/home.html", shown)
