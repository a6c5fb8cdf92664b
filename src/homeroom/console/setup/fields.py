"""The Delivery Config form of a connector, made of what it declares."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext as _

from homeroom.connectors.base import Setting
from homeroom.console.spoken import spoken


class DeliveryForm(forms.Form):
    """The fields of a connector; secrets are never shown, and stay where nothing is entered."""

    def __init__(
        self,
        settings: Sequence[Setting],
        held: Mapping[str, str],
        data: QueryDict | None = None,
        *,
        whole: bool = False,
    ) -> None:
        """`held`: what was entered before; `whole`: whether everything required must be there."""
        shown = {one.name: held.get(one.name, "") for one in settings if not one.secret}
        super().__init__(data, initial=shown)
        self.settings, self.held, self.whole = settings, held, whole
        for one in settings:
            self.fields[one.name] = _field(one, kept=bool(held.get(one.name)))

    def clean(self) -> dict[str, Any]:
        """Ask for what is missing, once the step has to be complete."""
        given: dict[str, Any] = super().clean() or {}
        for one in self.settings:
            missing = not given.get(one.name) and not (one.secret and self.held.get(one.name))
            if self.whole and one.required and missing and one.name not in self.errors:
                self.add_error(one.name, _("Enter the %(label)s.") % {"label": spoken(one.label)})
        return given

    def values(self) -> dict[str, str]:
        """Return what was entered anew; an empty secret means that the old one stays."""
        given = {one.name: str(self.cleaned_data.get(one.name, "")) for one in self.settings}
        secret = {one.name for one in self.settings if one.secret}
        return {
            name: text
            for name, text in given.items()
            if text != self.held.get(name, "") and (text or name not in secret)
        }

    @property
    def plain(self) -> list[BoundField]:
        """Return the fields that everybody fills in."""
        return [self[one.name] for one in self.settings if not one.advanced]

    @property
    def folded(self) -> list[BoundField]:
        """Return the fields that are rarely needed."""
        return [self[one.name] for one in self.settings if one.advanced]


def _field(setting: Setting, *, kept: bool) -> forms.Field:
    words = [spoken(setting.help)]
    if setting.example:
        words.append(_("For example %(example)s") % {"example": setting.example})
    if setting.secret and kept:
        words.append(_("It is kept, and never shown. Leave this empty to keep it."))
    if not setting.required and not setting.for_grades:
        words.append(_("May stay empty."))
    more: dict[str, Any] = {
        "label": spoken(setting.label),
        "required": False,
        "help_text": " ".join(one for one in words if one),
    }
    if setting.choices:
        empty = [] if setting.default else [("", _("As the Service URL says"))]
        choices = [*empty, *((one, one) for one in setting.choices)]
        return forms.ChoiceField(choices=choices, **more)
    quiet = {"autocomplete": "off", "spellcheck": "false"}
    if setting.secret:
        return forms.CharField(widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
                               max_length=2000, **more)  # fmt: skip
    return forms.CharField(widget=forms.TextInput(attrs=quiet), max_length=2000, **more)
