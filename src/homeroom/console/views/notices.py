"""Notices: who is told of what, and what happened."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from homeroom.console.here import Here
from homeroom.console.numbers import whole
from homeroom.console.spoken import sentences
from homeroom.errors import HomeroomError, NeedsDistrict
from homeroom.issues.notices import NOTICES
from homeroom.runs.care import noticing
from homeroom.runs.care.noticing import CHANNELS, Wanted
from homeroom.runs.care.teachers import choose_for_district
from homeroom.store import apps, notices, teachers_told
from homeroom.store.notices import Noted
from homeroom.store.scope import Scope, district_scope
from homeroom.store.teachers_told import TeachersTold

SHOWN = 50
_TITLES = {"e-mail": gettext_lazy("E-mail"), "webhook": gettext_lazy("Webhook")}


class Receiver(forms.Form):
    """Who is to be told, of what, and when."""

    channel = forms.ChoiceField(
        label=gettext_lazy("How"), choices=[(one, _TITLES[one]) for one in CHANNELS]
    )
    address = forms.CharField(
        label=gettext_lazy("Address"),
        max_length=500,
        help_text=gettext_lazy("An e-mail address, or the https address of a webhook."),
    )
    about = forms.MultipleChoiceField(
        label=gettext_lazy("About"),
        choices=[(what, gettext_lazy(one.title)) for what, one in NOTICES.items()],
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "form-check-input"}),
        help_text=gettext_lazy("Choose nothing to hear of everything."),
    )
    daily_at = forms.TimeField(
        label=gettext_lazy("Once a day at"),
        required=False,
        widget=forms.TimeInput({"type": "time"}),
        help_text=gettext_lazy("Leave it empty to be told at once."),
    )

    def wanted(self) -> Wanted:
        """Return what was asked for."""
        given = self.cleaned_data
        return Wanted(
            channel=given["channel"],
            address=given["address"].strip(),
            about=tuple(given["about"]),
            daily_at=given["daily_at"],
        )


class Teachers(forms.Form):
    """Whether teachers are told of refused grades of own classes, and when."""

    told = forms.BooleanField(
        label=gettext_lazy("Tell teachers of refused grades of their own classes"),
        required=False,
        widget=forms.CheckboxInput({"class": "form-check-input"}),
    )
    clock = forms.TimeField(
        label=gettext_lazy("Teachers are told once a day at"),
        required=False,
        widget=forms.TimeInput({"type": "time"}),
        help_text=gettext_lazy("Leave it empty to tell them at once."),
    )


def show(request: HttpRequest, here: Here) -> HttpResponse:
    """Show who is told and what happened; forms add, try and remove a receiver."""
    if "receiver" in request.POST:
        _act(request, here)
        return redirect(request.path)
    teachers = _teachers(request, here)
    if teachers.is_bound and not teachers.errors:
        return redirect(request.path)
    asked = request.method == "POST" and not teachers.is_bound
    form = Receiver(request.POST if asked else None)
    secret = ""
    if form.is_valid():
        try:
            with district_scope(here.district.id) as scope:
                _made, secret = noticing.add_receiver(scope, form.wanted(), here.actor)
        except NeedsDistrict as problem:
            form.add_error("address", sentences(problem))
        else:
            messages.success(request, _("Notices go there from now on."))
            if not secret:
                return redirect(request.path)
            form = Receiver()
    refused = bool(form.errors) or bool(teachers.errors)
    with district_scope(here.district.id) as scope:
        listed = _shown(scope)
    shown = {**listed, "form": form, "teachers": teachers, "secret": secret}
    return render(request, "notices/show.html", shown, status=422 if refused else 200)


def _teachers(request: HttpRequest, here: Here) -> Teachers:
    """Return the form about teachers; one that was sent in order is carried out."""
    if "teachers" not in request.POST:
        held = teachers_told.of_district(here.district.id)
        return Teachers(initial={"told": held.told, "clock": held.daily_at})
    form = Teachers(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        with district_scope(here.district.id) as scope:
            wanted = TeachersTold(given["told"], given["clock"])
            choose_for_district(scope, wanted, here.actor)
        told = _("Teachers are told from now on.")
        messages.success(request, told if wanted.told else _("Teachers are not told any more."))
    return form


def _shown(scope: Scope) -> dict[str, Any]:
    titles = {one.id: one.title for one in apps.every(scope)}
    failed = notices.problems(scope)
    return {
        "receivers": [
            (
                one,
                [NOTICES[what].title for what in one.about if what in NOTICES],
                failed.get(one.id),
            )
            for one in notices.receivers(scope)
        ],
        "noted": [
            (titles.get(one.app_id, ""), _title(one), one)
            for one in notices.latest(scope, SHOWN)
            if one.what in NOTICES
        ],
    }


def _title(one: Noted) -> str:
    title = NOTICES[one.what].title
    return f"{title}: {one.thing}" if one.thing else title


def _act(request: HttpRequest, here: Here) -> None:
    receiver = whole(request.POST["receiver"])
    if receiver is None:
        raise Http404
    if request.POST.get("act") == "remove":
        with district_scope(here.district.id) as scope:
            gone = noticing.remove_receiver(scope, receiver, here.actor)
        messages.success(
            request, _("%(address)s gets no notices any more.") % {"address": gone.address}
        )
        return
    try:
        found = noticing.try_receiver(here.district, receiver)
    except HomeroomError as problem:
        messages.error(request, problem.message)
    else:
        messages.success(request, _("A test went to %(address)s.") % {"address": found.address})
