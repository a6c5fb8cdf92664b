"""Review changes: what a run holds back for a person, and what it changed, before and after."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from msgspec import Struct

from homeroom.console.here import Here
from homeroom.console.numbers import whole
from homeroom.console.shown import shown
from homeroom.console.words import KINDS
from homeroom.model.kinds import Kind
from homeroom.runs import held
from homeroom.runs.held import HeldBack
from homeroom.store import absences, apps, runs
from homeroom.store.held_rows import Changed, HeldRow, changed_by, held_rows
from homeroom.store.runs import Run
from homeroom.store.titles import titles

PER_PAGE = 100


class Tab(Struct, frozen=True, kw_only=True):
    """One kind of record: how many removals of it wait, how many of it changed."""

    kind: Kind
    title: str
    held: int
    changed: int
    cause: str


def show(request: HttpRequest, here: Here, run_id: int) -> HttpResponse:
    """Show what waits and what changed, by kind; a form decides on what waits."""
    run = runs.by_id(here.scope, run_id)
    if run is None:
        raise Http404
    if request.method == "POST":
        return _decide(request, here, run)
    today = here.now.astimezone(here.district.zone).date()
    tabs = _tabs(run, held.held_back(here.scope, run, today))
    wanted = request.GET.get("kind", "")
    tab = next((one for one in tabs if one.kind.value == wanted), tabs[0] if tabs else None)
    given: dict[str, Any] = {"run": run, "kinds": tabs, "tab": tab}
    given["app"] = apps.by_id(here.scope, run.app_id)
    given["waits"] = sum(one.held for one in tabs)
    if tab:
        given |= _of_tab(request, here, run, tab.kind)
    return render(request, "review/show.html", given)


def _tabs(run: Run, waiting: Sequence[HeldBack]) -> list[Tab]:
    stored = run.counts.get("stored", {})
    by_kind = {one.kind: one for one in waiting}
    found = []
    for kind in Kind:
        one = by_kind.get(kind.value)
        changed = stored.get(kind.value, {}).get("changed", 0)
        if one or changed:
            found.append(
                Tab(
                    kind=kind,
                    title=str(KINDS[kind]),
                    held=one.count if one else 0,
                    changed=changed,
                    cause=one.cause if one else "",
                )
            )
    return sorted(found, key=lambda one: not one.held)


def _of_tab(request: HttpRequest, here: Here, run: Run, kind: Kind) -> dict[str, Any]:
    """Return the rows of one kind: removals that wait, then fields that changed."""
    scope, after = here.scope, request.GET.get("after", "")
    waiting = held_rows(scope, run.app_id, kind, after, PER_PAGE + 1)
    changes = changed_by(
        scope, run.id, kind, whole(request.GET.get("since", "")) or 0, PER_PAGE + 1
    )
    ids = {one.record_id for one in waiting if one.record_id} | {one.record_id for one in changes}
    named = titles(scope, kind, sorted(ids))
    return {
        "waiting": [(one, named.get(one.record_id or "", "")) for one in waiting[:PER_PAGE]],
        "more": _last(waiting, "source_id"),
        "changes": [_change(one, named) for one in changes[:PER_PAGE]],
        "later": _last(changes, "id"),
    }


def _last(rows: Sequence[HeldRow] | Sequence[Changed], name: str) -> Any:
    """Return from where the next page goes on, or nothing where this is the last one."""
    return getattr(rows[PER_PAGE - 1], name) if len(rows) > PER_PAGE else ""


def _change(one: Changed, named: dict[str, str]) -> dict[str, Any]:
    return {
        "record_id": one.record_id,
        "title": named.get(one.record_id, one.record_id),
        "field": one.field,
        "before": shown(one.before),
        "after": shown(one.after),
        "reason": one.reason,
    }


def _decide(request: HttpRequest, here: Here, run: Run) -> HttpResponse:
    """Do what the button says, and come back with what was done."""
    act = request.POST.get("act", "")
    if act == "approve":
        done = held.approve(here.scope, run, here.actor, ())
        words = ngettext(
            "%(many)d removal is approved; the next sync carries it out.",
            "%(many)d removals are approved; the next sync carries them out.",
            done.approved,
        ) % {"many": done.approved}
    elif act == "exclude":
        kind = _kind(request.POST.get("kind", ""))
        stay = request.POST.getlist("stay")
        words = _kept(held.exclude(here.scope, run, here.actor, kind, stay).declined)
        left = sum(absences.held(here.scope, run.app_id).values())
        words += " " + _("%(left)d still wait.") % {"left": left}
    elif act == "without":
        words = _kept(held.without_removals(here.scope, run, here.actor).declined)
    elif act == "discard":
        words = _kept(held.discard(here.scope, run, here.actor).declined)
    else:
        raise Http404
    messages.success(request, words)
    return redirect(request.get_full_path())


def _kept(many: int) -> str:
    return ngettext("%(many)d record stays.", "%(many)d records stay.", many) % {"many": many}


def _kind(word: str) -> Kind:
    if word not in set(Kind):
        raise Http404
    return Kind(word)
