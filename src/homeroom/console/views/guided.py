"""A part of the rules by forms: rows are added to a draft and taken out of it, then it is saved.

The draft travels with the page, as text. Each act shows what the draft would change.
"""

from collections.abc import Iterable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from msgspec import structs

from homeroom.console.here import Here
from homeroom.console.numbers import whole
from homeroom.console.rule_changes import lines_of, saved, why_not
from homeroom.console.rule_parts import Part
from homeroom.console.rule_rows.base import ALL_APPS, LEVELS, Choices, RowForm
from homeroom.console.rule_rows.lists import LISTS_OF, RuleList
from homeroom.console.rule_rows.others import ClosedYearForm
from homeroom.console.spoken import sentences
from homeroom.errors import NeedsDistrict
from homeroom.rules.places import Level, read_place
from homeroom.rules.rows import rows_of, with_row, without_row
from homeroom.rules.toml import parts_to_toml, with_parts
from homeroom.runs.ports import is_target
from homeroom.runs.weighing import weigh
from homeroom.store import apps, naming_places
from homeroom.store import rules as versions
from homeroom.store.naming_places import Known
from homeroom.store.scope import Scope, district_scope

CLOSED = "year.closed_before"


class Draft:
    """Rules as a page proposes them, and the forms that it shows."""

    def __init__(self, request: HttpRequest, here: Here, lists: Iterable[RuleList]) -> None:
        self.request, self.here, self.lists = request, here, tuple(lists)
        with district_scope(here.district.id) as scope:
            self.held = versions.current(scope)
            every = apps.every(scope)
        self.rules = self.held.rules
        titles = [(one.key, one.title) for one in every]
        self.choices = Choices(apps=titles, find=self._find)
        self.targets = [(one.key, one.title) for one in every if is_target(one)]
        self.forms: dict[str, RowForm] = {}
        self.errors: list[tuple[str, str]] = []

    def _find(self, level: Level, text: str) -> list[Known]:
        with district_scope(self.here.district.id) as scope:
            return naming_places.by_name(scope, level, text)

    def take(self, names: tuple[str, ...]) -> None:
        """Read the draft that the page carries, and do to it what was pressed."""
        text = str(self.request.POST.get("text", "")).replace("\r\n", "\n")
        act, _, of = self.request.POST.get("act", "").partition(" ")
        try:
            self.rules = with_parts(self.held.rules, names, text)
            if act == "add":
                self._add(of)
            elif act == "remove":
                self._remove(of)
        except NeedsDistrict as problem:
            self.errors = [("draft", sentences(problem))]

    def _add(self, path: str) -> None:
        if path == CLOSED and path in self._values():
            year = ClosedYearForm(path, self.choices, self.request.POST)
            if year.is_valid():
                closed = year.row.closed_before
                self.rules = structs.replace(
                    self.rules, year=structs.replace(self.rules.year, closed_before=closed)
                )
            form: RowForm = year
        else:
            form = self._named(path).form(path, self.choices, self.request.POST)
            if form.is_valid():
                self.rules = with_row(self.rules, path, form.row)
        if form.errors:
            self.forms[path] = form

    def _remove(self, of: str) -> None:
        path, _, number = of.partition(" ")
        place = whole(number)
        if place is None:
            raise Http404
        self.rules = without_row(self.rules, self._named(path).path, place)

    def _named(self, path: str) -> RuleList:
        for one in self.lists:
            if one.path == path:
                return one
        raise Http404

    def _values(self) -> tuple[str, ...]:
        return (CLOSED,) if any(one.path.startswith("year.") for one in self.lists) else ()

    def shown(self) -> list[dict[str, Any]]:
        """Return the lists with their rows in words, each with its form."""
        found = {one.path: rows_of(self.rules, one.path) for one in self.lists}
        with district_scope(self.here.district.id) as scope:
            places = [row.place for rows in found.values() for row in rows if hasattr(row, "place")]
            said = {"": str(ALL_APPS), **dict(self.choices.apps), **_places(scope, places)}
        return [
            {
                "list": one,
                "slug": one.path.replace(".", "-"),
                "rows": [(at, one.cells(row, said)) for at, row in enumerate(found[one.path])],
                "form": self.forms.get(one.path) or one.form(one.path, self.choices),
            }
            for one in self.lists
        ]

    def closing(self) -> RowForm | None:
        """Return the form of the day before which years are closed, where this part has it."""
        if not self._values():
            return None
        form = self.forms.get(CLOSED) or ClosedYearForm(CLOSED, self.choices)
        form.initial = {"before": self.rules.year.closed_before}
        return form


def _places(scope: Scope, places: Iterable[str]) -> dict[str, str]:
    """Return places as people know them; one that is not there is named by its id."""
    ids: dict[Level, list[str]] = {}
    for place in places:
        level, id_ = read_place(place)
        if id_:
            ids.setdefault(level, []).append(id_)
    said = {Level.DISTRICT.value: str(LEVELS[Level.DISTRICT])}
    for level, some in ids.items():
        for id_, one in naming_places.by_ids(scope, level, some).items():
            said[f"{level.value}:{id_}"] = f"{LEVELS[level]}: {one.words}"
    return said


def show(request: HttpRequest, here: Here, name: str, part: Part) -> HttpResponse:
    """Show a part of the rules as lists; what was pressed changes the draft, or keeps it."""
    draft = Draft(request, here, LISTS_OF[name])
    if request.method == "POST":
        draft.take(part.names)
        if request.POST.get("act") == "save" and not draft.errors:
            draft.errors = why_not(request, draft.held, "draft")
            if not draft.errors:
                return saved(request, here, draft.rules)
    return _page(request, draft, name, part)


def _page(request: HttpRequest, draft: Draft, name: str, part: Part) -> HttpResponse:
    shown: dict[str, Any] = {
        "name": name,
        "part": part,
        "held": draft.held,
        "text": parts_to_toml(draft.rules, part.names),
        "lists": draft.shown(),
        "closing": draft.closing(),
        "errors": [*draft.errors, *_said(draft.forms.values())],
        "reason": request.POST.get("reason", ""),
        "titles": dict(draft.choices.apps),
        "targets": draft.targets,
        "apps": draft.choices.apps,
    }
    if draft.rules != draft.held.rules:
        weighed = weigh(draft.here.district, draft.held.rules, draft.rules)
        shown |= {"weighed": weighed, "lines": lines_of(weighed.lines)}
    status = 422 if shown["errors"] else 200
    return render(request, "rules/guided.html", shown, status=status)


def _said(forms: Iterable[RowForm]) -> list[tuple[str, str]]:
    """Return what is wrong in forms, each with the id of its field."""
    found = []
    for form in forms:
        first = form[next(iter(form.fields))].id_for_label
        for name, errors in form.errors.items():
            at = form[name].id_for_label if name in form.fields else first
            label = f"{form[name].label}: " if name in form.fields else ""
            found += [(at, f"{label}{words}") for words in errors]
    return found
