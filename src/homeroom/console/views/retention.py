"""Retention: what is kept how long, what would go now, and a form to change it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from homeroom.console.here import Here
from homeroom.console.spoken import spoken
from homeroom.rules.retention import FIXED, KEPT
from homeroom.runs.care import clearing


class Days(forms.Form):
    """For how many days each is kept."""

    def __init__(self, given: Any, held: dict[str, int]) -> None:
        super().__init__(given, initial=held)
        for name, one in KEPT.items():
            bounds = {"least": f"{one.least:,}", "most": f"{one.most:,}"}
            said = _("From %(least)s to %(most)s days.") % bounds
            self.fields[name] = forms.IntegerField(
                label=spoken(one.title),
                min_value=one.least,
                max_value=one.most,
                help_text=f"{spoken(one.why)} {said}",
                error_messages=dict.fromkeys(("min_value", "max_value", "invalid"), said),
            )


def show(request: HttpRequest, here: Here) -> HttpResponse:
    """Show what is kept how long; the form previews what would go, or keeps the days."""
    form = Days(request.POST if request.method == "POST" else None, clearing.days_of(here.scope))
    older: list[tuple[str, int, bool]] = []
    if form.is_valid() and request.POST.get("do") == "preview":
        counted = clearing.preview(here.scope, form.cleaned_data, here.now)
        older = [
            (spoken(KEPT[name].title), many, many >= clearing.MOST_COUNTED)
            for name, many in counted.items()
        ]
    elif form.is_valid():
        clearing.choose(here.scope, form.cleaned_data, here.actor)
        messages.success(request, _("It holds from the following night on."))
        return redirect(request.path)
    shown = {"form": form, "older": older, "fixed": FIXED}
    return render(request, "retention/show.html", shown, status=422 if form.errors else 200)
