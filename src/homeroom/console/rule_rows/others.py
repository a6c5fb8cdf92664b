"""Forms of holds, of the school year, and of what comes in."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeroom.console.rule_rows.base import Choices, PlacedForm, RowForm, day, whole
from homeroom.console.rule_rows.lines import Lines, numbered
from homeroom.console.words import ENTITIES
from homeroom.rules.filters import Condition, FilterRule, How, Keep
from homeroom.rules.schools import NewSchools, Unmapped
from homeroom.rules.windows import USUAL, GradeWindow
from homeroom.rules.year import Stop, Suspension

STOPS = {
    Stop.IMPORT.value: _("Nothing is read"),
    Stop.REMOVALS.value: _("Nothing that vanished is retired"),
}
KEEPS = {
    Keep.EXCLUDE.value: _("Such rows stay out"),
    Keep.INCLUDE.value: _("Only such rows come in"),
}
HOWS = {
    How.CONTAINS.value: _("contains"),
    How.LACKS.value: _("does not contain"),
    How.EQUALS.value: _("equals"),
    How.EMPTY.value: _("is empty"),
    How.FILLED.value: _("is not empty"),
    How.AFTER.value: _("after"),
    How.BEFORE.value: _("before"),
    How.PAST.value: _("is past"),
    How.FUTURE.value: _("is future"),
}
UNMAPPED = {
    Unmapped.TAKE_IN.value: _("They are taken in"),
    Unmapped.LEAVE_OUT.value: _("They stay out"),
}


class WindowForm(PlacedForm):
    """When so many grades change at once that a person looks first."""

    app = forms.ChoiceField(label=_("App"), required=False)
    hours = forms.IntegerField(
        label=_("Within so many hours"), min_value=1, max_value=8760, initial=USUAL.hours
    )
    changed_percent = whole(
        _("Hold when more than this percent of the grades in the SIS would change"),
        100,
        initial=USUAL.changed_percent,
        help_text=_("With 100 percent nothing is ever held."),
    )
    changed_minimum = whole(
        _("... and at least so many grades"), 1_000_000, initial=USUAL.changed_minimum
    )
    emptied_percent = whole(
        _("Hold when more than this percent of what is sent are zeros or blanks"),
        100,
        initial=USUAL.emptied_percent,
    )
    emptied_minimum = whole(
        _("... and at least so many zeros or blanks"), 1_000_000, initial=USUAL.emptied_minimum
    )

    def made(self, given: dict[str, Any]) -> GradeWindow:
        """Return the rule."""
        return GradeWindow(**{name: given[name] for name in GradeWindow.__struct_fields__})


class SuspensionForm(RowForm):
    """Days on which runs leave something out."""

    what = forms.ChoiceField(label=_("What is suspended"), choices=STOPS.items())
    first = day(_("First day"))
    last = day(_("Last day"), help_text=_("Both days belong to it."))
    app = forms.ChoiceField(label=_("App"), required=False)
    why = forms.CharField(label=_("What for"), max_length=200)

    def made(self, given: dict[str, Any]) -> Suspension:
        """Return the rule."""
        return Suspension(
            what=Stop(given["what"]),
            **{name: given[name] for name in ("first", "last", "app", "why")},
        )


class ClosedYearForm(RowForm):
    """Until when years are closed for grades."""

    before = day(
        _("Classes that ended before this day take no grades any more"),
        required=False,
        help_text=_("Empty: none is closed."),
    )

    def made(self, given: dict[str, Any]) -> date | None:
        """Return the day, or that there is none."""
        day: date | None = given["before"]
        return day


class NewSchoolsForm(RowForm):
    """What becomes of schools that nobody has mapped."""

    app = forms.ChoiceField(label=_("App"))
    schools = forms.ChoiceField(label=_("Schools that nobody has mapped"), choices=UNMAPPED.items())

    def made(self, given: dict[str, Any]) -> NewSchools:
        """Return the rule."""
        return NewSchools(given["app"], Unmapped(given["schools"]))


class FilterForm(Lines):
    """A filter: all of its conditions have to hold."""

    COLUMNS = (_("Attribute"), _("Test"), _("Value"))
    app = forms.ChoiceField(label=_("App"))
    entity = forms.ChoiceField(label=_("Rows of"), choices=ENTITIES.items())
    keep = forms.ChoiceField(label=_("What becomes of them"), choices=KEEPS.items())
    linked = forms.BooleanField(
        label=_("What belongs to a row that stays out stays out as well"), required=False
    )

    def line(self, number: int) -> dict[str, forms.Field]:
        """Return the fields of a condition."""
        of = {"number": number}
        return {
            "attribute": forms.CharField(
                label=_("Attribute of condition %(number)d") % of,
                required=number == 1,
                max_length=200,
                help_text=_("As the standard calls it, for example: title.") if number == 1 else "",
            ),
            "test": forms.ChoiceField(
                label=_("Test of condition %(number)d") % of, choices=HOWS.items()
            ),
            "value": forms.CharField(
                label=_("Value of condition %(number)d") % of, required=False, max_length=200
            ),
        }

    @classmethod
    def filled(cls, row: FilterRule, choices: Choices) -> dict[str, Any]:
        """Return what the form shows in which a filter is changed."""
        return super().filled(row, choices) | numbered(
            [{name: getattr(one, name) for name in one.__struct_fields__} for one in row.conditions]
        )

    def made(self, given: dict[str, Any]) -> FilterRule:
        """Return the rule."""
        conditions = tuple(
            Condition(one["attribute"], How(one["test"]), one["value"]) for one in self.said(given)
        )
        return FilterRule(
            given["app"], given["entity"], Keep(given["keep"]), conditions, given["linked"]
        )
