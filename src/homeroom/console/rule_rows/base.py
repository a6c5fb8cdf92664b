"""What the forms of all rows share: places that are found by their names, apps, and days."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from homeroom.rules.places import Level
from homeroom.rules.section import Section
from homeroom.store.naming_places import Known

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as StrPromise

LEVELS = {
    Level.DISTRICT: _("The whole district"),
    Level.SCHOOL: _("One school"),
    Level.COURSE: _("One course"),
    Level.TEACHER: _("The classes of one teacher"),
    Level.CLASS: _("One class"),
}
ALL_APPS = _("All apps")


class Choices(Struct, frozen=True, kw_only=True):
    """What the forms of a district let people choose from."""

    apps: Sequence[tuple[str, str]]  # short name and title
    find: Callable[[Level, str], Sequence[Known]]  # what a name may mean


class RowForm(forms.Form):
    """A form that makes one row of the rules."""

    row: Section

    def __init__(self, path: str, choices: Choices, data: Any = None) -> None:
        super().__init__(data, prefix=path.replace(".", "-"))
        self.choices = choices
        if "app" in self.fields:
            self._offer_apps()

    def _offer_apps(self) -> None:
        field = self.fields["app"]
        assert isinstance(field, forms.ChoiceField)
        every = [] if field.required else [("", ALL_APPS)]
        field.choices = [*every, *self.choices.apps]

    def made(self, given: dict[str, Any]) -> Section:
        """Return the row that was entered; a ValueError says what cannot be."""
        raise AssertionError(f"{type(self).__name__} makes no row")

    def clean(self) -> dict[str, Any]:
        """Make the row, once every field is understood."""
        given: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                self.row = self.made(given)
            except ValueError as problem:
                words = str(problem)
                self.add_error(None, f"{words[:1].upper()}{words[1:]}.")
        return given


class PlacedForm(RowForm):
    """A form of a row that holds in one place, which people name as they know it."""

    level = forms.ChoiceField(label=_("Where"), choices=[(one.value, LEVELS[one]) for one in Level])
    which = forms.CharField(
        label=_("Which one"),
        required=False,
        max_length=200,
        help_text=_("Its name, or its id as its page shows it. Not for the whole district."),
    )

    def clean(self) -> dict[str, Any]:
        """Find the place by its name; where several are called so, offer them."""
        level, text = self.cleaned_data.get("level"), str(self.cleaned_data.get("which", ""))
        if level and "which" not in self.errors:
            self.cleaned_data["place"] = self._place(Level(level), text.strip())
        return super().clean()

    def _place(self, level: Level, text: str) -> str:
        if level is Level.DISTRICT:
            return level.value
        found = list(self.choices.find(level, text)) if text else []
        if len(found) == 1:
            return f"{level.value}:{found[0].id}"
        if not found:
            words = now_("Nothing here has the name or the id %(text)s.") % {"text": text}
            self.add_error("which", words if text else now_("Enter its name."))
            return ""
        field = self.fields["which"]
        field.widget = forms.Select(choices=[(one.id, one.words) for one in found])
        self.add_error("which", now_("Several are called so. Choose the one that is meant."))
        return ""


def day(words: "StrPromise", **more: Any) -> forms.DateField:
    """Return a field for a day."""
    return forms.DateField(
        label=words,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("Write a day such as 2026-10-05.")},
        **more,
    )


def whole(words: "StrPromise", most: int, **more: Any) -> forms.IntegerField:
    """Return a field for a count."""
    return forms.IntegerField(label=words, min_value=0, max_value=most, **more)
