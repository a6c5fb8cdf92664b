"""What the forms of all rows share: places that are found by their names, apps, and days."""

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from msgspec import Struct

from homeroom.console.spoken import spoken
from homeroom.rules.places import Level, read_place
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
    targets: Sequence[tuple[str, str]] = ()  # of these, those to which grades go
    tables: Sequence[str] = ()  # of letters, by name
    groups: Sequence[str] = ()  # of levels, by name
    find: Callable[[Level, str], Sequence[Known]]  # what a name may mean
    own: bool = False  # rows hold in own schools and below, and not in the whole district
    check_category: Callable[[str], None] = lambda title: None  # NeedsDistrict: the SIS has it not

    @property
    def sources(self) -> Sequence[tuple[str, str]]:
        """Return the apps that no grades go to: these hand them over, if any do."""
        return [one for one in self.apps if one not in self.targets]


class RowForm(forms.Form):
    """A form that makes one row of the rules."""

    row: Any  # a section, once the form is valid

    def __init__(
        self, path: str, choices: Choices, data: Any = None, initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, prefix=path.replace(".", "-"), initial=initial)
        self.choices = choices
        if "app" in self.fields:
            self.offer("app", self.offered_apps(), ALL_APPS)

    def offered_apps(self) -> Sequence[tuple[str, str]]:
        """Return the apps that a row may be about."""
        return self.choices.apps

    def offer(self, name: str, some: Iterable[tuple[str, str]], none: "StrPromise") -> None:
        """Let people choose from some; `none` says what it means to choose nothing."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [*([] if field.required else [("", none)]), *some]

    @classmethod
    def filled(cls, row: Any, choices: Choices) -> dict[str, Any]:
        """Return what a form shows in which a row is changed."""
        return {name: getattr(row, name) for name in row.__struct_fields__}

    def made(self, given: dict[str, Any]) -> Any:
        """Return the row that was entered; a ValueError says what cannot be."""
        raise AssertionError(f"{type(self).__name__} makes no row")

    def clean(self) -> dict[str, Any]:
        """Make the row, once every field is understood."""
        given: dict[str, Any] = super().clean() or {}
        if not self.errors:
            try:
                self.row = self.made(given)
            except ValueError as problem:
                self.refuse(problem)
        return given

    def refuse(self, problem: ValueError) -> None:
        """Say why the row cannot be."""
        words = spoken(str(problem))
        self.add_error(None, f"{words[:1].upper()}{words[1:]}.")

    def known(self, name: str, level: Level, text: str) -> str:
        """Return the id of the record that a field names; where several are called so, offer them.

        "" where the field says why there is none.
        """
        found = list(self.choices.find(level, text)) if text else []
        if len(found) == 1:
            return found[0].id
        if not found:
            words = now_("Nothing here has the name or the id %(text)s.") % {"text": text}
            self.add_error(name, words if text else now_("Enter its name."))
            return ""
        field = self.fields[name]
        field.widget = forms.Select(choices=[(one.id, one.words) for one in found])
        self.add_error(name, now_("Several are called so. Choose the one that is meant."))
        return ""


def called(choices: Choices, level: Level, id_: str) -> str:
    """Return the name of a record where that alone tells which is meant, else its id."""
    found = choices.find(level, id_)
    name = found[0].name if len(found) == 1 else id_
    return name if [one.id for one in choices.find(level, name)] == [id_] else id_


class PlacedForm(RowForm):
    """A form of a row that holds in one place, which people name as they know it."""

    PLACES: ClassVar[Sequence[Level]] = tuple(Level)
    level = forms.ChoiceField(label=_("Where"))
    which = forms.CharField(
        label=_("Which one"),
        required=False,
        max_length=200,
        help_text=_("Its name, or its id as its page shows it. Not for the whole district."),
    )

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        own = self.choices.own
        places = [one for one in self.PLACES if not (own and one is Level.DISTRICT)]
        self.offer("level", ((one.value, str(LEVELS[one])) for one in places), ALL_APPS)

    @classmethod
    def filled(cls, row: Any, choices: Choices) -> dict[str, Any]:
        """Return what a form shows in which a row is changed: its place by name."""
        level, id_ = read_place(row.place)
        which = called(choices, level, id_) if id_ else ""
        return {**super().filled(row, choices), "level": level.value, "which": which}

    def clean(self) -> dict[str, Any]:
        """Find the place by its name; where several are called so, offer them."""
        level, text = self.cleaned_data.get("level"), str(self.cleaned_data.get("which", ""))
        if level and "which" not in self.errors:
            self.cleaned_data["place"] = self._place(Level(level), text.strip())
        return super().clean()

    def _place(self, level: Level, text: str) -> str:
        if level is Level.DISTRICT:
            return level.value
        id_ = self.known("which", level, text)
        return f"{level.value}:{id_}" if id_ else ""


class ClassPlacedForm(PlacedForm):
    """A form of a row that holds in a place, but not for all classes of a teacher."""

    PLACES = tuple(one for one in Level if one is not Level.TEACHER)


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
