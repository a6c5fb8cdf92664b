"""Forms of data quality: what rows should have."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeroom.console.rule_rows.base import ALL_APPS, Choices, RowForm
from homeroom.console.rule_rows.rule_list import RuleList, Said
from homeroom.console.words import ENTITIES
from homeroom.rules.quality import Need, Requirement, Without

NEEDS = {Need.REQUIRED.value: _("Required"), Need.RECOMMENDED.value: _("Recommended")}
WITHOUT = {
    Without.REPORT.value: _("The row is used, and an issue says what lacks"),
    Without.LEAVE_OUT.value: _("The row stays out"),
    Without.IGNORE.value: _("Nothing: it is not asked of them"),
}
ROLES = {"sis": _("Every SIS"), "learning": _("Every learning app")}
WHOSE = _("Rows of which apps")


class RequirementForm(RowForm):
    """One attribute that rows should have."""

    entity = forms.ChoiceField(label=_("Rows of"), choices=ENTITIES.items())
    attribute = forms.CharField(
        label=_("Attribute"),
        max_length=200,
        help_text=_("As the standard calls it, for example: email or metadata.homeroom."),
    )
    whose = forms.ChoiceField(label=WHOSE, required=False)
    need = forms.ChoiceField(label=_("How much it is needed"), choices=NEEDS.items())
    without = forms.ChoiceField(label=_("What becomes of a row without it"),
                                choices=WITHOUT.items())  # fmt: skip

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        roles = ((f"role {role}", str(words)) for role, words in ROLES.items())
        apps = ((f"app {key}", title) for key, title in self.choices.apps)
        self.offer("whose", (*roles, *apps), ALL_APPS)

    @classmethod
    def filled(cls, row: Requirement, choices: Choices) -> dict[str, Any]:
        """Return what the form shows in which a requirement is changed."""
        whose = f"app {row.app}" if row.app else f"role {row.role}" if row.role else ""
        return {**super().filled(row, choices), "whose": whose}

    def made(self, given: dict[str, Any]) -> Requirement:
        """Return the rule."""
        kind, _, name = given["whose"].partition(" ")
        return Requirement(
            entity=given["entity"],
            attribute=given["attribute"],
            need=Need(given["need"]),
            without=Without(given["without"]),
            **({kind: name} if name else {}),
        )


class UsualForm(RowForm):
    """Whether the usual requirements hold."""

    usual = forms.BooleanField(
        label=_("The usual ones hold, too"),
        required=False,
        help_text=_(
            "Terms of a class from the SIS; due date and points of a line item from learning apps."
        ),
    )

    def made(self, given: dict[str, Any]) -> bool:
        """Return whether they do."""
        return bool(given["usual"])


def _whose(one: Requirement, said: Said) -> Any:
    return ROLES[one.role] if one.role else said.get(one.app, one.app)


LISTS = (
    RuleList(
        path="quality.requirements",
        title=_("Attributes that rows should have"),
        says=_("A row of an app goes before one of its role, and that before one of all apps."),
        form=RequirementForm,
        columns=(_("Attribute"), _("Rows of"), WHOSE, _("How much it is needed"),
                 _("What becomes of a row without it")),
        cells=lambda one, said: (one.attribute, ENTITIES[one.entity], _whose(one, said),
                                 NEEDS[one.need.value], WITHOUT[one.without.value]),
    ),
)  # fmt: skip
