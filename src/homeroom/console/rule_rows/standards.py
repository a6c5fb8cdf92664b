"""Forms of standards: which standard of the SIS a learning objective is, and its levels."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeroom.console.rule_rows.base import Choices, ClassPlacedForm, RowForm
from homeroom.console.rule_rows.rule_list import APP, WHERE, RuleList, at_place, of_app
from homeroom.rules.standards import ScoreGroup, Standard

GROUP = _("Score group")


class GroupForm(RowForm):
    """The levels that standards take."""

    name = forms.CharField(label=_("Name of the score group"), max_length=200)
    levels = forms.CharField(
        label=_("Its levels"),
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=5000,
        help_text=_("One on a line, each as the SIS writes it."),
    )

    @classmethod
    def filled(cls, row: ScoreGroup, choices: Choices) -> dict[str, Any]:
        """Return what the form shows in which a group is changed."""
        return {"name": row.name, "levels": "\n".join(row.levels)}

    def made(self, given: dict[str, Any]) -> ScoreGroup:
        """Return the rule."""
        lines = (one.strip() for one in given["levels"].splitlines())
        return ScoreGroup(name=given["name"], levels=tuple(one for one in lines if one))


class StandardForm(ClassPlacedForm):
    """Which standard a learning objective is."""

    objective = forms.CharField(
        label=_("Learning objective"), max_length=200, help_text=_("Its id as the app writes it.")
    )
    item = forms.CharField(
        label=_("Standard of the SIS"), max_length=200, help_text=_("The title of its item there.")
    )
    group = forms.ChoiceField(
        label=GROUP, help_text=_("Add it below first, with the levels that the SIS takes.")
    )
    app = forms.ChoiceField(label=APP, required=False)
    source = forms.CharField(
        label=_("Only of the catalogue"),
        required=False,
        max_length=200,
        help_text=_("Such as case, or as the app calls it. Empty: of every one."),
    )

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.offer("group", ((one, one) for one in self.choices.groups), GROUP)

    def made(self, given: dict[str, Any]) -> Standard:
        """Return the rule."""
        return Standard(**{name: given[name] for name in Standard.__struct_fields__})


LISTS = (
    RuleList(
        path="standards.crosswalk",
        title=_("Learning objectives"),
        says=_("An objective without a row is not sent. The narrowest row decides."),
        form=StandardForm,
        columns=(_("Learning objective"), _("Catalogue"), APP, WHERE, _("Standard of the SIS"),
                 GROUP),
        cells=lambda one, said: (one.objective, one.source or _("every one"), of_app(one, said),
                                 at_place(one, said), one.item, one.group),
    ),
    RuleList(
        path="standards.groups",
        title=_("Score groups"),
        says=_("A level that its group lacks is refused."),
        form=GroupForm,
        columns=(GROUP, _("Its levels")),
        cells=lambda one, said: (one.name, ", ".join(one.levels)),
    ),
)  # fmt: skip
