"""Grade Sync: how long an edit rests, and what a target's write rules do."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from homeroom.connectors.rules import LEAST_LIMIT, Rule
from homeroom.console.here import Here
from homeroom.console.setup.step import Answer
from homeroom.console.spoken import sentences
from homeroom.console.words import WRITE_RULES
from homeroom.errors import NeedsDistrict
from homeroom.runs.rules.trying import tried
from homeroom.runs.setup import activation
from homeroom.runs.setup.connecting import connector_of
from homeroom.runs.setup.modes import plan_of
from homeroom.store import apps
from homeroom.store.apps import App
from homeroom.store.scope import district_scope

LONGEST = 86_400


class GradesForm(forms.Form):
    """What of the delivery is up to the district, and each write rule."""

    settle_seconds = forms.IntegerField(
        label=_("Seconds that an edit rests"),
        min_value=0,
        max_value=LONGEST,
        help_text=_("0 delivers at once; some minutes spare the SIS half-finished edits."),
    )
    default_category = forms.CharField(
        label=_("Category for line items without one"),
        required=False,
        max_length=200,
        help_text=_("Its title as the SIS has it. May stay empty."),
    )

    def __init__(self, app: App, rules: list[Rule], data: Any) -> None:
        start: dict[str, Any] = {
            "settle_seconds": app.settings.get("settle_seconds", 0),
            "default_category": app.settings.get("default_category", ""),
        }
        for rule in rules:
            start[f"rule {rule.name}"] = rule.mode
            if rule.limit is not None:
                start[f"limit {rule.name}"] = rule.limit
        super().__init__(data, initial=start)
        for rule in rules:
            self.fields[f"rule {rule.name}"] = forms.ChoiceField(
                label=rule.words,
                choices=[(one, WRITE_RULES[one]) for one in rule.modes],
                help_text=_of(rule),
            )
            if rule.limit is not None:
                self.fields[f"limit {rule.name}"] = forms.IntegerField(
                    label=_("At most"), min_value=LEAST_LIMIT, max_value=10_000
                )

    def changes(self, rules: list[Rule]) -> dict[str, Any]:
        """Return what was changed, as settings of the app."""
        given = self.cleaned_data
        made: dict[str, Any] = {
            name: given[name] for name in ("settle_seconds", "default_category")
            if name in self.changed_data
        }  # fmt: skip
        edited = {}
        for rule in rules:
            mode, limit = given[f"rule {rule.name}"], given.get(f"limit {rule.name}")
            if {f"rule {rule.name}", f"limit {rule.name}"} & set(self.changed_data):
                edited[rule.name] = mode if limit is None else [mode, limit]
        return made | ({"rules": edited} if edited else {})


def _of(rule: Rule) -> str:
    return f"{rule.certainty.value.capitalize()}: {rule.source}. [{rule.name}]"


def step(request: HttpRequest, here: Here, app: App) -> Answer:
    """Show and change how grades are delivered to this app."""
    table = connector_of(app).rules
    plan = plan_of(app.mode, grade_sync=app.grade_sync)
    if table is None or not plan.writes:
        return Answer(template="setup/grades.html", shown={"plan": plan, "form": None})
    rules = [
        one
        for one in table.edited(app.settings.get("rules", {})).by_name.values()
        if not one.applies_to or app.api_version in one.applies_to
    ]
    data = request.POST if request.method == "POST" else None
    form = GradesForm(app, rules, data)
    shown: dict[str, Any] = {"plan": plan, "form": form, "fields": list(form), "own_buttons": True}
    if data is not None and form.is_valid():
        changes = form.changes(rules)
        try:
            if data.get("do") != "preview":
                return _kept(here, app, changes)
            found = tried(here.district, app, changes)
            turned = [(app.key, found.turned)] if found.turned else []
            shown |= {"tried": found, "turned": turned, "titles": {app.key: app.title}}
        except NeedsDistrict as problem:
            form.add_error(None, sentences(problem))
    return Answer(template="setup/grades.html", shown=shown, refused=bool(form.errors))


def _kept(here: Here, app: App, changes: dict[str, Any]) -> Answer:
    if changes:
        with district_scope(here.district.id) as scope:
            held = apps.keyed(scope, app.key)
            activation.change_settings(scope, held, changes, here.actor)
    return Answer(saved=True)
