"""The story of one delivery: what was sent, what was converted, each answer, and the decision."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from homeroom.console.here import Here
from homeroom.console.views.grades.kept import why
from homeroom.console.views.grades.reach import acting, class_in, deciding, target, within
from homeroom.console.words import NOTES, SHOWN
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.runs.deliver import deciding as judging
from homeroom.store import attempts, grades_out, records
from homeroom.store.apps import App
from homeroom.store.deliveries import Delivery
from homeroom.store.grades_out import KEPT_BACK, Kept, Within


def show_one(request: HttpRequest, here: Here, sis: str, record_id: UUID) -> HttpResponse:
    """Show one delivery; a form sends it again or decides about it."""
    app = target(here, sis)
    found = grades_out.one(here.scope, app.id, str(record_id), within(here))
    if found is None:
        raise Http404
    if request.method == "POST":
        _decide(request, here, app, found)
        return redirect("grades-one", slug=here.district.slug, sis=sis, record_id=record_id)
    one = found.delivery
    kept = one.state in KEPT_BACK
    shown = {
        "app": app,
        "kept": found,
        "one": one,
        "why": why(found) if kept else None,
        "question": judging.waits_for_a_decision(one) and _is_among(here, found, deciding(here)),
        "can": _is_among(here, found, acting(here)),
        "tries": [
            each
            for each in attempts.of_record(here.scope, str(record_id))
            if each.target_id == app.id
        ],
        "sent": named(one.sent, SHOWN),
        "notes": named(one.notes, NOTES),
        "sides": sides_of(_grade(here, one), one),
    }
    return render(request, "grades/one.html", shown)


def _is_among(here: Here, kept: Kept, among: Within) -> bool:
    """Say whether a delivery is among these; one of no class is the whole district's."""
    return among.whole or (kept.class_id is not None and class_in(here, kept.class_id, among))


def _grade(here: Here, one: Delivery) -> Record | None:
    if one.kind is not Kind.RESULT:
        return None
    return records.load(here.scope, Kind.RESULT, [one.record_id]).get(one.record_id)


def named(held: Mapping[str, Any], names: Mapping[str, Any]) -> list[tuple[Any, Any]]:
    """Return what stands in a receipt or a note by its names for people; ids and digests not."""
    return [(names[name], _plain(held[name])) for name in names if held.get(name) is not None]


def _plain(value: Any) -> Any:
    if value is True:
        return _("yes")
    if value is False:
        return _("no")
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {each}" for name, each in value.items())
    if isinstance(value, list):
        return ", ".join(str(each) for each in value)
    return value


def sides_of(record: Record | None, one: Delivery) -> list[tuple[Any, Any, Any, bool]]:
    """Return a grade side by side: field, what the app says, what the SIS shows, if they differ.

    What the SIS shows is the edit that was seen, or the first sight after our last delivery.
    """
    there = one.facts.get("shown") or one.baseline
    if record is None or there is None:
        return []
    rows = []
    for name, words in SHOWN.items():
        if name not in there:
            continue
        ours, theirs = getattr(record, name, None), there[name]
        rows.append((words, _shown(ours), _shown(theirs), _same(ours) != _same(theirs)))
    return rows


def _same(value: Any) -> str:
    # A score of 0 is a grade; only what is not there, and a flag that is not set, are nothing.
    if value is None or value is False or value in ("", "False"):
        return ""
    text = str(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _shown(value: Any) -> Any:
    return _("nothing") if _same(value) == "" else _plain(value)


def _decide(request: HttpRequest, here: Here, app: App, found: Kept) -> None:
    ids = [found.delivery.record_id]
    # Teachers check again and send again; what becomes of an edit in the SIS the school decides.
    act = request.POST.get("act") if _is_among(here, found, deciding(here)) else ""
    if act == "approve":
        judging.approve(here.scope, app, ids, here.actor)
        words = _("It is sent to %(app)s as the app says it.")
    elif act == "dismiss":
        judging.dismiss(here.scope, app, ids, here.actor)
        words = _("It is left as %(app)s shows it. Nothing is sent.")
    else:
        judging.send_records_again(here.scope, app, ids, here.actor)
        words = _("It is checked again, and sent to %(app)s if nothing is in its way.")
    messages.success(request, words % {"app": app.title})
