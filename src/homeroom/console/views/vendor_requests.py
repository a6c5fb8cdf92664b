"""What a vendor's app asked of the API: searched, page by page, and kept as a file."""

from datetime import UTC, datetime, timedelta

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from homeroom.console.here import Here
from homeroom.console.numbers import whole
from homeroom.console.sheets import sheet
from homeroom.console.spans import midnight, midnight_after
from homeroom.console.views.vendors import find
from homeroom.store.vendors import requests
from homeroom.store.vendors.requests import REFUSED, Asked, Wanted

PER_PAGE = 100
_AT_ONCE = 5_000
_MICROSECOND = timedelta(microseconds=1)
_FIRST = datetime(1970, 1, 1, tzinfo=UTC)
# Later moments than that a day cannot be added to.
_LAST = (datetime(9998, 12, 31, tzinfo=UTC) - _FIRST) // _MICROSECOND
_HEADS = (
    gettext_noop("Number"),
    gettext_noop("When (UTC)"),
    gettext_noop("Method"),
    gettext_noop("Path"),
    gettext_noop("Records"),
    gettext_noop("Status"),
    gettext_noop("Milliseconds"),
)


class Search(forms.Form):
    """Which requests to look for."""

    words = forms.CharField(label=_("Part of the path"), required=False, max_length=200)
    only = forms.ChoiceField(
        label=_("Answers"), required=False, choices=[("", _("All")), ("refused", _("Refused"))]
    )
    since = forms.DateField(
        label=_("From"), required=False, widget=forms.DateInput({"type": "date"})
    )
    until = forms.DateField(label=_("To"), required=False, widget=forms.DateInput({"type": "date"}))

    def wanted(self, here: Here) -> Wanted:
        """Return what to look for; a day is one on the district's clock."""
        given = self.cleaned_data if self.is_valid() else {}
        return Wanted(
            least_status=REFUSED if given.get("only") else 0,
            words=given.get("words", ""),
            since=midnight(given.get("since"), here.district.zone),
            until=midnight_after(given.get("until"), here.district.zone),
        )


def show(request: HttpRequest, here: Here, key: str) -> HttpResponseBase:
    """Show what an app asked and how it was answered, newest first."""
    app, client = find(here, key)
    form = Search(request.GET)
    wanted = form.wanted(here)
    if "csv" in request.GET and form.is_valid():
        # A file is read to its end within the transaction of the guard.
        every = list(requests.every(here.scope, client.client_id, wanted, _AT_ONCE))
        return sheet(f"requests-{app.key}", _HEADS, map(_line, every))
    before = before_of(request.GET.get("before", ""))
    found = requests.page(here.scope, client.client_id, wanted, before, PER_PAGE + 1)
    rows = found[:PER_PAGE]
    shown = {
        "app": app,
        "form": form,
        "rows": rows,
        "older": _again(request, before=place_of(rows[-1])) if len(found) > PER_PAGE else "",
        "csv": _again(request, csv="1"),
    }
    return render(request, "vendors/requests.html", shown, status=200 if form.is_valid() else 422)


def place_of(asked: Asked) -> str:
    """Return a place in the list as an address writes it: its microsecond, and its number."""
    return f"{(asked.at - _FIRST) // _MICROSECOND}-{asked.id}"


def before_of(text: str) -> tuple[datetime, int] | None:
    """Return the place that an address names; None: from the top."""
    at, _dash, number = text.partition("-")
    micros, id_ = whole(at), whole(number)
    if micros is None or id_ is None or micros > _LAST:
        return None
    return _FIRST + micros * _MICROSECOND, id_


def _line(one: Asked) -> tuple[object, ...]:
    at = f"{one.at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"
    return one.id, at, one.method, one.path, one.rows, one.status, one.milliseconds


def _again(request: HttpRequest, **more: str) -> str:
    given = request.GET.copy()
    for name in ("before", "csv"):
        given.pop(name, None)
    given.update(more)
    return f"?{given.urlencode()}"
