"""Term grades: who may post them to the report card, and what waits to be signed off."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from homeroom.access.roles import Role
from homeroom.console.here import Here
from homeroom.console.views.grades.reach import target
from homeroom.runs.deliver import posting as signing
from homeroom.runs.deliver.naming import names_of
from homeroom.runs.deliver.posting import Waiting
from homeroom.store import apps
from homeroom.store import posting as store
from homeroom.store.apps import App

SHOWN = 200


def show_posting(request: HttpRequest, here: Here, sis: str) -> HttpResponse:
    """Show rights and what waits for a signature; forms ask, decide, withdraw and sign off."""
    app = target(here, sis)
    waiting = signing.waiting(here.scope, here.district, app, "", here.now)[:SHOWN]
    errors: list[tuple[str, Any]] = []
    if request.method == "POST":
        errors = _acted(request, here, app, waiting)
        if not errors:
            return redirect("grades-posting", slug=here.district.slug, sis=sis)
    names = names_of(here.scope, [one.delivery for one in waiting])
    shown = {
        "app": app,
        "rights": [one for one in store.rights(here.scope) if one.target == app.key],
        "sources": [one for one in apps.every(here.scope) if one.role == "learning"],
        "rows": [(one, names.get(one.delivery.record_id, "")) for one in waiting],
        "grants": here.has(Role.OPERATOR),
        "errors": errors,
    }
    return render(request, "grades/posting.html", shown, status=422 if errors else 200)


def _acted(
    request: HttpRequest, here: Here, app: App, waiting: list[Waiting]
) -> list[tuple[str, Any]]:
    """Do what a form asks; return what it lacks."""
    given = request.POST
    if given.get("act") == "sign":
        chosen = set(given.getlist("record"))
        some = [one for one in waiting if one.delivery.record_id in chosen]
        if not some:
            return [("first", _("Tick at least one grade to sign off."))]
        many = len(signing.sign_off(here.scope, app, some, here.actor))
        words = ngettext(
            "%(many)d is signed off; it is posted by the worker or the next sync.",
            "%(many)d are signed off; they are posted by the worker or the next sync.",
            many,
        )
        messages.success(request, words % {"many": many})
        return []
    return _right(request, here, app)


def _right(request: HttpRequest, here: Here, app: App) -> list[tuple[str, Any]]:
    given, act = request.POST, request.POST.get("act", "")
    if not given.get("task", "").strip() or not given.get("app"):
        return [("task", _("Name the app and the grading task."))]
    asked = signing.right_to(here.scope, given["app"], app.key, given["task"])
    if act == "withdraw":
        signing.withdraw(here.scope, asked, here.actor)
        messages.success(request, _("The right is withdrawn. What was posted stays."))
    elif act in ("grant", "decline") and here.has(Role.OPERATOR):
        reason = given.get("reason", "").strip()
        if act == "decline" and not reason:
            return [("task", _("Say why it is declined; the admin reads it."))]
        if act == "grant":
            signing.grant(here.scope, asked, here.actor)
        else:
            signing.decline(here.scope, asked, here.actor, reason)
        messages.success(request, _("It is decided."))
    else:
        state = signing.ask(here.scope, asked, here.actor)
        waits = state == "requested"
        words = _("It is asked for; an operator decides.") if waits else _("It is granted.")
        messages.success(request, words)
    return []
