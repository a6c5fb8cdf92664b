"""Issues by cause: what is wrong with the data, whose it is to mend, since when, and how."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from homeroom.console import own_apps
from homeroom.console.here import Here
from homeroom.console.numbers import whole
from homeroom.console.sheets import sheet
from homeroom.console.telling import told
from homeroom.console.words import ENTITIES, KINDS, PEOPLE
from homeroom.issues.catalogue import ENTRIES
from homeroom.issues.order import WAITS, group_of, place_of
from homeroom.issues.tree import Missing, forest, narrowed
from homeroom.model.kinds import Kind
from homeroom.store import apps, issues, missing, subjects
from homeroom.store.issues import Cause, OpenIssue
from homeroom.store.scope import Scope

CASES = 100  # that are shown
PARENTS, SHOWN = 200, 20  # missing records that are looked at, and that are shown at each level
_HEADS = (
    gettext_noop("Cause"),
    gettext_noop("App"),
    gettext_noop("Kind"),
    gettext_noop("Severity"),
    gettext_noop("Owner"),
    gettext_noop("Cases"),
    gettext_noop("First seen"),
    gettext_noop("What"),
    gettext_noop("Fix"),
)


def show(request: HttpRequest, here: Here) -> HttpResponseBase:
    """Show the causes in the order in which to mend them, and the cases of one of them."""
    every = own_apps.among(here, apps.every(here.scope))
    titles = {one.id: one.title for one in every}
    app = whole(request.GET.get("app", ""))
    code = request.GET.get("code", "")
    code = code if code in ENTRIES else ""
    app_id = app if app in titles else None
    own = None
    if here.schools is not None:
        own = subjects.of_schools(here.scope, app_id, code, here.schools)
    found = sorted(
        (
            one
            for one in issues.causes(here.scope, app_id, code, own)
            if own is None or one.app_id in titles
        ),
        key=lambda one: (place_of(one.code, one.kind, one.about, one.person), -one.count),
    )
    keys = {one.id: one.key for one in every}
    rows = [_row(one, titles) | {"key": keys.get(one.app_id, "")} for one in found]
    if "csv" in request.GET:
        return sheet("issues", _HEADS, [_line(here, one) for one in rows])
    cases = _cases(request, here.scope, found, (code, app_id), own)
    known = subjects.records_of(here.scope, cases) if own is None else own
    given = {
        "causes": rows,
        "code": code,
        "cases": [_case(one, titles, known.get(one.id, "")) for one in cases],
        "own_schools": own is not None,
        "looked": subjects.LOOKED,
        "trees": [_tree(one, titles) for one in _missing(here.scope, app_id)]
        if own is None and not code
        else [],
        "app": app_id,
        "apps": titles.items(),
        "csv": f"?{request.GET.urlencode()}&csv=1",
    }
    return _shown(request, given)


def _cases(
    request: HttpRequest,
    scope: Scope,
    found: Sequence[Cause],
    of: tuple[str, int | None],
    own: Mapping[int, str] | None,
) -> Sequence[OpenIssue]:
    """Return the cases of the cause that an address names, or all of its code; `of`: code, app."""
    code, app_id = of
    if not code:
        return []
    asked = request.GET
    named = tuple(asked.get(name, "") for name in ("kind", "about", "person"))
    for one in found:
        if "kind" in asked and one.app_id == app_id and _named(one) == named:
            return issues.cases(scope, one, CASES, own)
    if own is not None:
        return issues.named(scope, own, code, CASES)
    return issues.open_ones(scope, app_id, CASES, code)


def _named(one: Cause) -> tuple[str, str, str]:
    return one.kind, one.about, one.person


def _missing(scope: Scope, app_id: int | None) -> list[Missing]:
    groups = missing.groups(scope, app_id, PARENTS)
    return narrowed(forest(groups, missing.whys(scope, groups)), SHOWN)


def _tree(one: Missing, titles: dict[int, str]) -> dict[str, Any]:
    """Return a missing record in words, with what waits for it and what is below it."""
    app_id, kind, id_ = one.key
    return {
        "kind": ENTITIES.get(kind, kind),
        "id": id_,
        "app": titles.get(app_id, _("a removed app")),
        "waiting": [(KINDS[Kind(each)], many) for each, many in one.waiting.items()],
        "many": one.many,
        "why": [told(each.code, each.facts).words for each in one.why if each.code in ENTRIES],
        "below": [_tree(each, titles) for each in one.below],
    }


def _shown(request: HttpRequest, given: dict[str, Any]) -> HttpResponse:
    return render(request, "quality/issues.html", given)


def _row(one: Cause, titles: dict[int, str]) -> dict[str, Any]:
    entry, said = ENTRIES[one.code], told(one.code, one.facts)
    named = {"code": one.code, "app": one.app_id, "kind": one.kind, "about": one.about,
             "person": one.person}  # fmt: skip
    return {
        "cause": one,
        "query": urlencode(named),
        "waits": one.code == WAITS,
        "app": titles.get(one.app_id, _("a removed app")),
        "kind": _kind(one),
        "severity": entry.severity.value,
        "severity_word": _(entry.severity.value),
        "owner": _(entry.owner.value),
        "words": said.words,
        "fix": said.fix,
    }


def _kind(one: Cause) -> Any:
    if one.kind == Kind.USER:
        return PEOPLE[group_of(one.kind, one.person)]
    return KINDS[Kind(one.kind)] if one.kind in set(Kind) else one.kind


def _line(here: Here, row: dict[str, Any]) -> list[Any]:
    cause: Cause = row["cause"]
    since = cause.first_seen.astimezone(here.district.zone).isoformat(" ", "minutes")
    return [cause.code, row["app"], row["kind"], row["severity"], row["owner"], cause.count, since,
            row["words"], row["fix"]]  # fmt: skip


def _case(one: OpenIssue, titles: dict[int, str], record_id: str) -> dict[str, Any]:
    return {
        "record": record_id,
        "app": titles.get(one.app_id, _("a removed app")),
        "kind": one.kind,
        "called": ENTITIES.get(one.kind, one.kind),
        "subject": one.subject,
        "words": told(one.code, one.facts).words,
        "since": one.first_seen,
    }
