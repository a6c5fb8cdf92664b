"""Vendor apps: which apps call the API, with which credentials, and what each may do."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Struct

from homeroom import settings
from homeroom.access.clients import Made
from homeroom.access.roles import Role
from homeroom.console.here import Here
from homeroom.console.numbers import whole
from homeroom.console.page import ADMINS
from homeroom.console.spoken import sentences
from homeroom.console.views import apps as apps_view
from homeroom.console.views.people import address_of
from homeroom.errors import NeedsDistrict
from homeroom.model.api_scopes import SCOPES
from homeroom.runs.writes import vendors
from homeroom.runs.writes.vendors import CONNECTOR, HOUR, LONGEST_OVERLAP, OVERLAP, Newcomer
from homeroom.store import apps
from homeroom.store.apps import App
from homeroom.store.vendors import clients, requests, sharings
from homeroom.store.vendors.clients import Client
from homeroom.store.vendors.requests import Count

_DAY = timedelta(days=1)
_MAY_WRITE = "gradebook.createput"


class New(forms.Form):
    """An app that is to call the API."""

    vendor = forms.CharField(
        label=gettext_lazy("Vendor"),
        max_length=100,
        help_text=gettext_lazy("The company whose app it is."),
    )
    title = forms.CharField(
        label=gettext_lazy("App"),
        required=False,
        max_length=100,
        help_text=gettext_lazy("As people here know it; the vendor's name by default."),
    )
    key = forms.RegexField(
        label=gettext_lazy("Short name"),
        regex=r"^[a-z0-9][a-z0-9-]{0,40}$",
        help_text=gettext_lazy(
            "Small letters, digits and hyphens. The short name of an app that is activated "
            "already gives that app its credentials."
        ),
        error_messages={
            "invalid": gettext_lazy("Write it with small letters, digits and hyphens.")
        },
    )
    grade_sync = forms.BooleanField(
        label=gettext_lazy("It writes grades"),
        required=False,
        help_text=gettext_lazy("An operator approves that; until then it can read."),
    )

    def wanted(self) -> Newcomer:
        """Return the app that was entered."""
        given = self.cleaned_data
        return Newcomer(
            key=given["key"],
            vendor=given["vendor"],
            title=given["title"],
            grade_sync=given["grade_sync"],
        )


class Row(Struct, frozen=True, kw_only=True):
    """One app that calls, and how it stands."""

    app: App
    client: Client
    state: str
    asked: Count


def every(request: HttpRequest, here: Here) -> HttpResponse:
    """Show the apps that call; the form gives another one its credentials, shown this once."""
    form = New(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            # What a refused app had begun is taken back, and the page is shown all the same.
            with transaction.atomic():
                app, made = vendors.add(here.scope, form.wanted(), here.actor)
        except NeedsDistrict as problem:
            form.add_error(None, sentences(problem))
        else:
            return credentials(request, app, made)
    shown = {
        "form": form,
        "rows": rows(here),
        "may_add": here.may_act,
        "without": [one for one in apps.every(here.scope) if _lacks(here, one)],
    }
    return render(request, "vendors/every.html", shown, status=422 if form.errors else 200)


def rows(here: Here) -> list[Row]:
    """Return the apps that the person may look at and that have credentials."""
    known = {one.id: one for one in apps.every(here.scope) if may_see(here, one)}
    found = [one for one in clients.of_district(here.district.id) if one.app_id in known]
    asked = requests.counted(here.scope, [one.client_id for one in found], here.now - _DAY)
    return [
        Row(
            app=known[one.app_id],
            client=one,
            state=state_of(here, known[one.app_id], one),
            asked=asked[one.client_id],
        )
        for one in found
    ]


def may_see(here: Here, app: App) -> bool:
    """Say whether an app is the person's own, or the person looks after all of them."""
    return here.may(ADMINS) or app.id in here.apps


def _lacks(here: Here, app: App) -> bool:
    calls = app.connector == CONNECTOR and here.may_act
    return calls and clients.of_app(here.district.id, app.id) is None


def find(here: Here, key: str) -> tuple[App, Client]:
    """Return an app that the person may look at, and what it calls with."""
    app = apps_view.find(here.scope, key)
    if not may_see(here, app):
        raise Http404
    return vendors.of_app(here.scope, key)


def state_of(here: Here, app: App, client: Client) -> str:
    """Return how an app stands today."""
    today = here.now.astimezone(here.district.zone).date()
    shared = sharings.of_app(here.scope, app.id)
    return vendors.state_of(app, client.suspended_at, shared, today)


