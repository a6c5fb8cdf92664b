"""Review changes: what a run holds back for a person, and what it changed, before and after."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from msgspec import Struct, structs

from homeroom.console import own_apps
from homeroom.console.here import Here
from homeroom.console.names import title_of_field
from homeroom.console.numbers import whole
from homeroom.console.shown import shown
from homeroom.console.spoken import sentences
from homeroom.console.words import KINDS
from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.runs import jobs
from homeroom.runs.ahead import previews
from homeroom.runs.ahead.previews import Foretold
from homeroom.runs.ingest import held
from homeroom.runs.ingest.held import Decided, HeldBack
from homeroom.store import absences, apps, runs
from homeroom.store.held_rows import Changed, HeldRow, changed_by, changed_of, held_rows
from homeroom.store.previewed import Awaited
from homeroom.store.runs import Run
from homeroom.store.titles import titles

PER_PAGE = 100


class Tab(Struct, frozen=True, kw_only=True):
    """One kind of record: how many rows of it wait, how many of it changed."""

    kind: Kind
    title: str
    held: int
    changed: int
    cause: str
    foretold: Foretold | None = None


def show(request: HttpRequest, here: Here, run_id: int) -> HttpResponse:
    """Show what waits and what changed, by kind; a form decides on what waits.

    Schools see and decide about what belongs to them alone; of a preview they leave rows out.
    """
    run = runs.by_id(here.scope, run_id)
    if run is None or not own_apps.concerns(here, run.app_id):
        raise Http404
    if request.method == "POST":
        return _decide(request, here, run)
    today = here.now.astimezone(here.district.zone).date()
    previewed = run.state == runs.PREVIEWED
    tabs = (
        _foretold(previews.foretold(here.scope, run, here.schools))
        if previewed
        else _tabs(run, held.held_back(here.scope, run, today, here.schools))
    )
    wanted = request.GET.get("kind", "")
    tab = next((one for one in tabs if one.kind.value == wanted), tabs[0] if tabs else None)
    given: dict[str, Any] = {"run": run, "kinds": tabs, "tab": tab}
    given["app"] = apps.by_id(here.scope, run.app_id)
    given["waits"] = sum(one.held for one in tabs)
    given["own_schools"] = here.schools is not None
    if tab:
        of_tab = _seen if previewed else _of_tab
        given |= of_tab(request, here, run, tab.kind)
    if previewed:
        if here.schools is None:
            given |= _of_all(here, run, tab)
        return render(request, "review/preview.html", given)
    return render(request, "review/show.html", given)


def _of_all(here: Here, run: Run, tab: Tab | None) -> dict[str, Any]:
    """Return what is told of a whole preview: what would follow, and the likely cause."""
    given: dict[str, Any] = {"follow": (run.counts.get("preview") or {}).get("to_follow", {})}
    if tab and tab.foretold:
        # Only of the kind that is shown: to find a cause takes a look at all of its rows.
        today = here.now.astimezone(here.district.zone).date()
        one = previews.explained(here.scope, run, tab.foretold, today)
        given["tab"] = structs.replace(tab, cause=one.cause)
    return given


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


def _foretold(waiting: Sequence[Foretold]) -> list[Tab]:
    return [
        Tab(
            kind=Kind(one.kind),
            title=str(KINDS[Kind(one.kind)]),
            held=one.count,
            changed=one.changed,
            cause="",
            foretold=one,
        )
        for one in waiting
    ]


def _seen(request: HttpRequest, here: Here, run: Run, kind: Kind) -> dict[str, Any]:
    """Return the rows of one kind of a preview that waits."""
    after = request.GET.get("after", "")
    found = previews.rows(here.scope, run, kind, after, PER_PAGE + 1, here.schools)
    lines = [
        (
            one,
            [
                (
                    title_of_field(kind, each.field),
                    shown(each.before),
                    shown(each.after),
                    each.reason,
                )
                for each in one.changes
            ],
        )
        for one in found[:PER_PAGE]
    ]
    return {"lines": lines, "more": _last(found, "source_id")}


def _of_tab(request: HttpRequest, here: Here, run: Run, kind: Kind) -> dict[str, Any]:
    """Return the rows of one kind: removals that wait, then fields that changed."""
    scope, after = here.scope, request.GET.get("after", "")
    waiting = held_rows(scope, run.app_id, kind, after, PER_PAGE + 1, here.schools)
    changes, later = _changes(here, run, kind, whole(request.GET.get("since", "")) or 0)
    ids = {one.record_id for one in waiting if one.record_id} | {one.record_id for one in changes}
    named = titles(scope, kind, sorted(ids))
    return {
        "waiting": [(one, named.get(one.record_id or "", "")) for one in waiting[:PER_PAGE]],
        "more": _last(waiting, "source_id"),
        "changes": [_change(one, kind, named) for one in changes],
        "later": later,
    }


def _changes(here: Here, run: Run, kind: Kind, after: int) -> tuple[Sequence[Changed], Any]:
    """Return the next changes, and behind which to go on; nothing where these are the last."""
    if here.schools is not None:
        return changed_of(here.scope, (run.id, kind), after, PER_PAGE, here.schools)
    found = changed_by(here.scope, run.id, kind, after, PER_PAGE + 1)
    return found[:PER_PAGE], _last(found, "id")


def _last(rows: Sequence[HeldRow] | Sequence[Changed] | Sequence[Awaited], name: str) -> Any:
    """Return from where the next page goes on, or nothing where this is the last one."""
    return getattr(rows[PER_PAGE - 1], name) if len(rows) > PER_PAGE else ""


def _change(one: Changed, kind: Kind, named: dict[str, str]) -> dict[str, Any]:
    return {
        "record_id": one.record_id,
        "title": named.get(one.record_id, one.record_id),
        "field": title_of_field(kind, one.field),
        "before": shown(one.before),
        "after": shown(one.after),
        "reason": one.reason,
    }


def _decide(request: HttpRequest, here: Here, run: Run) -> HttpResponse:
    """Do what the button says, and come back with what was done."""
    act = request.POST.get("act", "")
    try:
        if act == "exclude":
            words = _excluded(request, here, run)
        elif here.schools is not None:
            words = _decided_of(here, run, act, here.schools)
        else:
            words = _decided(here, run, act)
        messages.success(request, words)
    except NeedsDistrict as problem:
        messages.error(request, sentences(problem))
    return redirect(request.get_full_path())


def _excluded(request: HttpRequest, here: Here, run: Run) -> str:
    some = (_kind(request.POST.get("kind", "")), request.POST.getlist("stay"))
    words = _kept(held.exclude(here.scope, run, here.actor, some, here.schools).declined)
    return words + " " + _("%(left)d still wait.") % {"left": _left(here, run)}


def _decided(here: Here, run: Run, act: str) -> str:
    """Decide about everything that waits."""
    if act == "approve":
        return _approved(here, run, held.approve(here.scope, run, here.actor, ()))
    if act == "without":
        done = held.without_removals(here.scope, run, here.actor)
        return _approved(here, run, done) if done.previewed else _kept(done.declined)
    if act == "discard":
        done = held.discard(here.scope, run, here.actor)
        return _discarded(done.declined) if done.previewed else _kept(done.declined)
    raise Http404


def _decided_of(here: Here, run: Run, act: str, schools: frozenset[str]) -> str:
    """Decide about what belongs to own schools alone; what else waits goes on waiting."""
    if act == "approve":
        return _approved(here, run, held.approve_of(here.scope, run, here.actor, schools))
    if act == "without":
        return _kept(held.decline_of(here.scope, run, here.actor, schools).declined)
    raise Http404


def _approved(here: Here, run: Run, done: Decided) -> str:
    if not done.previewed:
        return ngettext(
            "%(many)d removal is approved; the next sync carries it out.",
            "%(many)d removals are approved; the next sync carries them out.",
            done.approved,
        ) % {"many": done.approved}
    jobs.ask_for_sync(here.scope, apps.by_id(here.scope, run.app_id), here.actor)
    return ngettext(
        "%(many)d row is approved; it is taken in as soon as a worker is free.",
        "%(many)d rows are approved; they are taken in as soon as a worker is free.",
        done.approved,
    ) % {"many": done.approved}


def _left(here: Here, run: Run) -> int:
    """Return how much of the app of a run still waits."""
    if run.state == runs.PREVIEWED:
        return sum(one.count for one in previews.foretold(here.scope, run, here.schools))
    return sum(absences.held(here.scope, run.app_id, here.schools).values())


def _discarded(many: int) -> str:
    return ngettext(
        "%(many)d row is discarded. The next sync reads anew.",
        "%(many)d rows are discarded. The next sync reads anew.",
        many,
    ) % {"many": many}


def _kept(many: int) -> str:
    return ngettext("%(many)d record stays.", "%(many)d records stay.", many) % {"many": many}


def _kind(word: str) -> Kind:
    if word not in set(Kind):
        raise Http404
    return Kind(word)
