"""Data Browsing: lists of what is stored, with chosen columns, filtered, sorted, and as a file."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import msgspec
from django.contrib import messages
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from homeroom.console import cells
from homeroom.console.asked import Asked, asked
from homeroom.console.browse_tabs import BY_KEY, TABS, Tab, hows
from homeroom.console.here import Here
from homeroom.console.names import OWN, title_of
from homeroom.console.sheets import note_export, sheet
from homeroom.store import apps, preferences, runs
from homeroom.store.browsing import Listing, Part, part
from homeroom.store.browsing_words import How
from homeroom.store.scope import Scope, district_scope

PER_PAGE = 50
_FILE_PAGE = 2_000


def start(request: HttpRequest, here: Here) -> HttpResponseBase:
    """Lead to the first list."""
    return redirect("list", slug=here.district.slug, tab=TABS[0].key)


def show(request: HttpRequest, here: Here, tab: str) -> HttpResponseBase:
    """Show one list; a form chooses its columns, which are remembered."""
    one = BY_KEY.get(tab)
    if one is None:
        raise Http404
    if request.method == "POST":
        return _choose(request, here, one)
    columns = _columns(here, one)
    wanted = asked(here.scope, one, request.GET)
    sort, order = one.order(request.GET.get("sort", ""))
    listing = Listing(
        kind=one.kind,
        person=one.person,
        order=order,
        conditions=wanted.conditions,
        retired="retired" in request.GET,
        schools=None if here.schools is None else tuple(sorted(here.schools)),
        zone=here.district.zone.key,
    )
    if "csv" in request.GET and not wanted.errors:
        heads = [title_of(name) for name in columns]
        narrowed = sorted({condition.attribute for condition in wanted.filters})
        note_export(here, one.key, {"columns": columns, "filters": narrowed})
        return sheet(one.key, heads, _file(here, one, listing, columns))
    found = Part(rows=(), next=None)
    if not wanted.errors:
        found = part(here.scope, listing, _place(request, listing), PER_PAGE)
    given = {
        "tab": one,
        "lists": TABS,
        "columns": [_head(request, one, name, sort) for name in columns],
        "rows": _rows(here, here.scope, one, found, columns),
        "next": _again(request, after=_token(found.next)) if found.next else "",
        "halfway": found.halfway,
        "first": _again(request) if "after" in request.GET else "",
        "csv": _again(request, csv="1"),
        "errors": wanted.errors,
        "retired": listing.retired,
        "sort": sort,
        "attributes": [("sourcedId", OWN["sourcedId"]), *_attributes(one)],
        "hows": list(How),
        "filters": _filters(one, wanted),
        "choices": _choices(one, columns),
        "empty": "" if found.rows else _why_empty(here, one, wanted, request),
    }
    return render(request, "browse/list.html", given, status=422 if wanted.errors else 200)


def _columns(here: Here, tab: Tab) -> list[str]:
    chosen = preferences.kept(here.person.user.pk, f"columns {tab.key}")
    known = {*tab.fields, *OWN}
    return [name for name in chosen or tab.columns if name in known] or list(tab.columns)


def _choose(request: HttpRequest, here: Here, tab: Tab) -> HttpResponseBase:
    known = [*tab.fields, *OWN]
    chosen = [name for name in known if name in request.POST.getlist("column")]
    usual = "usual" in request.POST or not chosen
    preferences.keep(here.person.user.pk, f"columns {tab.key}", None if usual else chosen)
    messages.success(request, _("Your columns are remembered."))
    return redirect(request.get_full_path())


def _place(request: HttpRequest, listing: Listing) -> list[str] | None:
    """Return from where the list goes on; what is no place of it means its beginning."""
    try:
        found = msgspec.json.decode(request.GET.get("after", ""), type=list[str])
        for value, (_name, type_) in zip(found, listing.order.keys, strict=True):
            if "\0" in value:
                return None
            if type_ == "uuid":
                UUID(value)
    except (ValueError, msgspec.MsgspecError):
        return None
    return found


def _token(place: Sequence[str] | None) -> str:
    return msgspec.json.encode(place).decode()


def _rows(
    here: Here, scope: Scope, tab: Tab, found: Part, columns: Sequence[str]
) -> list[tuple[str, bool, list[str]]]:
    fields = [tab.fields[name] for name in columns if name in tab.fields]
    named = cells.titles_of(scope, fields, [one.record for one in found.rows])
    zone = here.district.zone
    return [
        (one.id, one.retired_at is not None, cells.row(one, columns, tab.fields, named, zone))
        for one in found.rows
    ]


def _file(here: Here, tab: Tab, listing: Listing, columns: Sequence[str]) -> Iterator[list[str]]:
    after: Sequence[str] | None = None
    while True:
        with district_scope(here.district.id) as scope:
            found = part(scope, listing, after, _FILE_PAGE)
            rows = [row for *_rest, row in _rows(here, scope, tab, found, columns)]
        yield from rows
        after = found.next
        if after is None:
            return


def _attributes(tab: Tab) -> list[tuple[str, str]]:
    return [(name, title_of(name)) for name in tab.fields]


def _choices(tab: Tab, columns: Sequence[str]) -> list[tuple[str, str, bool]]:
    known = [*_attributes(tab), *OWN.items()]
    return [(name, title, name in columns) for name, title in known]


def _filters(tab: Tab, wanted: Asked) -> list[dict[str, Any]]:
    """Return the rows of the filter form: what was asked, and one more to fill."""
    wrong = dict(wanted.errors)
    rows: list[dict[str, Any]] = [
        {
            "id": f"v{number}",
            "attribute": one.attribute,
            "how": one.how,
            "value": one.value,
            "error": wrong.get(f"v{number}", ""),
            "hows": hows(tab.fields.get(one.attribute)),
        }
        for number, one in enumerate(wanted.filters)
    ]
    return [*rows, {"id": f"v{len(rows)}", "hows": list(How)}]


def _head(request: HttpRequest, tab: Tab, name: str, sort: str) -> dict[str, str]:
    found = {"title": title_of(name)}
    if name in tab.sorts:
        down = sort == name
        found["sort"] = _again(request, sort=f"-{name}" if down else name)
        found["sorted"] = {name: "ascending", f"-{name}": "descending"}.get(sort, "none")
    return found


def _again(request: HttpRequest, **more: str) -> str:
    given = request.GET.copy()
    for name in ("after", "csv", *more):
        given.pop(name, None)
    given.update(more)
    return f"?{given.urlencode()}"


def _why_empty(here: Here, tab: Tab, wanted: Asked, request: HttpRequest) -> str:
    if wanted.filters or "after" in request.GET:
        return _("No record is like this. Take a filter away, or look further.")
    active = [one for one in apps.every(here.scope) if one.state in ("active", "paused")]
    if not active:
        return _("No app is activated yet. Connect > Application Gallery is where it begins.")
    if tab.group == "Gradebook" and not any(one.grade_sync for one in active):
        return _("Grade Sync is off in every app, so that no gradebook is read. Switch it on in an"
                 " app's settings.")  # fmt: skip
    if not any(run.finished_at for run in runs.latest(here.scope, None, 20)):
        return _("No sync has ended yet. Run Sync on the page of an app; what it reads shows here.")
    return _("The apps have brought none of these.")
