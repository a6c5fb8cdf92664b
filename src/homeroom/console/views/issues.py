"""Issues by cause: what is wrong with the data, whose it is to mend, since when, and how."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _

from homeroom.console.here import Here
from homeroom.console.numbers import whole
from homeroom.console.sheets import sheet
from homeroom.console.words import KINDS
from homeroom.issues.catalogue import ENTRIES, tell
from homeroom.model.kinds import Kind
from homeroom.store import apps, issues
from homeroom.store.issues import Cause, OpenIssue

CASES = 100
_HEADS = ("Cause", "App", "Kind", "Severity", "Owner", "Cases", "First seen", "What", "Fix")
# A connection is mended before its records, and parents before their children: that mends many by
# itself.
_ORDER = {kind.value: place for place, kind in enumerate(Kind)}


def show(request: HttpRequest, here: Here) -> HttpResponseBase:
    """Show the causes in the order in which to mend them, and the cases of one of them."""
    titles = {one.id: one.title for one in apps.every(here.scope)}
    app = whole(request.GET.get("app", ""))
    code = request.GET.get("code", "")
    app_id = app if app in titles else None
    found = sorted(
        issues.causes(here.scope, app_id, code if code in ENTRIES else ""),
        key=lambda one: (_ORDER.get(one.kind, -1), -one.count),
    )
    rows = [_row(one, titles) for one in found]
    if "csv" in request.GET:
        return sheet("issues", _HEADS, [_line(here, one) for one in rows])
    # An issue names a record by the id of its source, which says nothing of its school.
    cases = (
        issues.open_ones(here.scope, app_id, CASES, code)
        if code in ENTRIES and here.schools is None
        else []
    )
    given = {
        "causes": rows,
        "code": code if code in ENTRIES else "",
        "cases": [_case(one, titles) for one in cases],
        "app": app_id,
        "apps": titles.items(),
        "csv": f"?{request.GET.urlencode()}&csv=1",
    }
    return _shown(request, given)


def _shown(request: HttpRequest, given: dict[str, Any]) -> HttpResponse:
    return render(request, "quality/issues.html", given)


def _row(one: Cause, titles: dict[int, str]) -> dict[str, Any]:
    entry, told = ENTRIES[one.code], tell(one.code, one.facts)
    return {
        "cause": one,
        "app": titles.get(one.app_id, _("a removed app")),
        "kind": KINDS[Kind(one.kind)] if one.kind in set(Kind) else one.kind,
        "severity": entry.severity.value,
        "owner": entry.owner.value,
        "words": told.words,
        "fix": told.fix,
    }


def _line(here: Here, row: dict[str, Any]) -> list[Any]:
    cause: Cause = row["cause"]
    since = cause.first_seen.astimezone(here.district.zone).isoformat(" ", "minutes")
    return [cause.code, row["app"], row["kind"], row["severity"], row["owner"], cause.count, since,
            row["words"], row["fix"]]  # fmt: skip


def _case(one: OpenIssue, titles: dict[int, str]) -> dict[str, Any]:
    return {
        "app": titles.get(one.app_id, _("a removed app")),
        "kind": one.kind,
        "subject": one.subject,
        "words": tell(one.code, one.facts).words,
        "since": one.first_seen,
    }
