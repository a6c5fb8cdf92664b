"""Forms of term grades: what is posted to the report card, and on which days."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from homeroom.console.rule_rows.base import PlacedForm, day
from homeroom.console.rule_rows.rule_list import APP, WHERE, RuleList, at_place, of_app
from homeroom.rules.posted import PostingWindow, Posts, TermGrade

POSTS = {
    Posts.BOTH.value: _("Percent and letter"),
    Posts.PERCENT.value: _("The percent alone"),
    Posts.LETTER.value: _("The letter alone"),
}
TASK = _("Grading task of the SIS")
OF_CLASS = _("The table of the class's scales")


class TermGradeForm(PlacedForm):
    """A line item whose grades are term grades."""

    app = forms.ChoiceField(label=APP)
    item = forms.CharField(
        label=_("Line item of the app"), max_length=200, help_text=_("Its title as the app has it.")
    )
    task = forms.CharField(label=TASK, max_length=200, help_text=_("Its title as the SIS has it."))
    posts = forms.ChoiceField(label=_("What is posted"), choices=POSTS.items())
    table = forms.ChoiceField(
        label=_("Table of letters"),
        required=False,
        help_text=_("With the minimum values of the task's score group. Tables are under Scales."),
    )

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.offer("table", ((one, one) for one in self.choices.tables), OF_CLASS)

    def offered_apps(self) -> Sequence[tuple[str, str]]:
        """Return the apps that hand over grades."""
        return self.choices.sources

    def made(self, given: dict[str, Any]) -> TermGrade:
        """Return the rule."""
        named = {name: given[name] for name in ("place", "app", "item", "task", "table")}
        return TermGrade(posts=Posts(given["posts"]), **named)


class PostingWindowForm(PlacedForm):
    """Days on which term grades are posted."""

    task = forms.CharField(
        label=TASK, required=False, max_length=200, help_text=_("Empty: all of them.")
    )
    first = day(_("First day"))
    last = day(_("Last day"), help_text=_("Both days belong to it."))

    def made(self, given: dict[str, Any]) -> PostingWindow:
        """Return the rule."""
        return PostingWindow(**{name: given[name] for name in PostingWindow.__struct_fields__})


LISTS = (
    RuleList(
        path="posted.term_grades",
        title=_("Term grades"),
        says=_(
            "Without a row nothing is posted. Each app needs the right to post besides, and each"
            " grade a signature."
        ),
        form=TermGradeForm,
        columns=(_("Line item of the app"), APP, WHERE, TASK, _("What is posted"),
                 _("Table of letters")),
        cells=lambda one, said: (one.item, of_app(one, said), at_place(one, said), one.task,
                                 POSTS[one.posts.value], one.table or OF_CLASS),
    ),
    RuleList(
        path="posted.windows",
        title=_("Days of posting"),
        says=_(
            "Without a row the SIS says whether its window is open. Where the SIS says that it is"
            " closed, no row opens it."
        ),
        form=PostingWindowForm,
        columns=(TASK, WHERE, _("From"), _("To")),
        cells=lambda one, said: (one.task or _("all of them"), at_place(one, said),
                                 one.first.isoformat(), one.last.isoformat()),
    ),
)  # fmt: skip
