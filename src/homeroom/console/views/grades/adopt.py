"""Line items that the SIS seems to have already: link them, so that no second column appears."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from homeroom.console.here import Here
from homeroom.console.views.grades.reach import target
from homeroom.model.kinds import Kind
from homeroom.runs.deliver import adoption
from homeroom.runs.deliver.naming import names_of
from homeroom.store import deliveries

SHOWN = 100


def show_adopt(request: HttpRequest, here: Here, sis: str) -> HttpResponse:
    """List what is proposed; a form says of what is ticked that it is one, or is not."""
    app = target(here, sis)
    found = adoption.proposals(here.district, app.key)[:SHOWN]
    errors: list[tuple[str, Any]] = []
    if request.method == "POST":
        asked = set(request.POST.getlist("record"))
        ticked = [one.record_id for one in found if one.record_id in asked]
        if ticked and request.POST.get("act") in ("adopt", "apart"):
            words = _decided(request, here, app.key, ticked)
            messages.success(request, words % {"many": len(ticked), "app": app.title})
            return redirect("grades-adopt", slug=here.district.slug, sis=sis)
        errors = [("first", _("Tick at least one line item, and say then what becomes of it."))]
    ids = [one.record_id for one in found]
    rows = deliveries.of_records(here.scope, app.id, Kind.LINE_ITEM, ids)
    names = names_of(here.scope, rows.values())
    shown = {
        "app": app,
        "rows": [(one, names.get(one.record_id, "")) for one in found],
        "errors": errors,
    }
    return render(request, "grades/adopt.html", shown, status=422 if errors else 200)


def _decided(request: HttpRequest, here: Here, key: str, ticked: list[str]) -> str:
    if request.POST.get("act") == "adopt":
        chosen = {one: request.POST.get(f"as-{one}", "") for one in ticked}
        many = adoption.accept(here.district, key, chosen, here.actor)
        return ngettext(
            "%(many)d is linked with what stands in %(app)s.",
            "%(many)d are linked with what stands in %(app)s.",
            many,
        )
    many = adoption.decline(here.district, key, ticked, here.actor)
    return ngettext(
        "%(many)d becomes a line item of its own in %(app)s.",
        "%(many)d become line items of their own in %(app)s.",
        many,
    )
