"""The Application Gallery: what can be activated, what each can do, and what it needs."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from homeroom.connectors.gallery import Offer, beside, offers
from homeroom.console.guides import drawing, guide
from homeroom.console.here import Here
from homeroom.console.spoken import spoken
from homeroom.runs.writes.vendors import CONNECTOR
from homeroom.store import apps

CAN: dict[str, Promise] = {
    "reads_roster": _("Reads roster"),
    "reads_grades": _("Reads grades"),
    "writes_grades": _("Writes grades"),
}


def show(request: HttpRequest, here: Here) -> HttpResponse:
    """Show the applications that match the search and can do what is ticked."""
    words = request.GET.get("q", "").strip()
    wanted = [name for name in CAN if request.GET.get(name)]
    every = offers()
    found = [one for one in every if _matches(one, words) and all(getattr(one, w) for w in wanted)]
    shown = {
        "cards": [(one, drawing(one.connector), _can(one)) for one in found],
        "words": words,
        "filters": [(name, title, name in wanted) for name, title in CAN.items()],
        "all": len(every),
    }
    return render(request, "gallery/gallery.html", shown)


def one(request: HttpRequest, here: Here, connector: str) -> HttpResponse:
    """Show one application: what it does, what it needs, its guide, and where it is active."""
    offer = next((one for one in offers() if one.connector.name == connector), None)
    if offer is None:
        raise Http404
    shown = {
        "offer": offer,
        "can": _can(offer),
        "calls": connector == CONNECTOR,
        "drawing": drawing(offer.connector),
        "guide": guide(beside(offer.connector, "guide.md")),
        "activated": [app for app in apps.every(here.scope) if app.connector == connector],
    }
    return render(request, "gallery/one.html", shown)


def _matches(offer: Offer, words: str) -> bool:
    summary = offer.connector.summary
    text = f"{offer.connector.title} {summary} {spoken(summary)}".casefold()
    return all(word in text for word in words.casefold().split())


def _can(offer: Offer) -> list[Promise]:
    return [title for name, title in CAN.items() if getattr(offer, name)]
