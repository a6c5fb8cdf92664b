"""A part of the rules by forms: rows are added to a draft and taken out of it, then it is saved.

The draft travels with the page, as text. Each act shows what the draft would change.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as now_
from msgspec import structs

from homeroom.console import own_apps
from homeroom.console.here import Here
from homeroom.console.numbers import whole
from homeroom.console.own_rules import OwnRules
from homeroom.console.rule_changes import lines_of, saved, why_not
from homeroom.console.rule_parts import Part
from homeroom.console.rule_rows.base import ALL_APPS, LEVELS, Choices, RowForm
from homeroom.console.rule_rows.lists import LISTS_OF, VALUES_OF
from homeroom.console.rule_rows.rule_list import RuleList, RuleValue
from homeroom.console.spoken import sentences, spoken
from homeroom.errors import NeedsDistrict
from homeroom.rules.crosswalk_file import take_in
from homeroom.rules.differences import differences
from homeroom.rules.own import PLACED
from homeroom.rules.places import Level, read_place
from homeroom.rules.rows import (
    row_at,
    rows_of,
    value_of,
    with_row,
    with_row_at,
    with_value,
    without_row,
)
from homeroom.rules.toml import parts_to_toml, with_parts
from homeroom.runs.deliver import categorizing
from homeroom.runs.deliver.ports import is_target
from homeroom.runs.rules.weighing import Weighed, weigh
from homeroom.store import apps, naming_places
from homeroom.store import rules as versions
from homeroom.store.naming_places import Known
from homeroom.store.scope import Scope, district_scope


class Draft:
    """Rules as a page proposes them, and the forms that it shows."""

    def __init__(self, request: HttpRequest, here: Here, name: str) -> None:
        self.request, self.here, self.own = request, here, OwnRules(here)
        self.takes_file = name == "standards"
        self.lists, self.values = self._found(LISTS_OF[name]), VALUES_OF.get(name, ())
        with district_scope(here.district.id) as scope:
            self.held = versions.current(scope)
            every = own_apps.among_in(scope, here, apps.every(scope))
        self.rules = self.held.rules
        self.apps = [(one.key, one.title) for one in every]
        self.targets = [(one.key, one.title) for one in every if is_target(one)]
        self.forms: dict[str, RowForm] = {}
        self.changing: dict[str, int] = {}  # the row of a list that its form changes
        self.errors: list[tuple[str, str]] = []

    def _found(self, lists: Sequence[RuleList]) -> Sequence[RuleList]:
        """Return the lists that the person finds: schools those whose rows hold in a place."""
        return [one for one in lists if self.own.schools is None or one.path in PLACED]

    @property
    def choices(self) -> Choices:
        """Return what forms let people choose from, as far as the draft has come."""
        return Choices(
            apps=self.apps,
            targets=self.targets,
            tables=[one.name for one in self.rules.scales.tables],
            groups=[one.name for one in self.rules.standards.groups],
            find=self._find,
            own=self.own.schools is not None,
            check_category=self._check_category,
        )

    def _find(self, level: Level, text: str) -> list[Known]:
        with district_scope(self.here.district.id) as scope:
            return naming_places.by_name(scope, level, text, self.own.schools)

    def _check_category(self, title: str) -> None:
        with district_scope(self.here.district.id) as scope:
            categorizing.check_title_somewhere(scope, title)

    def take(self, names: tuple[str, ...]) -> None:
        """Read the draft that the page carries, and do to it what was pressed."""
        text = str(self.request.POST.get("text", "")).replace("\r\n", "\n")
        act, _, of = self.request.POST.get("act", "").partition(" ")
        try:
            drafted = with_parts(self.held.rules, names, text)
            self.rules = self.own.with_drafted(self.held.rules, drafted)
            if act == "add":
                self._add(of)
            elif act in ("change", "remove"):
                self._about_row(act, of)
            elif act == "file" and self.takes_file:
                self._take_in()
        except NeedsDistrict as problem:
            self.errors = [("draft", sentences(problem))]

    def _add(self, path: str) -> None:
        value = next((one for one in self.values if one.path == path), None)
        form = (value or self._named(path)).form(path, self.choices, self.request.POST)
        at = None if value else whole(self.request.POST.get("at", ""))
        if at is not None:
            self._row(path, at)
        if form.is_valid():
            try:
                if value:
                    self.rules = with_value(self.rules, path, form.row)
                elif at is None:
                    self.rules = with_row(self.rules, path, form.row)
                else:
                    self.rules = with_row_at(self.rules, path, at, form.row)
            except ValueError as problem:
                form.refuse(problem)
        if form.errors:
            self.forms[path] = form
            if at is not None:
                self.changing[path] = at

    def _take_in(self) -> None:
        """Put the lines of a chosen file into the crosswalk of the draft."""
        file = self.request.FILES.get("crosswalk")
        if file is None:
            self.errors = [("crosswalk", now_("Choose a file."))]
            return
        try:
            taken = take_in(file.read().decode("utf-8", "replace"), self.rules.standards)
            self.rules = structs.replace(self.rules, standards=taken.standards)
        except NeedsDistrict as problem:
            self.errors = [("crosswalk", sentences(problem))]

    def _about_row(self, act: str, of: str) -> None:
        """Take a row out, or open the form that changes it."""
        path, _, number = of.partition(" ")
        one, place = self._named(path), whole(number)
        if place is None:
            raise Http404
        row = self._row(path, place)
        if act == "change":
            shown = one.form.filled(row, self.choices)
            self.forms[path] = one.form(path, self.choices, None, shown)
            self.changing[path] = place
            return
        try:
            self.rules = without_row(self.rules, path, place)
        except ValueError as problem:
            words = now_("Another rule still needs it: %(why)s.") % {"why": spoken(str(problem))}
            self.errors = [("draft", words)]

    def _row(self, path: str, place: int) -> Any:
        """Return a row that is to be changed; 404: it is not the person's to change."""
        row = row_at(self.rules, path, place)
        if not self.own.is_own(getattr(row, "place", Level.DISTRICT.value)):
            raise Http404
        return row

    def _named(self, path: str) -> RuleList:
        for one in self.lists:
            if one.path == path:
                return one
        raise Http404

    def shown(self) -> list[dict[str, Any]]:
        """Return the lists with their rows in words, each with its form.

        Rows are (place in the list, words, whether they may be changed). Schools see, beside their
        own, what holds in the whole district.
        """
        own = self.own.own_of(self.rules)
        found = {
            one.path: [
                (at, row)
                for at, row in enumerate(rows_of(self.rules, one.path))
                if self.own.schools is None or row.place in {*own, Level.DISTRICT.value}
            ]
            for one in self.lists
        }
        with district_scope(self.here.district.id) as scope:
            places = [
                place for rows in found.values() for _, row in rows for place in _named_by(row)
            ]
            said = {"": str(ALL_APPS), **dict(self.apps), **_places(scope, places)}
        return [
            {
                "list": one,
                "slug": one.path.replace(".", "-"),
                "rows": [
                    (at, one.cells(row, said), self.own.schools is None or row.place in own)
                    for at, row in found[one.path]
                ],
                "form": self.forms.get(one.path) or one.form(one.path, self.choices),
                "at": self.changing.get(one.path),
            }
            for one in self.lists
        ]

    def single(self) -> list[tuple[RuleValue, RowForm]]:
        """Return what is decided once, each with its form."""
        return [(one, self._form_of(one)) for one in self.values]

    def _form_of(self, one: RuleValue) -> RowForm:
        shown = {one.field: value_of(self.rules, one.path)}
        return self.forms.get(one.path) or one.form(one.path, self.choices, None, shown)


