"""The form of a course that is several sections of the SIS."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeroom.console.rule_rows.base import Choices, called
from homeroom.console.rule_rows.lines import Lines, numbered
from homeroom.console.rule_rows.rule_list import APP, RuleList, of_app
from homeroom.rules.class_maps import ClassMap
from homeroom.rules.places import Level

COURSE = _("Course of the app")


class ClassMapForm(Lines):
    """Which sections one course of an app is."""

    COLUMNS = (_("Section"),)
    app = forms.ChoiceField(label=APP)
    course = forms.CharField(
        label=COURSE, max_length=200, help_text=_("Its id in the app, as its line items name it.")
    )
    due_key = forms.CharField(
        label=_("Name of the due date by student"),
        required=False,
        max_length=200,
        help_text=_("Only where the app writes one into the metadata of results, such as: due."),
    )

    def offered_apps(self) -> Sequence[tuple[str, str]]:
        """Return the apps that hand over grades."""
        return self.choices.sources

    def line(self, number: int) -> dict[str, forms.Field]:
        """Return the field of a section."""
        return {
            "section": forms.CharField(
                label=_("Section %(number)d") % {"number": number},
                required=number == 1,
                max_length=200,
                help_text=_("Its name, or its id as its page shows it.") if number == 1 else "",
            )
        }

    @classmethod
    def filled(cls, row: ClassMap, choices: Choices) -> dict[str, Any]:
        """Return what the form shows in which a course is changed: its sections by name."""
        names = [{"section": called(choices, Level.CLASS, one)} for one in row.sections]
        return super().filled(row, choices) | numbered(names)

    def clean(self) -> dict[str, Any]:
        """Find the sections by their names; where several are called so, offer them."""
        for (name,) in self.names:
            text = str(self.cleaned_data.get(name, "")).strip()
            if text:
                self.cleaned_data[name] = self.known(name, Level.CLASS, text)
        return super().clean()

    def made(self, given: dict[str, Any]) -> ClassMap:
        """Return the rule."""
        return ClassMap(
            app=given["app"],
            course=given["course"],
            sections=tuple(one["section"] for one in self.said(given)),
            due_key=given["due_key"],
        )


LISTS = (
    RuleList(
        path="classes",
        title=_("Courses of several sections"),
        says=_("Each section gets a line item of its own; each grade goes where its student is."),
        form=ClassMapForm,
        columns=(COURSE, APP, _("Sections"), _("Due date by student")),
        cells=lambda one, said: (
            one.course,
            of_app(one, said),
            "; ".join(said.get(f"class:{each}", each) for each in one.sections),
            one.due_key or "-",
        ),
    ),
)
