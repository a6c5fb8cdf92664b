"""Activate: from the gallery to an app that works, step by step, as the mode table says."""

from collections.abc import Callable, Mapping

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from homeroom.connectors.gallery import connector as of_gallery
from homeroom.connectors.gallery import gallery
from homeroom.console.here import Here
from homeroom.console.setup import delivery, last, masters, mode, schools, times
from homeroom.console.setup import request as asking
from homeroom.console.setup.step import Answer, following, rail
from homeroom.console.setup.streamed import streamed
from homeroom.console.spoken import sentences
from homeroom.console.views.apps import find
from homeroom.errors import NeedsDistrict
from homeroom.runs.setup import activation
from homeroom.runs.setup.activation import Wish
from homeroom.runs.setup.lacking import lacking_to_start
from homeroom.store import apps
from homeroom.store.apps import App
from homeroom.store.scope import district_scope

Step = Callable[[HttpRequest, Here, App], Answer]
STEPS: Mapping[str, Step] = {
    "sync-mode": mode.step,
    "grade-sync-request": asking.step,
    "delivery-config": delivery.step,
    "schools-mapping": schools.step,
    "master-fields": masters.step,
    "schedule-and-safety": times.step,
    "finish-configuration": last.step,
}


class BeginForm(mode.ModeForm):
    """The first step, where the app gets a name."""

    title = forms.CharField(max_length=80, required=False)

    field_order = ("title",)


def begin(request: HttpRequest, here: Here, connector: str) -> HttpResponse:
    """Begin: name and Sync Mode. From here on the setup is kept as a draft."""
    if connector not in gallery():
        raise Http404
    chosen = of_gallery(connector)
    data = request.POST if request.method == "POST" else None
    form = BeginForm(chosen, data, initial={"title": chosen.title, "mode": "", "grade_sync": True})
    form.fields["title"].label = _("Name on the pages")
    if data is not None and form.is_valid():
        given = form.cleaned_data
        wish = Wish(
            connector=chosen.name,
            key=activation.free_key(here.scope, chosen.name),
            title=given["title"],
            mode=given["mode"],
            grade_sync=given["grade_sync"],
            draft=True,
        )
        made = activation.activate(here.scope, wish, here.actor)
        if request.POST.get("do") == "later":
            return _to_app(request, here, made)
        return _to(here, made, following(made, "sync-mode"))
    shown = {
        "connector": chosen,
        "form": form,
        "modes": mode.ways(chosen),
        "mode": form["mode"].value(),
        "drafts": [
            one
            for one in apps.every(here.scope)
            if one.connector == chosen.name and one.state == "draft"
        ],
    }
    return render(request, "setup/begin.html", shown, status=422 if form.is_bound else 200)


def step(request: HttpRequest, here: Here, key: str, step: str) -> HttpResponseBase:
    """Show a step of a draft, or keep what was entered and go on."""
    with district_scope(here.district.id) as scope:
        app = find(scope, key)
        marks = rail(scope, app, step)
        ready = not lacking_to_start(scope, app)
    if app.state == "active":
        return redirect(reverse("app", kwargs={"slug": here.district.slug, "key": key}))
    if step not in STEPS or not any(one.current for one in marks):
        raise Http404
    answer = STEPS[step](request, here, app)
    if answer.saved:
        return _onward(request, here, key, step, answer)
    shown = {
        **answer.shown, "app": app, "rail": marks, "ready": ready, "inner": answer.template,
        "step": step,
    }  # fmt: skip
    if answer.shown.get("testing"):
        return streamed(request, here, key, "setup/wizard.html", shown)
    status = 422 if answer.refused else 200
    return render(request, "setup/wizard.html", shown, status=status)


def _onward(request: HttpRequest, here: Here, key: str, step: str, answer: Answer) -> HttpResponse:
    with district_scope(here.district.id) as scope:
        app = find(scope, key)
    do = request.POST.get("do", "next")
    if do == "later" or app.state != "draft":
        return _to_app(request, here, app)
    if do == "finish":
        return _finish(request, here, app)
    if answer.again:
        return redirect(f"{_address(here, app, step)}?{answer.again}{answer.place}")
    return _to(here, app, following(app, step))


def _finish(request: HttpRequest, here: Here, app: App) -> HttpResponse:
    try:
        with district_scope(here.district.id) as scope:
            made = activation.finish(scope, apps.keyed(scope, app.key), here.actor)
    except NeedsDistrict as problem:
        messages.error(request, sentences(problem))
        return _to(here, app, "finish-configuration")
    if made.state == "active":
        messages.success(request, _("%(title)s is active.") % {"title": made.title})
    return redirect(reverse("app", kwargs={"slug": here.district.slug, "key": app.key}))


def _to_app(request: HttpRequest, here: Here, app: App) -> HttpResponse:
    if app.state == "draft":
        messages.success(request, _("The setup is saved. Continue it here whenever you like."))
    return redirect(reverse("app", kwargs={"slug": here.district.slug, "key": app.key}))


def _to(here: Here, app: App, step: str) -> HttpResponse:
    return redirect(_address(here, app, step))


def _address(here: Here, app: App, step: str) -> str:
    return reverse("setup", kwargs={"slug": here.district.slug, "key": app.key, "step": step})
