"""The audit log of a district, and that of the whole server: searched, and kept as a file."""

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, tzinfo
from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop
from msgspec import Struct

from homeroom.console.acts import acts_with, told, words_of
from homeroom.console.here import Here, Person
from homeroom.console.numbers import whole
from homeroom.console.sheets import sheet
from homeroom.console.spans import midnight, midnight_after
from homeroom.store import audit_search
from homeroom.store.audit_search import Act, ActFilter, Found
from homeroom.store.scope import district_scope

PER_PAGE = 50
_AT_ONCE = 1_000
_HEADS = (
    gettext_noop("When (UTC)"),
    gettext_noop("Who"),
    gettext_noop("What"),
    gettext_noop("Code"),
    gettext_noop("About"),
    gettext_noop("More"),
)


class Wanted(forms.Form):
    """What to look for in the log."""

    words = forms.CharField(label=_("Who, what or about what"), required=False, max_length=100)
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"})
    )
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}))

    def wanted(self, zone: tzinfo) -> ActFilter:
        """Return what to look for; a day is one of the given clock."""
        given = self.cleaned_data if self.is_valid() else {}
        since, until = given.get("since"), given.get("until")
        return ActFilter(
            words=given.get("words", ""),
            acts=acts_with(given.get("words", "")),
            since=midnight(since, zone),
            until=midnight_after(until, zone),
        )


class Log(Struct, frozen=True):
    """Where a log is read: one page of it, or all; and on whose clock."""

    page: Callable[[ActFilter, int | None, int], Found]
    every: Callable[[ActFilter, int], Iterable[Act]]
    zone: tzinfo


def of_district(request: HttpRequest, here: Here) -> HttpResponseBase:
    """Show who did what in this district."""
    scope, district = here.scope, here.district

    def every(wanted: ActFilter, size: int) -> Iterator[Act]:
        # A file is read while it is sent, when the transaction of the guard is over.
        with district_scope(district.id) as own:
            yield from audit_search.every(own, wanted, size)

    log = Log(
        lambda wanted, before, limit: audit_search.page(scope, wanted, before, limit),
        every,
        district.zone,
    )
    return _show(request, log, {"title": _("Audit log")})


def of_server(request: HttpRequest, person: Person) -> HttpResponseBase:
    """Show sign-ins, and what was done on the whole server."""
    log = Log(audit_search.server_page, audit_search.server_every, UTC)
    return _show(request, log, {"title": _("Audit log of the server")})


def _show(request: HttpRequest, log: Log, more: dict[str, Any]) -> HttpResponseBase:
    form = Wanted(request.GET)
    wanted = form.wanted(log.zone)
    if "csv" in request.GET and form.is_valid():
        rows = (
            (f"{one.at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", one.actor, words_of(one.act), one.act,
             one.subject, told(one.facts))
            for one in log.every(wanted, _AT_ONCE)
        )  # fmt: skip
        return sheet("audit-log", _HEADS, rows)
    found = log.page(wanted, whole(request.GET.get("before", "")), PER_PAGE)
    shown = {
        **more,
        "form": form,
        "acts": [(one, words_of(one.act), told(one.facts)) for one in found.acts],
        "older": _again(request, before=str(found.next)) if found.next is not None else "",
        "short": found.next is not None and len(found.acts) < PER_PAGE,
        "csv": _again(request, csv="1"),
    }
    return render(request, "logs/log.html", shown, status=200 if form.is_valid() else 422)


def _again(request: HttpRequest, **more: str) -> str:
    given = request.GET.copy()
    for name in ("before", "csv"):
        given.pop(name, None)
    given.update(more)
    return f"?{given.urlencode()}"
