"""What waits for a person: conflicts and held deliveries, side by side, decided together."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from homeroom.console.here import Here
from homeroom.console.views.grades.kept import why
from homeroom.console.views.grades.one import sides_of
from homeroom.console.views.grades.reach import Said, deciding, target, within
from homeroom.model.kinds import Kind
from homeroom.runs.deliver import deciding as judging
from homeroom.runs.setup import uploads
from homeroom.store import grades_out, records
from homeroom.store.apps import App
from homeroom.store.delivery_counts import MOST
from homeroom.store.grades_out import Chosen, Kept

SHOWN = 50
UNSEEN = Chosen(states=("held",), code="preview.each")
_WAITING = Chosen(states=("held", "conflict"), questions=judging.DECIDED)


def show_decide(request: HttpRequest, here: Here, sis: str) -> HttpResponse:
    """Show what waits for a decision; a form decides about what is ticked."""
    app = target(here, sis)
    seen = deciding(here) if here.may_act else within(here)
    found = grades_out.kept(here.scope, app.id, _WAITING, seen, (None, SHOWN))
    errors: list[tuple[str, Any]] = []
    if request.method == "POST" and request.POST.get("act") == "all":
        return _approve_all(request, here, app)
    if request.method == "POST":
        asked = set(request.POST.getlist("record"))
        ids = [one.delivery.record_id for one in found if one.delivery.record_id in asked]
        if ids and request.POST.get("act") in ("approve", "dismiss"):
            words = _decided(here, app, ids, request.POST.get("act", ""))
            messages.success(request, words % {"many": len(ids), "app": app.title})
            return redirect("grades-decide", slug=here.district.slug, sis=sis)
        errors = [("first", _("Tick at least one line, and say then what becomes of it."))]
    shown = {"app": app, "rows": _rows(here, found), "errors": errors, "most": SHOWN}
    if uploads.is_sent_previewed(app):
        unseen = grades_out.kept_ids(here.scope, app.id, UNSEEN, seen, (None, MOST + 1))
        shown |= {"unseen": len(unseen), "now": here.now.isoformat()}
    return render(request, "grades/decide.html", shown, status=422 if errors else 200)


def _approve_all(request: HttpRequest, here: Here, app: App) -> HttpResponse:
    """Let all go that waited for a look when the page was shown, and nothing that came since."""
    shown_at = parse_datetime(request.POST.get("now", ""))
    if shown_at is None or shown_at.tzinfo is None:
        raise Http404
    of = (shown_at, None)
    ids = grades_out.kept_ids(here.scope, app.id, UNSEEN, deciding(here), of)
    if ids:
        words = _decided(here, app, ids, "approve") % {"many": len(ids), "app": app.title}
        messages.success(request, words)
    return redirect("grades-decide", slug=here.district.slug, sis=app.key)


def _decided(here: Here, app: Any, ids: list[str], act: str) -> str:
    if act == "approve":
        many = judging.approve(here.scope, app, ids, here.actor)
        return ngettext(
            "%(many)d is sent to %(app)s as the app says it.",
            "%(many)d are sent to %(app)s as the app says it.",
            many,
        )
    many = judging.dismiss(here.scope, app, ids, here.actor)
    return ngettext(
        "%(many)d is left as %(app)s shows it. Nothing is sent.",
        "%(many)d are left as %(app)s shows it. Nothing is sent.",
        many,
    )


def _rows(here: Here, found: list[Kept]) -> list[tuple[Kept, Said, list[Any]]]:
    grades = [one.delivery.record_id for one in found if one.delivery.kind is Kind.RESULT]
    held = records.load(here.scope, Kind.RESULT, grades)
    return [
        (
            one,
            why(one),
            [side for side in sides_of(held.get(one.delivery.record_id), one.delivery) if side[-1]],
        )
        for one in found
    ]
