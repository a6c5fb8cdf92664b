"""Schedule and Safety: when an app is synced by itself, and when removals wait for a person."""

from datetime import time
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from homeroom.console.here import Here
from homeroom.console.setup.step import Answer
from homeroom.console.spoken import sentences
from homeroom.errors import NeedsDistrict
from homeroom.runs.deliver import nightly
from homeroom.runs.deliver.ports import is_target
from homeroom.runs.ingest.safety import Threshold
from homeroom.runs.scheduling import schedule_for
from homeroom.runs.setup import activation
from homeroom.store import apps, audit, schedules
from homeroom.store.apps import App
from homeroom.store.schedules import Schedule
from homeroom.store.scope import Scope, district_scope

OFF, DAILY = "off", "daily"
EVERY = {
    "15": _("Every 15 minutes"),
    "60": _("Every hour"),
    "240": _("Every 4 hours"),
    "1440": _("Every 24 hours"),
}
USUAL = "60"


class ScheduleForm(forms.Form):
    """How often an app is synced."""

    when = forms.ChoiceField(label=_("Sync"))
    at = forms.TimeField(
        label=_("At"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Only for once a day, on the district's clock."),
        error_messages={"invalid": _("Enter a time such as 05:00.")},
    )

    compare = forms.BooleanField(
        label=_("Compare every night what was delivered with the SIS"),
        required=False,
        help_text=_("It finds what differs, and changes nothing."),
    )
    compare_at = forms.TimeField(
        label=_("Compare at"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("While school is closed, on the district's clock."),
        error_messages={"invalid": _("Enter a time such as 03:15.")},
    )

    def __init__(self, held: Schedule | None, data: Any, usual: str) -> None:
        every = str(held.every_minutes) if held and held.every_minutes else ""
        when = (every or DAILY) if held else usual
        super().__init__(data, initial={"when": when, "at": held.daily_at if held else None})
        field = self.fields["when"]
        assert isinstance(field, forms.ChoiceField)
        own = [] if not every or every in EVERY else [(every, _("Every %s minutes") % every)]
        field.choices = [*EVERY.items(), *own, (DAILY, _("Once a day")), (OFF, _("Only by hand"))]

    def compares(self, at: time | None) -> None:
        """Show the comparison of a target as it is set."""
        self.initial = {
            **self.initial,
            "compare": at is not None,
            "compare_at": at or nightly.USUAL_TIME,
        }

    def clean(self) -> dict[str, Any]:
        """Ask for the time where there has to be one."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("when") == DAILY and not given.get("at") and "at" not in self.errors:
            self.add_error("at", _("Enter the time of day."))
        if given.get("compare") and not given.get("compare_at") and "compare_at" not in self.errors:
            self.add_error("compare_at", _("Enter the time of night."))
        return given


def _percent(words: Any) -> forms.IntegerField:
    return forms.IntegerField(label=words, min_value=0, max_value=100)


def _count(words: Any) -> forms.IntegerField:
    return forms.IntegerField(label=words, min_value=0, max_value=1_000_000)


class SafetyForm(forms.Form):
    """The sync hold threshold: removals above it wait for a person, additions go on."""

    retired_percent = _percent(_("Hold when more than this percent of a kind would be removed"))
    retired_minimum = _count(_("... and at least so many records"))
    changed_percent = _percent(_("Hold removals, too, when more than this percent has changed"))
    changed_minimum = _count(_("... and at least so many records changed"))

    def __init__(self, app: App, data: Any) -> None:
        held = Threshold(**app.settings.get("safety", {}))
        names = Threshold.__struct_fields__
        super().__init__(data, initial={name: getattr(held, name) for name in names})


def step(request: HttpRequest, here: Here, app: App) -> Answer:
    """Set both in the wizard."""
    data = request.POST if request.method == "POST" else None
    schedule = _schedule_form(here, app, data)
    safety = SafetyForm(app, data)
    if data is not None and schedule.is_valid() and safety.is_valid():
        with district_scope(here.district.id) as scope:
            keep_schedule(scope, here, app, schedule)
            keep_safety(scope, here, app, safety)
        return Answer(saved=True)
    shown = {"form": schedule, "more": safety, "schedule": schedule, "safety": safety}
    return Answer(template="setup/times.html", shown=shown, refused=data is not None)


def schedule_step(request: HttpRequest, here: Here, app: App) -> Answer:
    """Set the schedule of an active app."""
    data = request.POST if request.method == "POST" else None
    form = _schedule_form(here, app, data)
    if data is not None and form.is_valid():
        try:
            with district_scope(here.district.id) as scope:
                keep_schedule(scope, here, app, form)
                if "compare" in form.fields:
                    _keep_comparison(scope, here, app, form)
            return Answer(saved=True)
        except NeedsDistrict as problem:
            form.add_error("compare_at", sentences(problem))
    shown = {"form": form, "schedule": form}
    return Answer(template="setup/times.html", shown=shown, refused=data is not None)


def safety_step(request: HttpRequest, here: Here, app: App) -> Answer:
    """Set the threshold of an active app."""
    data = request.POST if request.method == "POST" else None
    form = SafetyForm(app, data)
    if data is not None and form.is_valid():
        with district_scope(here.district.id) as scope:
            keep_safety(scope, here, app, form)
        return Answer(saved=True)
    shown = {"form": form, "safety": form}
    return Answer(template="setup/times.html", shown=shown, refused=data is not None)


def _schedule_form(here: Here, app: App, data: Any) -> ScheduleForm:
    held = schedules.of_app(here.district.id, app.id)
    form = ScheduleForm(held, data, USUAL if app.state == "draft" else OFF)
    if is_target(app):
        form.compares(nightly.time_of(app))
    else:
        del form.fields["compare"], form.fields["compare_at"]
    return form


def _keep_comparison(scope: Scope, here: Here, app: App, form: ScheduleForm) -> None:
    at = form.cleaned_data["compare_at"] if form.cleaned_data["compare"] else None
    nightly.check_time(here.district, app, at)
    if at != nightly.time_of(app):
        wanted = {nightly.SETTING: at.isoformat() if at else nightly.OFF}
        activation.change_settings(scope, apps.keyed(scope, app.key), wanted, here.actor)


def keep_schedule(scope: Scope, here: Here, app: App, form: ScheduleForm) -> None:
    """Keep when an app is synced."""
    when, at = form.cleaned_data["when"], form.cleaned_data["at"]
    every = None if when in (OFF, DAILY) else int(when)
    plan = None if when == OFF else schedule_for(here.district, app.id, every, at)
    if every is not None:
        plan = schedule_for(here.district, app.id, every, None)
    schedules.put(here.district.id, app.id, schedules.SYNC, plan)
    words = {"when": when, "at": f"{at:%H:%M}" if at and when == DAILY else ""}
    audit.note(scope, here.actor, "app.schedule", app.key, words)


def keep_safety(scope: Scope, here: Here, app: App, form: SafetyForm) -> None:
    """Keep the threshold, where it is another one."""
    if form.has_changed():
        wanted = {"safety": form.cleaned_data}
        activation.change_settings(scope, apps.keyed(scope, app.key), wanted, here.actor)