def _named_by(row: Any) -> list[str]:
    """Return the places that a row names."""
    if hasattr(row, "place"):
        return [row.place]
    return [f"{Level.CLASS.value}:{one}" for one in getattr(row, "sections", ())]


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
    draft = Draft(request, here, name)
    if request.method == "POST":
        draft.take(part.names)
        if request.POST.get("act") == "save" and not draft.errors:
            draft.errors = why_not(request, draft.held, "draft")
            if not draft.errors:
                return saved(request, here, draft.held, draft.rules)
    return _page(request, draft, name, part)


def _page(request: HttpRequest, draft: Draft, name: str, part: Part) -> HttpResponse:
    shown: dict[str, Any] = {
        "name": name,
        "part": part,
        "held": draft.held,
        "own_schools": draft.own.schools is not None,
        "text": parts_to_toml(draft.own.seen(draft.rules), part.names),
        "lists": draft.shown(),
        "values": draft.single(),
        "takes_file": draft.takes_file,
        "errors": [*draft.errors, *_said(draft.forms.values())],
        "reason": request.POST.get("reason", ""),
        "titles": dict(draft.apps),
        "targets": draft.targets,
        "apps": draft.apps,
    }
    if draft.rules != draft.held.rules:
        weighed = _weighed(draft)
        shown |= {"weighed": weighed, "lines": lines_of(weighed.lines)}
    status = 422 if shown["errors"] else 200
    return render(request, "rules/guided.html", shown, status=status)


def _weighed(draft: Draft) -> Weighed:
    """Return what the draft would change; to schools what is theirs, as these rules are."""
    held, proposed = draft.held.rules, draft.rules
    weighed = weigh(draft.here.district, held, proposed)
    if draft.own.schools is None:
        return weighed
    # Rules of a place change no stored record; what else waits to take effect is not of this draft,
    # and the checks count what is open in the whole district.
    lines = differences(*draft.own.all_seen((held, proposed)))
    return structs.replace(weighed, lines=lines, records={}, some=(), lacking=())


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
