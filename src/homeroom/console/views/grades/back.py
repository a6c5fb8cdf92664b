"""Undo: take back what was delivered, chosen by app, class, run or time, after a preview."""

from collections import Counter
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from homeroom.console.here import Here
from homeroom.console.spoken import sentences
from homeroom.console.views.grades.reach import class_named, target
from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.runs.deliver import undo
from homeroom.runs.deliver.naming import names_of
from homeroom.store import apps
from homeroom.store.apps import App
from homeroom.store.undoing import Choice

SHOWN = 50
HOW = {
    undo.RESTORE: gettext_lazy("the grade that stood there before comes back"),
    undo.CLEAR: gettext_lazy("the grade is cleared: none stood there before"),
    undo.REMOVE: gettext_lazy("the line item is removed, once no grade stands in it"),
    undo.LEAVE: gettext_lazy("it is left: somebody edited it there since"),
}


class _Moment(forms.DateTimeInput):
    """A day and a clock, which a browser lets choose; it says again what was chosen."""

    def __init__(self) -> None:
        super().__init__({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")


class UndoForm(forms.Form):
    """What is to be taken back."""

    source = forms.ChoiceField(label=gettext_lazy("Only what came from this app"), required=False)
    class_id = forms.CharField(
        label=gettext_lazy("Only in this class"),
        help_text=gettext_lazy("Its title, or its id."),
        required=False,
    )
    run = forms.IntegerField(
        label=gettext_lazy("Only what this run took in"),
        required=False,
        min_value=1,
        max_value=2**63 - 1,
    )
    since = forms.DateTimeField(
        label=gettext_lazy("Only what was sent since"),
        help_text=gettext_lazy("On the district's clock."),
        required=False,
        widget=_Moment(),
    )
    until = forms.DateTimeField(
        label=gettext_lazy("Only what was sent before"), required=False, widget=_Moment()
    )
    line_items = forms.BooleanField(
        label=gettext_lazy("Also remove line items that become empty"), required=False
    )

    def __init__(self, given: Any, sources: list[App], here: Here) -> None:
        super().__init__(given)
        self.here = here
        field = self.fields["source"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("all apps")), *((str(one.id), one.title) for one in sources)]

    def clean_class_id(self) -> str:
        """Return the id of the class that is meant."""
        try:
            return class_named(self.here.scope, self.cleaned_data["class_id"])
        except NeedsDistrict as problem:
            raise forms.ValidationError(sentences(problem)) from problem

    def clean(self) -> dict[str, Any]:
        """Refuse to take back everything at once."""
        given = super().clean() or {}
        narrow = ("source", "class_id", "run", "since", "until")
        if not self.errors and not any(given.get(name) for name in narrow):
            raise forms.ValidationError(
                _("That would take back everything. Narrow it by app, class, run or time.")
            )
        return given


def show_undo(request: HttpRequest, here: Here, sis: str) -> HttpResponse:
    """Preview what would be taken back; the form below it does it, if it is still the same."""
    app = target(here, sis)
    sources = [one for one in apps.every(here.scope) if one.role == "learning"]
    given = request.POST if request.method == "POST" else request.GET
    form = UndoForm(given or None, sources, here)
    planned: list[undo.Back] | None = None
    if form.is_bound and form.is_valid():
        kinds = (Kind.RESULT, Kind.LINE_ITEM) if form.cleaned_data["line_items"] else (Kind.RESULT,)
        planned = undo.plan(here.district, app.key, choice(here, form.cleaned_data), kinds)
        if request.method == "POST" and request.POST.get("many") == str(len(planned)):
            return _undone(request, here, app, planned)
        if request.method == "POST":
            messages.info(request, _("It has changed meanwhile. Look at it once more."))
    shown = {"app": app, "form": form, "planned": planned, "most": SHOWN, **_told(here, planned)}
    bad = form.is_bound and not form.is_valid()
    return render(request, "grades/undo.html", shown, status=422 if bad else 200)


def choice(here: Here, given: dict[str, Any]) -> Choice:
    """Return what is meant; moments are those of the district's clock."""
    return Choice(
        app_id=int(given["source"]) if given["source"] else None,
        class_id=given["class_id"],
        run_id=given["run"],
        since=_instant(here, given["since"]),
        until=_instant(here, given["until"]),
    )


def _instant(here: Here, typed: datetime | None) -> datetime | None:
    return typed.replace(tzinfo=here.district.zone) if typed else None


def _told(here: Here, planned: list[undo.Back] | None) -> dict[str, Any]:
    some = (planned or [])[:SHOWN]
    names = names_of(here.scope, [one.delivery for one in some])
    counts = Counter(one.how for one in planned or ())
    return {
        "counts": [(HOW[how], many) for how, many in counts.most_common()],
        "rows": [(one, names.get(one.delivery.record_id, ""), HOW[one.how]) for one in some],
        "meant": sum(many for how, many in counts.items() if how != undo.LEAVE),
    }


def _undone(request: HttpRequest, here: Here, app: App, planned: list[undo.Back]) -> HttpResponse:
    many = undo.undo(here.district, app.key, planned, here.actor)
    words = ngettext(
        "%(many)d is taken back from %(app)s by the worker or the next sync.",
        "%(many)d are taken back from %(app)s by the worker or the next sync.",
        many,
    )
    messages.success(request, words % {"many": many, "app": app.title})
    return redirect("grades-app", slug=here.district.slug, sis=app.key)
