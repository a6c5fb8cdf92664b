"""Attribute Mappings: which attribute of the app fills which attribute of the hub, by entity."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from homeroom.console.here import Here
from homeroom.console.setup.step import Answer
from homeroom.console.spoken import sentences
from homeroom.console.telling import told
from homeroom.console.words import ENTITIES
from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import GRADEBOOK, Kind
from homeroom.rules.attributes import mapped, unmapped
from homeroom.rules.document import Rules
from homeroom.rules.entities import fields_of
from homeroom.rules.mappings import MappedAttribute, Offered
from homeroom.rules.wording import read_step, step_words
from homeroom.runs.rules.entities import Example, check_offered, entities_of, examples
from homeroom.runs.rules.keeping import note_rules
from homeroom.store import rules as versions
from homeroom.store.apps import App
from homeroom.store.scope import Scope, district_scope

ROWS = 5


class MappingForm(forms.Form):
    """One mapping."""

    attribute = forms.CharField(
        label=_("Attribute of the hub"),
        max_length=200,
        widget=forms.TextInput(attrs={"list": "attributes", "spellcheck": "false"}),
        help_text=_("As the standard calls it, or metadata. and a name of your own."),
        error_messages={"required": _("Enter the attribute of the hub.")},
    )
    source = forms.CharField(
        label=_("Attribute of the app"),
        required=False,
        max_length=200,
        help_text=_("A path with dots, such as metadata.homeroom. Leave it empty for a constant."),
    )
    constant = forms.CharField(label=_("Constant"), required=False, max_length=200)
    default = forms.CharField(
        label=_("Default"),
        required=False,
        max_length=200,
        help_text=_("What fills in where the value is blank."),
    )
    steps = forms.CharField(
        label=_("Steps"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_('One on each line, such as: trim, or: case to="upper"'),
    )


def step(request: HttpRequest, here: Here, app: App) -> Answer:
    """Show the mappings of one entity; preview, keep or remove one."""
    tabs = tabs_of(app)
    named = request.POST.get("entity") or request.GET.get("entity", "")
    tab = next((one for one in tabs if one.entity == named), tabs[0])
    data = request.POST if request.method == "POST" else None
    form = MappingForm(data)
    rows: list[dict[str, Any]] | None = None
    with district_scope(here.district.id) as scope:
        held = versions.current(scope).rules
        try:
            if data is not None and form.is_valid():
                made = _wanted(app, tab, data.get("do", ""), form.cleaned_data, held)
                if data.get("do") != "preview":
                    return _kept(scope, here, app, tab, made)
                rows = _examples(scope, app, tab, made)
            elif data is None and any(one.app == app.key for one in held.mappings):
                rows = _examples(scope, app, tab, held)
        except NeedsDistrict as problem:
            form.add_error(None, sentences(problem))
    shown = {
        "form": form,
        "entity_tabs": [(one, ENTITIES[one.entity], one.entity == tab.entity) for one in tabs],
        "tab": tab,
        "word": ENTITIES[tab.entity],
        "held": [
            (one, [step_words(each) for each in one.steps])
            for one in held.mappings
            if one.app == app.key and one.entity == tab.entity
        ],
        "attributes": list(fields_of(tab.entity)),
        "rows": rows,
        "proposed": data is not None and not form.errors,
        "own_buttons": True,
    }
    return Answer(template="setup/mappings.html", shown=shown, refused=bool(form.errors))


def tabs_of(app: App) -> list[Offered]:
    """Return the entities that have a tab, the gradebook's first; none of it without Grade Sync."""
    grades = {kind.value for kind in GRADEBOOK}
    first = ("lineItem", "result", "category")
    tabs = [one for one in entities_of(app) if app.grade_sync or one.entity not in grades]
    return sorted(
        tabs,
        key=lambda one: (
            one.entity not in grades,
            first.index(one.entity) if one.entity in first else len(first),
        ),
    )


def _wanted(app: App, tab: Offered, do: str, given: dict[str, Any], held: Rules) -> Rules:
    """Return the rules as they would be."""
    if do == "remove":
        return unmapped(held, app.key, tab.entity, given["attribute"])
    check_offered(app, tab.entity)
    lines = [line.strip() for line in given["steps"].splitlines() if line.strip()]
    try:
        made = MappedAttribute(
            app=app.key,
            entity=tab.entity,
            attribute=given["attribute"],
            source=given["source"],
            constant=given["constant"],
            default=given["default"],
            steps=tuple(read_step(line) for line in lines),
        )
        return mapped(held, made)
    except ValueError as problem:
        words = gettext("This is no mapping: %(problem)s.") % {"problem": problem}
        raise NeedsDistrict(words) from problem


def _kept(scope: Scope, here: Here, app: App, tab: Offered, made: Rules) -> Answer:
    note_rules(scope, made, (here.actor, f"mappings of {tab.entity} of {app.key}"))
    return Answer(saved=True, again=f"entity={tab.entity}")


def _examples(scope: Scope, app: App, tab: Offered, rules: Rules) -> list[dict[str, Any]]:
    found = examples(scope, app, tab.entity, rules.mappings, ROWS)
    return [row_of(one, tab.entity) for one in found]


def row_of(one: Example, entity: str) -> dict[str, Any]:
    """Return a row of the preview; demographics are behind Reveal, on the page of a person."""
    names = [*one.before, *(name for name in one.after if name not in one.before)]
    if entity == Kind.DEMOGRAPHICS.value:
        hidden = gettext("not shown here")
        values = [(name, hidden, hidden) for name in names]
        return {"id": one.source_id, "values": values, "issues": [i.code for i in one.issues]}
    return {
        "id": one.source_id,
        "values": [(name, one.before.get(name), one.after.get(name)) for name in names],
        "issues": [told(issue.code, issue.facts).words for issue in one.issues],
    }
