"""A vendor's own app: what became of its grades on the way out, in its own ids; no other app's."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from msgspec import Struct

from homeroom.console import telling
from homeroom.console.here import Here
from homeroom.console.views.grades.kept import after, mark_of
from homeroom.issues.catalogue import ENTRIES, Told
from homeroom.issues.catalogue import of_app as facts_of_app
from homeroom.issues.entry import Owner
from homeroom.model.kinds import Kind
from homeroom.runs.setup.connecting import connector_of
from homeroom.store import apps, links, of_app
from homeroom.store.apps import App
from homeroom.store.grades_out import KEPT_BACK, Cause, Chosen
from homeroom.store.of_app import OwnDelivery
from homeroom.store.vendors import clients

SHOWN = 50
_DELIVERED = (Kind.CATEGORY, Kind.LINE_ITEM, Kind.RESULT)


class Reason(Struct, frozen=True, kw_only=True):
    """Why something is kept back, in words, as far as the app itself knows the facts."""

    told: Told | None
    owner: Owner | None


def show(request: HttpRequest, here: Here) -> HttpResponse:
    """Show what of an own app is kept back, or what became of the record that its id names."""
    mine = [one for one in apps.every(here.scope) if one.id in here.apps]
    wanted = request.GET.get("app", "")
    app = next((one for one in mine if wanted in ("", one.key)), None)
    if app is None:
        raise Http404
    own_id = request.GET.get("id", "").strip()
    state, code = request.GET.get("state", ""), request.GET.get("code", "")
    chosen = Chosen(states=(state,) if state in KEPT_BACK else KEPT_BACK, code=code)
    place = after(request.GET.get("after", ""))
    if own_id:
        found = _called(here, app, own_id)
    else:
        found = of_app.kept_back(here.scope, app.id, chosen, (place, SHOWN + 1))
    causes = of_app.causes(here.scope, app.id)
    shown = {
        "app": app,
        "mine": mine,
        "counts": _counts(causes, of_app.waiting(here.scope, app.id)),
        "causes": [(one, _reason(one.code, one.facts)) for one in causes],
        "calls": clients.of_app(here.district.id, app.id) is not None,
        "states": KEPT_BACK,
        "state": state if state in KEPT_BACK else "",
        "code": code,
        "own_id": own_id,
        "rows": [(one, _reason(one.code, one.facts)) for one in found[:SHOWN]],
        "next": "",
    }
    if not own_id and len(found) > SHOWN:
        shown["next"] = mark_of(found[SHOWN - 1])
    return render(request, "own_app/show.html", shown)


def _counts(causes: Sequence[Cause], waiting: int) -> list[tuple[str, int]]:
    """Return how many there are by state, as far as somebody has to know."""
    kept = [(state, sum(c.many for c in causes if c.state == state)) for state in KEPT_BACK]
    return [(state, many) for state, many in (*kept, ("waiting", waiting)) if many]


def _called(here: Here, app: App, own_id: str) -> list[OwnDelivery]:
    space = connector_of(app).capabilities(app.api_version or "").id_space
    found = links.find(here.scope, app.id, space, [(kind, own_id) for kind in _DELIVERED])
    return of_app.of_records(here.scope, app.id, [record for record, _origin in found.values()])


def _reason(code: str | None, facts: Mapping[str, Any]) -> Reason:
    if code is None:
        return Reason(told=None, owner=None)
    return Reason(told=telling.told(code, facts_of_app(facts)), owner=ENTRIES[code].owner)
