"""Advanced Settings of Delivery Config: what of them belongs to the hub, and how it is kept."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from msgspec import structs

from homeroom.console.here import Here
from homeroom.rules.uniqueness import usual
from homeroom.runs.ingest.safety import Threshold
from homeroom.runs.rules.keeping import note_rules
from homeroom.runs.setup import activation, uploads
from homeroom.store import apps
from homeroom.store import rules as versions
from homeroom.store.apps import App
from homeroom.store.scope import Scope

_SWITCHES = (uploads.BULK, uploads.SEVERAL, uploads.PREVIEW)
_THRESHOLD = Threshold.__struct_fields__


class AdvancedForm(forms.Form):
    """What of Advanced Settings belongs to the hub; of an app that is only delivered to, less."""

    id_prefix = forms.CharField(required=False, max_length=40)
    bulk_upload = forms.BooleanField(required=False)
    several_sources = forms.BooleanField(required=False)
    domains = forms.BooleanField(required=False)
    preview = forms.BooleanField(required=False)
    retired_percent = forms.IntegerField(required=False, min_value=0, max_value=100)
    retired_minimum = forms.IntegerField(required=False, min_value=0, max_value=1_000_000)
    changed_percent = forms.IntegerField(required=False, min_value=0, max_value=100)
    changed_minimum = forms.IntegerField(required=False, min_value=0, max_value=1_000_000)

    def __init__(self, app: App, data: Any, *, domains: bool) -> None:
        """`domains`: whether the district has any."""
        super().__init__(data, initial=_held(app, domains=domains))
        words = _words()
        if not uploads.is_taken_in(app):
            sent = uploads.is_only_sent_to(app)
            words[uploads.PREVIEW] = _words_of_sending()
            for name in (*_SWITCHES, *_THRESHOLD):
                if not (sent and name == uploads.PREVIEW):
                    del self.fields[name]
        for name, (label, help_text) in words.items():
            if name in self.fields:
                self.fields[name].label = label
                self.fields[name].help_text = help_text

    def changes(self) -> dict[str, Any]:
        """Return which settings of the app become others; what is left empty stays."""
        given, held = self.cleaned_data, self.initial
        names = [name for name in ("id_prefix", *_SWITCHES) if name in self.fields]
        changed = {name: given[name] for name in names if given[name] != held[name]}
        threshold = {
            name: given[name]
            for name in _THRESHOLD
            if given.get(name) is not None and given[name] != held[name]
        }
        return changed | ({"safety": threshold} if threshold else {})


def keep(scope: Scope, here: Here, app: App, form: AdvancedForm) -> None:
    """Keep what is different now: settings of the app, and the district's domains."""
    changes = form.changes()
    if changes:
        activation.change_settings(scope, apps.keyed(scope, app.key), changes, here.actor)
    if form.cleaned_data["domains"] != form.initial["domains"]:
        wanted = form.cleaned_data["domains"]
        held = versions.current(scope).rules
        made = structs.replace(held, uniqueness=usual() if wanted else ())
        words = "usual domains of uniqueness" if wanted else "no domains of uniqueness"
        note_rules(scope, made, (here.actor, words))


def _held(app: App, *, domains: bool) -> dict[str, Any]:
    held = Threshold(**app.settings.get("safety", {}))
    return {
        "id_prefix": app.settings.get("id_prefix", ""),
        "domains": domains,
        uploads.BULK: uploads.is_bulk(app),
        uploads.SEVERAL: bool(app.settings.get(uploads.SEVERAL, False)),
        uploads.PREVIEW: bool(app.settings.get(uploads.PREVIEW, False)),
        **structs.asdict(held),
    }


def _words_of_sending() -> tuple[str, str]:
    return (
        _("Preview of each sync"),
        _("Line items and grades wait under Grades out until somebody approves them there; an edit"
          " is asked about again."),
    )  # fmt: skip


def _words() -> dict[str, tuple[str, str]]:
    """Return label and help of each field, in the language of the request."""
    return {
        "id_prefix": (
            _("SIS ID prefix"),
            _("Keeps equal ids of two systems apart. Choose it before the first sync. May stay"
              " empty."),
        ),
        uploads.BULK: (
            _("Bulk Upload Mode"),
            _("On: each complete reading shows everything, so that what two of them lack is gone."
              " Off: a reading may show a part; nothing is removed because it is not shown, only"
              " what the source itself marks as deleted."),
        ),
        uploads.SEVERAL: (
            _("Data will be uploaded from multiple data sources"),
            _("On: other apps bring the same kinds of records, too. Off: you are warned when one"
              " does. With several sources choose Domains of Uniqueness, and a SIS ID prefix where"
              " one of them compares ids."),
        ),
        "domains": (
            _("Compare records by the Domains of Uniqueness"),
            _("Who is the same person or class in two systems is found by the usual ids and names."
              " It holds for all apps of the district, from the next sync on."),
        ),
        uploads.PREVIEW: (
            _("Preview of each upload"),
            _("A sync reads, shows what would change, and takes nothing in before somebody"
              " approves it."),
        ),
        "retired_percent": (
            _("Sync hold threshold: percent removed"),
            _("Removals wait for you when more than this percent of a kind would be removed."),
        ),
        "retired_minimum": (
            _("Sync hold threshold: records removed"),
            _("... and at least so many records of it."),
        ),
        "changed_percent": (
            _("Sync hold threshold: percent changed"),
            _("Removals wait, too, when more than this percent of a kind changes at once."),
        ),
        "changed_minimum": (
            _("Sync hold threshold: records changed"),
            _("... and at least so many records of it."),
        ),
    }  # fmt: skip
