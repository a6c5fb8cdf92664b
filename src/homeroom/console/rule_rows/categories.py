"""Forms of categories: where work counts in the SIS."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeroom.console.rule_rows.base import Choices, PlacedForm
from homeroom.console.rule_rows.rule_list import APP, WHERE, RuleList, at_place, of_app
from homeroom.console.spoken import sentences
from homeroom.errors import NeedsDistrict
from homeroom.rules.categories import CategoryMapping, DefaultCategory, Unknown, UnknownCategory

UNKNOWN = {
    Unknown.USE_DEFAULT.value: _("The default category takes them"),
    Unknown.CREATE.value: _("They are made, where the SIS takes categories from apps"),
    Unknown.HOLD.value: _("Their work waits"),
}
IN_SIS = _("Category of the SIS")


def _title() -> forms.CharField:
    return forms.CharField(
        label=IN_SIS, max_length=200, help_text=_("Its title as the SIS has it.")
    )


def _in_sis(choices: Choices, title: str) -> str:
    """Return a title that the SIS has; a ValidationError names those that it has."""
    try:
        choices.check_category(title)
    except NeedsDistrict as problem:
        raise forms.ValidationError(sentences(problem)) from problem
    return title


class MappingForm(PlacedForm):
    """Which category of the SIS one of an app is."""

    app = forms.ChoiceField(label=APP, required=False)
    title = forms.CharField(
        label=_("Category of the app"), max_length=200, help_text=_("Its title as the app has it.")
    )
    to = _title()

    def clean_to(self) -> str:
        """Take a category that the SIS has."""
        return _in_sis(self.choices, self.cleaned_data["to"])

    def made(self, given: dict[str, Any]) -> CategoryMapping:
        """Return the rule."""
        return CategoryMapping(**{name: given[name] for name in ("place", "app", "title", "to")})


class DefaultForm(PlacedForm):
    """Where work counts that has no category."""

    title = _title()

    def clean_title(self) -> str:
        """Take a category that the SIS has."""
        return _in_sis(self.choices, self.cleaned_data["title"])

    def made(self, given: dict[str, Any]) -> DefaultCategory:
        """Return the rule."""
        return DefaultCategory(place=given["place"], title=given["title"])


class UnknownForm(PlacedForm):
    """What becomes of categories that the SIS does not have."""

    then = forms.ChoiceField(label=_("What becomes of them"), choices=UNKNOWN.items())

    def made(self, given: dict[str, Any]) -> UnknownCategory:
        """Return the rule."""
        return UnknownCategory(place=given["place"], then=Unknown(given["then"]))


LISTS = (
    RuleList(
        path="categories.mappings",
        title=_("Mapped categories"),
        says=_(
            "Without a row, work counts in the category of its class that has the same title in the"
            " SIS. The narrowest row decides, and one of an app goes before one of all apps."
        ),
        form=MappingForm,
        columns=(_("Category of the app"), APP, WHERE, IN_SIS),
        cells=lambda one, said: (one.title, of_app(one, said), at_place(one, said), one.to),
    ),
    RuleList(
        path="categories.defaults",
        title=_("Default categories"),
        says=_("Here counts what has no category of its own. The narrowest row decides."),
        form=DefaultForm,
        columns=(WHERE, IN_SIS),
        cells=lambda one, said: (at_place(one, said), one.title),
    ),
    RuleList(
        path="categories.unknown",
        title=_("Categories that the SIS does not have"),
        says=_(
            "Without a row they are made where the SIS takes categories from apps, and otherwise"
            " take the default."
        ),
        form=UnknownForm,
        columns=(WHERE, _("What becomes of them")),
        cells=lambda one, said: (at_place(one, said), UNKNOWN[one.then.value]),
    ),
)
