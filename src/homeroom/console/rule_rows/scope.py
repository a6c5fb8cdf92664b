"""Forms of what reaches the gradebook."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeroom.console.rule_rows.base import PlacedForm, RowForm, day, whole
from homeroom.rules.scope import ClosedTerms, Deliver, FrozenDays, GoLive, Mark, PlaceScope

DELIVER = {
    Deliver.SEND.value: _("Grades are sent"),
    Deliver.HOLD.value: _("Grades are kept back"),
}


class PlaceForm(PlacedForm):
    """Whether grades of a place go to the SIS."""

    deliver = forms.ChoiceField(label=_("What becomes of its grades"), choices=DELIVER.items())

    def made(self, given: dict[str, Any]) -> PlaceScope:
        """Return the rule."""
        return PlaceScope(place=given["place"], deliver=Deliver(given["deliver"]))


class GoLiveForm(PlacedForm):
    """From when on work counts."""

    day = day(_("Work that is due from this day on"))

    def made(self, given: dict[str, Any]) -> GoLive:
        """Return the rule."""
        return GoLive(place=given["place"], day=given["day"])


class FrozenForm(PlacedForm):
    """Days without deliveries."""

    first = day(_("First day"))
    last = day(_("Last day"), help_text=_("Both days belong to it."))
    why = forms.CharField(
        label=_("What for"),
        max_length=200,
        help_text=_("Whoever waits for a grade reads this, for example: report cards."),
    )

    def made(self, given: dict[str, Any]) -> FrozenDays:
        """Return the rule."""
        return FrozenDays(**{name: given[name] for name in ("place", "first", "last", "why")})


class ClosedForm(PlacedForm):
    """When a term is closed for grades."""

    days_after = whole(
        _("So many days after its last day"), 1000, help_text=_("0 closes it with its last day.")
    )

    def made(self, given: dict[str, Any]) -> ClosedTerms:
        """Return the rule."""
        return ClosedTerms(place=given["place"], days_after=given["days_after"])


class MarkForm(RowForm):
    """A mark that an app sets."""

    app = forms.ChoiceField(label=_("App"))
    key = forms.CharField(
        label=_("Name of the mark"),
        max_length=200,
        help_text=_("As the app writes it into the metadata, for example: released."),
    )
    value = forms.CharField(label=_("Its value"), max_length=200, initial="true")

    def made(self, given: dict[str, Any]) -> Mark:
        """Return the rule."""
        return Mark(app=given["app"], key=given["key"], value=given["value"])
