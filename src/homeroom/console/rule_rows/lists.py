"""Which lists of rows each part of the rules has: in words, with the form that adds a row."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from homeroom.console.rule_rows import (
    categories,
    classes,
    others,
    posted,
    quality,
    scales,
    scope,
    standards,
)
from homeroom.console.rule_rows.rule_list import (
    APP,
    WHERE,
    RuleList,
    RuleValue,
    Said,
    at_place,
    of_app,
)
from homeroom.console.words import ENTITIES


def _window(one: Any, said: Said) -> Sequence[Any]:
    words = _("%(percent)d %% and at least %(many)d")
    changed = words % {"percent": one.changed_percent, "many": one.changed_minimum}
    emptied = words % {"percent": one.emptied_percent, "many": one.emptied_minimum}
    return at_place(one, said), of_app(one, said), one.hours, changed, emptied


def _filter(one: Any, said: Said) -> Sequence[Any]:
    conditions = [f"{c.attribute} {others.HOWS[c.test.value]} {c.value}" for c in one.conditions]
    linked = _("yes") if one.linked else _("no")
    keep = others.KEEPS[one.keep.value]
    entity = ENTITIES[one.entity]
    return of_app(one, said), entity, keep, "; ".join(map(str.strip, conditions)), linked


SCOPE = (
    RuleList(
        path="scope.places",
        title=_("Schools, courses, teachers and classes"),
        says=_("Without a row, grades of every class are sent. The narrowest row decides."),
        form=scope.PlaceForm,
        columns=(WHERE, _("What becomes of its grades")),
        cells=lambda one, said: (at_place(one, said), scope.DELIVER[one.deliver.value]),
    ),
    RuleList(
        path="scope.go_live",
        title=_("Go-live date"),
        says=_("Work that was due before this day stays out. The narrowest row decides."),
        form=scope.GoLiveForm,
        columns=(WHERE, _("From")),
        cells=lambda one, said: (at_place(one, said), one.day.isoformat()),
    ),
    RuleList(
        path="scope.frozen",
        title=_("Frozen days"),
        says=_("Nothing is sent on these days; it follows by itself afterwards."),
        form=scope.FrozenForm,
        columns=(WHERE, _("From"), _("To"), _("What for")),
        cells=lambda one, said: (
            at_place(one, said),
            one.first.isoformat(),
            one.last.isoformat(),
            one.why,
        ),
    ),
    RuleList(
        path="scope.closed_terms",
        title=_("Closed terms"),
        says=_("So many days after its end a term takes no grades. The narrowest row decides."),
        form=scope.ClosedForm,
        columns=(WHERE, _("Days after its end")),
        cells=lambda one, said: (at_place(one, said), one.days_after),
    ),
    RuleList(
        path="scope.released",
        title=_("Released grades only"),
        says=_("Of an app with a row here, only grades with one of its marks are sent."),
        form=scope.MarkForm,
        columns=(APP, _("Name of the mark"), _("Its value")),
        cells=lambda one, said: (of_app(one, said), one.key, one.value),
    ),
    RuleList(
        path="scope.send_to_sis",
        title=_("Line items that are meant for the SIS"),
        says=_("Of an app with a row here, only line items with one of its marks are sent."),
        form=scope.MarkForm,
        columns=(APP, _("Name of the mark"), _("Its value")),
        cells=lambda one, said: (of_app(one, said), one.key, one.value),
    ),
)
WINDOWS = (
    RuleList(
        path="windows",
        title=_("Thresholds"),
        says=_(
            "Without a row, grades of a class wait for a person when within 24 hours more than 50 %"
            " of them, and at least 100, would change, or are zeros or blanks."
        ),
        form=others.WindowForm,
        columns=(WHERE, APP, _("Hours"), _("Changed"), _("Zeros or blanks")),
        cells=_window,
    ),
)
YEAR = (
    RuleList(
        path="year.suspended",
        title=_("Pauses"),
        says=_("On these days, both included, runs leave something out. Deliveries go on."),
        form=others.SuspensionForm,
        columns=(_("What is suspended"), APP, _("From"), _("To"), _("What for")),
        cells=lambda one, said: (
            others.STOPS[one.what.value],
            of_app(one, said),
            one.first.isoformat(),
            one.last.isoformat(),
            one.why,
        ),
    ),
)
INTAKE = (
    RuleList(
        path="filters",
        title=_("Filters"),
        says=_("All conditions of one filter must hold; of several filters one is enough."),
        form=others.FilterForm,
        columns=(APP, _("Rows of"), _("What becomes of them"), _("Where"),
                 _("With what belongs to them")),
        cells=_filter,
    ),
    RuleList(
        path="new_schools",
        title=_("New schools"),
        says=_("Without a row, schools of an app that nobody has mapped are taken in."),
        form=others.NewSchoolsForm,
        columns=(APP, _("Schools that nobody has mapped")),
        cells=lambda one, said: (of_app(one, said), others.UNMAPPED[one.schools.value]),
    ),
)  # fmt: skip
LISTS_OF: Mapping[str, Sequence[RuleList]] = {
    "categories": categories.LISTS,
    "scales": scales.LISTS,
    "standards": standards.LISTS,
    "posted": posted.LISTS,
    "scope": SCOPE,
    "windows": WINDOWS,
    "classes": classes.LISTS,
    "quality": quality.LISTS,
    "year": YEAR,
    "filters": INTAKE,
}
VALUES_OF: Mapping[str, Sequence[RuleValue]] = {
    "quality": (
        RuleValue(
            path="quality.usual",
            title=_("The usual attributes"),
            form=quality.UsualForm,
            field="usual",
        ),
    ),
    "year": (
        RuleValue(
            path="year.closed_before",
            title=_("Closed years"),
            form=others.ClosedYearForm,
            field="before",
        ),
    ),
}
