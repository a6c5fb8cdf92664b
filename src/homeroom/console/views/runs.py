"""Data Sync History, and one run while it is at work and afterwards."""

from collections.abc import Iterator
from statistics import median
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from homeroom.console import own_apps, progress
from homeroom.console.here import Here
from homeroom.console.numbers import whole
from homeroom.console.sheets import sheet
from homeroom.console.spans import midnight, midnight_after
from homeroom.console.words import REACHES, RUNS
from homeroom.runs.ingest import held
from homeroom.store import apps, audit, pages, run_lists, runs
from homeroom.store.run_lists import Pace, RunFilter
from homeroom.store.runs import Run
from homeroom.store.scope import district_scope

PER_PAGE = 50
IN_CHART = 30
_HEADS = (
    gettext_noop("Run"),
    gettext_noop("App"),
    gettext_noop("What"),
    gettext_noop("State"),
    gettext_noop("Started"),
    gettext_noop("Seconds"),
    gettext_noop("Started by"),
    gettext_noop("Problem"),
)


class Wanted(forms.Form):
    """The filters of the history."""

    app = forms.ChoiceField(label=gettext_lazy("App"), required=False)
    state = forms.ChoiceField(label=gettext_lazy("State"), required=False)
    since = forms.DateField(
        label=gettext_lazy("From"), required=False, widget=forms.DateInput({"type": "date"})
    )
    until = forms.DateField(
        label=gettext_lazy("To"), required=False, widget=forms.DateInput({"type": "date"})
    )

    def __init__(self, given: Any, titles: dict[int, str]) -> None:
        super().__init__(given)
        self.titles = titles
        any_ = [("", _("Any"))]
        app, state = self.fields["app"], self.fields["state"]
        assert isinstance(app, forms.ChoiceField)
        assert isinstance(state, forms.ChoiceField)
        app.choices = any_ + [(str(id_), title) for id_, title in titles.items()]
        state.choices = any_ + [(key, str(word.word)) for key, word in RUNS.items()]

    def wanted(self, here: Here) -> RunFilter:
        """Return what to look for; a day is one of the district's."""
        given = self.cleaned_data if self.is_valid() else {}
        return RunFilter(
            app_id=int(given["app"]) if given.get("app") else None,
            state=given.get("state", ""),
            apps=None if here.schools is None else tuple(self.titles),
            since=midnight(given.get("since"), here.district.zone),
            until=midnight_after(given.get("until"), here.district.zone),
        )


def listed(request: HttpRequest, here: Here) -> HttpResponseBase:
    """Show the last runs, filtered, with how long they took."""
    titles = _titles(here)
    form = Wanted(request.GET, titles)
    wanted = form.wanted(here)
    if "csv" in request.GET and form.is_valid():
        return sheet("data-sync-history", _HEADS, _csv_rows(here, wanted, titles))
    found = run_lists.page(here.scope, wanted, whole(request.GET.get("before", "")), PER_PAGE + 1)
    shown, more = found[:PER_PAGE], len(found) > PER_PAGE
    paces = run_lists.paces(here.scope, wanted, IN_CHART)
    return render(
        request,
        "runs/history.html",
        {
            "form": form,
            "runs": [(one, titles.get(one.app_id, _("removed")), took(one, here)) for one in shown],
            "older": _again(request, before=str(shown[-1].id)) if more else "",
            "csv": _again(request, csv="1"),
            "paces": [(one, titles.get(one.app_id, _("removed"))) for one in paces],
            "finding": _finding(paces),
            "chart": _chart(paces),
        },
        status=200 if form.is_valid() else 422,
    )


