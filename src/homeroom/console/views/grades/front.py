"""The first page of grades out: per app what is delivered, what is not, and why."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from homeroom.console.here import Here
from homeroom.console.page import GRADERS
from homeroom.console.views.grades.reach import (
    Said,
    acting,
    chosen_of,
    is_teacher,
    said,
    target,
    targets,
    within,
)
from homeroom.runs.deliver import deciding
from homeroom.store import counting, delivery_counts, grades_out
from homeroom.store.apps import App
from homeroom.store.grades_out import Cause, Chosen

STATES = ("delivered", "waiting", "sending", "refused", "held", "conflict", "dropped")


def show(request: HttpRequest, here: Here, sis: str = "") -> HttpResponse:
    """Show one app that grades go to: the one that is named, or the first."""
    found = targets(here)
    if not found:
        return render(request, "grades/none.html", {})
    app = target(here, sis or found[0].key)
    seen, chosen = within(here), chosen_of(request.GET.dict())
    words = request.GET.get("class_title", "").strip()
    listed = words if words or is_teacher(here) else None
    causes = grades_out.causes(here.scope, app.id, chosen, seen)
    shown = {
        "app": app,
        "apps": found,
        "paused": bool(app.settings.get("paused")),
        "counts": in_order(delivery_counts.of_target(here.scope, app.id, seen)),
        "causes": _with_again(here, app, chosen, causes),
        "more_kept": sum(one.many for one in causes) > grades_out.LOOKED_AT,
        "looked_at": grades_out.LOOKED_AT,
        "uncounted": _uncounted(here, app) if seen.whole else None,
        "classes": [
            (one, in_order(one.counts))
            for one in grades_out.classes(here.scope, app.id, listed, seen)
        ],
        "words": words,
        "all_classes": listed is not None,
        "most_classes": grades_out.SHOWN,
        "state": chosen.states[0] if len(chosen.states) == 1 else "",
        "may_pause": seen.whole and here.may(GRADERS),
    }
    return render(request, "grades/front.html", shown)


def _with_again(
    here: Here, app: App, chosen: Chosen, found: Sequence[Cause]
) -> list[tuple[Said, int]]:
    """Return reasons in words, each with how many of it the person may send again."""
    seen, acts = within(here), acting(here)
    own = found if acts == seen else grades_out.causes(here.scope, app.id, chosen, acts)
    many = {(one.kind, one.state, one.code): one.many for one in own}
    return [(said(one), many.get((one.kind, one.state, one.code), 0)) for one in found]


def _uncounted(here: Here, app: App) -> counting.NotCounting:
    return counting.counted(here.scope, app.id, delivery_counts.MOST + 1)


def in_order(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    """Return how many there are by state, in the order in which people ask."""
    return [(state, counts[state]) for state in STATES if counts.get(state)]


def act(request: HttpRequest, here: Here, sis: str) -> HttpResponse:
    """Check again, send again, pause or resume; the rest of the page is as before."""
    if request.method != "POST":
        return show(request, here, sis)
    app, given = target(here, sis), request.POST.dict()
    if given.get("act") in ("pause", "resume") and within(here).whole:
        _pause(request, here, app, paused=given["act"] == "pause")
    else:
        _again(request, here, app, chosen_of(given))
    return redirect(back(request, here, given))


def _pause(request: HttpRequest, here: Here, app: App, *, paused: bool) -> None:
    (deciding.pause if paused else deciding.resume)(here.scope, app, here.actor)
    words = (
        _("Deliveries to %(app)s are paused. They pile up and lose nothing.")
        if paused
        else _("Deliveries to %(app)s go on.")
    )
    messages.success(request, words % {"app": app.title})


def _again(request: HttpRequest, here: Here, app: App, chosen: Chosen) -> None:
    many = deciding.send_chosen_again(here.scope, app, chosen, within(here), here.actor)
    if not many:
        messages.info(request, _("Nothing had to be sent: it is on its way, or there already."))
        return
    words = ngettext(
        "%(many)d is checked again, and sent to %(app)s if nothing is in its way.",
        "%(many)d are checked again, and sent to %(app)s if nothing is in their way.",
        many,
    )
    messages.success(request, words % {"many": many, "app": app.title})


def back(request: HttpRequest, here: Here, given: Mapping[str, Any]) -> str:
    """Return the page of this district that a form came from."""
    wanted = str(given.get("back", ""))
    mine = f"/d/{here.district.slug}/grades/"
    return wanted if wanted.startswith(mine) and "\\" not in wanted else mine