def one(request: HttpRequest, here: Here, key: str) -> HttpResponse:
    """Show an app's credentials and scopes; forms rotate, suspend, resume, limit and remove."""
    app, client = find(here, key)
    again = reverse("vendor", kwargs={"slug": here.district.slug, "key": key})
    if request.method == "POST":
        act = request.POST.get("act", "")
        if act == "rotate":
            return _rotate(request, here, app, client) or redirect(again)
        if not here.may(ADMINS):
            raise PermissionDenied
        _ACTS.get(act, _nothing)(request, here, app)
        gone = clients.of_app(here.district.id, app.id) is None
        return redirect(_list(here) if gone else again)
    asked = requests.counted(here.scope, [client.client_id], here.now - _DAY)
    shown = {
        "app": app,
        "client": client,
        "state": state_of(here, app, client),
        "old_until": _later(client.former_until, here.now),
        "asked": asked[client.client_id],
        "scopes": [(name, words, name in client.scopes) for name, words in SCOPES.items()],
        "may_change": here.may(ADMINS),
        "waits_to_write": app.state == "requested" and _MAY_WRITE in client.scopes,
        "mark": mark_of(client),
        "hours": OVERLAP // HOUR,
        "most_hours": LONGEST_OVERLAP // HOUR,
        "grades_of": app.key if here.has(Role.VENDOR_ADMIN) else "",
        **addresses(request),
    }
    return render(request, "vendors/one.html", shown)


def credentials(request: HttpRequest, app: App, made: Made) -> HttpResponse:
    """Show new credentials, this once: no page and no session keeps them."""
    shown = {"app": app, "made": made, **addresses(request)}
    answer = render(request, "vendors/credentials.html", shown)
    answer["Cache-Control"] = "no-store"
    return answer


def addresses(request: HttpRequest) -> dict[str, str]:
    """Return where an app gets its tokens, and where it reads and writes."""
    origin = settings.ADDRESS or address_of(request)
    return {"token_url": f"{origin}/oauth/token", "api_url": f"{origin}/ims/oneroster"}


def mark_of(client: Client) -> str:
    """Return what tells one secret of a client from the next, and nothing about either."""
    return client.digest.hex()[:12]


def _rotate(request: HttpRequest, here: Here, app: App, client: Client) -> HttpResponse | None:
    if request.POST.get("mark") != mark_of(client):
        # A form that is sent twice would end the secret that was shown a moment ago.
        messages.warning(request, _("There is a newer secret already; nothing was done."))
        return None
    hours = whole(request.POST.get("hours", "").strip())
    if hours is None:
        messages.error(request, _("Write the hours as a whole number."))
        return None
    made = vendors.rotate(here.scope, app.key, here.now, hours * HOUR, here.actor)
    return credentials(request, app, made)


def _suspend(request: HttpRequest, here: Here, app: App) -> None:
    vendors.suspend(here.scope, app.key, here.now, here.actor)
    messages.success(request, _("It is suspended: within seconds it can call no more."))


def _resume(request: HttpRequest, here: Here, app: App) -> None:
    vendors.resume(here.scope, app.key, here.actor)
    messages.success(request, _("It may call again, with the secret that it has."))


def _scopes(request: HttpRequest, here: Here, app: App) -> None:
    wanted = request.POST.getlist("scopes")
    if not wanted:
        messages.error(request, _("An app without any scope can do nothing: suspend it instead."))
        return
    vendors.set_scopes(here.scope, app.key, wanted, here.actor)
    messages.success(request, _("It holds from now on, for tokens that it has already, too."))


def _remove(request: HttpRequest, here: Here, app: App) -> None:
    if "sure" not in request.POST:
        messages.error(request, _("Tick that you are sure; nothing was removed."))
        return
    vendors.remove(here.scope, app.key, here.actor)
    words = _("%(title)s has no credentials any more; its records stay.")
    messages.success(request, words % {"title": app.title})


def _nothing(request: HttpRequest, here: Here, app: App) -> None:
    raise Http404


_ACTS: dict[str, Any] = {
    "suspend": _suspend,
    "resume": _resume,
    "scopes": _scopes,
    "remove": _remove,
}


def _later(at: datetime | None, now: datetime) -> datetime | None:
    return at if at is not None and at > now else None


def _list(here: Here) -> str:
    return reverse("vendors", kwargs={"slug": here.district.slug})