def show(request: HttpRequest, here: Here, run_id: int) -> HttpResponse:
    """Show one run, live while it is at work; a form stops it."""
    run = runs.by_id(here.scope, run_id)
    if run is None or not own_apps.concerns(here, run.app_id):
        raise Http404
    if request.method == "POST":
        stopped = runs.stop(here.scope, run_id)
        audit.note(here.scope, here.actor, "run.stop", str(run_id), {"stopped": stopped})
        words = (
            _("The run stops after its present page.") if stopped else _("It had ended by then.")
        )
        messages.success(request, words)
        return redirect(request.path)
    if not request.headers.get("HX-Request"):
        return render(request, "runs/show.html", _shown(here, run))
    if run.state in runs.OPEN:
        return render(request, "runs/live.html", _shown(here, run))
    # It ended while somebody looked: the whole page comes anew, and says so.
    ended = {"id": run.id, "state": RUNS[run.state].word}
    messages.success(request, _("Run %(id)d ended: %(state)s.") % ended)
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})


def _shown(here: Here, run: Run) -> dict[str, Any]:
    readings = pages.readings(here.scope, run.id)
    waits = run.state == runs.PREVIEWED
    today = here.now.astimezone(here.district.zone).date()
    return {
        "run": run,
        "app": apps.by_id(here.scope, run.app_id),
        "titles": {one.key: one.title for one in apps.every(here.scope)},
        "what": REACHES[run.reach],
        "took": took(run, here),
        "open": run.state in runs.OPEN,
        "rail": progress.rail(run),
        "rows": progress.rows(run, readings),
        "readings": progress.told(readings),
        "waiting": [] if waits else held.held_back(here.scope, run, today, here.schools),
        "foretold": waits,
        "own_schools": here.schools is not None,
    }


def took(run: Run, here: Here) -> str:
    """Return how long a run took, or how long it has been at work."""
    seconds = int(((run.finished_at or here.now) - run.started_at).total_seconds())
    if seconds < 120:
        return _("%(many)d s") % {"many": seconds}
    if seconds < 7_200:
        return _("%(many)d min") % {"many": round(seconds / 60)}
    return _("%(many)d h") % {"many": round(seconds / 3_600)}


def _titles(here: Here) -> dict[int, str]:
    return {one.id: one.title for one in own_apps.among(here, apps.every(here.scope))}


def _again(request: HttpRequest, **more: str) -> str:
    """Return the address of the same list, further on or as a file."""
    given = request.GET.copy()
    for name in ("before", "csv"):
        given.pop(name, None)
    given.update(more)
    return f"?{given.urlencode()}"


def _csv_rows(here: Here, wanted: RunFilter, titles: dict[int, str]) -> Iterator[tuple[Any, ...]]:
    with district_scope(here.district.id) as scope:
        for one in run_lists.every(scope, wanted, 500):
            ended = one.finished_at
            yield (
                one.id,
                titles.get(one.app_id, _("removed")),
                REACHES[one.reach],
                RUNS[one.state].word,
                one.started_at.astimezone(here.district.zone).isoformat(" ", "seconds"),
                round((ended - one.started_at).total_seconds(), 1) if ended else None,
                one.started_by,
                one.problem["message"] if one.problem else None,
            )


def _finding(paces: list[Pace]) -> str:
    """Return what the chart says, in a sentence."""
    if len(paces) < 2:
        return ""
    usual, slowest = median(one.seconds for one in paces), max(paces, key=lambda one: one.seconds)
    if slowest.seconds < 2 * usual or slowest.seconds < 2:
        return _("The last %(many)d syncs took about %(usual)s each.") % {
            "many": len(paces),
            "usual": _seconds(usual),
        }
    words = _(
        "Syncs take about %(usual)s; the slowest of the last %(many)d, run %(run)d, took %(most)s."
    )
    return words % {
        "usual": _seconds(usual),
        "many": len(paces),
        "run": slowest.run_id,
        "most": _seconds(slowest.seconds),
    }


def _seconds(many: float) -> str:
    return (
        f"{many:.1f} s" if many < 10 else f"{many:.0f} s" if many < 120 else f"{many / 60:.0f} min"
    )


def _chart(paces: list[Pace]) -> dict[str, Any]:
    return {
        "type": "bar",
        "unit": _("seconds"),
        "labels": [_("Run %(id)d") % {"id": one.run_id} for one in paces],
        "series": [{"label": _("Seconds"), "values": [round(one.seconds, 1) for one in paces]}],
    }
