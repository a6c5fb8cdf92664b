"""Keys and certificates: when each ends, and a form to say so where only people know it."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from homeroom.console.here import Here
from homeroom.runs.care import endings
from homeroom.runs.care.endings import STEPS, Thing

_DAY = forms.DateField(
    required=False,
    widget=forms.DateInput({"type": "date"}),
    error_messages={"invalid": gettext_lazy("That is no day; write it as 2026-10-05.")},
)


def show(request: HttpRequest, here: Here) -> HttpResponse:
    """Show what ends when; the form of a row keeps the day of a key or secret."""
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        key, name = request.POST.get("app", ""), request.POST.get("name", "")
        try:
            day = _DAY.clean(request.POST.get("day", "").strip())
        except forms.ValidationError as problem:
            errors = [(f"day-{key}-{name}", str(problem.message))]
        else:
            endings.choose(here.scope, here.district, (key, name), day, here.actor)
            messages.success(request, _("It is kept.") if day else _("Its day is not known now."))
            return redirect(request.path)
    found = endings.things(here.scope, here.district, here.now)
    shown = {
        "things": [(one, _state(one)) for one in found],
        "errors": errors,
        "steps": STEPS[::-1],
    }
    return render(request, "expiry/show.html", shown, status=422 if errors else 200)


def _state(one: Thing) -> str:
    """Return the word of how near the end is, as `words.ENDINGS` has it."""
    if one.days is None:
        return "unknown"
    if one.ended:
        return "ended"
    return "far" if one.step is None else "near"
