"""Sync Mode: the direction in which an app works, and whether grades are synced."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from homeroom.connectors.base import Connector
from homeroom.connectors.gallery import connector
from homeroom.console.here import Here
from homeroom.console.setup.step import Answer
from homeroom.console.words import MODES
from homeroom.runs.setup import activation
from homeroom.runs.setup.modes import PLANS
from homeroom.store import apps
from homeroom.store.apps import App
from homeroom.store.scope import district_scope


class ModeForm(forms.Form):
    """Sync Mode and Grade Sync, as far as the connector has them."""

    mode = forms.ChoiceField(
        label=_("Sync Mode"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose one of the modes.")},
    )
    grade_sync = forms.BooleanField(
        label=_("Grade Sync"),
        required=False,
        help_text=_("Grades are read and delivered, too, as the mode says."),
    )

    def __init__(self, chosen: Connector, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        field = self.fields["mode"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.value, MODES[one.value]) for one in chosen.modes]


def ways(chosen: Connector) -> list[tuple[str, Any, str, str]]:
    """Return the modes of a connector: value, word, and what it does without and with grades."""
    says = {(plan.mode, plan.grade_sync): plan.says for plan in PLANS}
    return [
        (one.value, MODES[one.value], says[one, False], says[one, True]) for one in chosen.modes
    ]


def step(request: HttpRequest, here: Here, app: App) -> Answer:
    """Choose the mode; nothing that was delivered is taken back by another one."""
    chosen = connector(app.connector)
    form = ModeForm(
        chosen,
        request.POST if request.method == "POST" else None,
        initial={"mode": app.mode, "grade_sync": app.grade_sync},
    )
    if form.is_bound and form.is_valid():
        wanted = (form.cleaned_data["mode"], form.cleaned_data["grade_sync"])
        if wanted != (app.mode, app.grade_sync) or app.state == "declined":
            with district_scope(here.district.id) as scope:
                activation.change_mode(
                    scope, apps.keyed(scope, app.key), wanted[0], here.actor, grade_sync=wanted[1]
                )
        return Answer(saved=True)
    shown = {"form": form, "modes": ways(chosen), "mode": form["mode"].value()}
    return Answer(template="setup/mode.html", shown=shown, refused=form.is_bound)
