"""Schools Mapping: which school of an app is which school of the hub, and which stays out."""

from collections.abc import Sequence

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _

from homeroom.console.here import Here
from homeroom.console.numbers import whole
from homeroom.console.setup.step import Answer
from homeroom.console.spoken import sentences
from homeroom.errors import HomeroomError
from homeroom.rules.schools import MappedSchool
from homeroom.runs.setup.school_list import check_known, list_schools, map_schools
from homeroom.runs.setup.schools import School, Standing, hub_schools, proposals_for
from homeroom.store import rules as versions
from homeroom.store.apps import App
from homeroom.store.scope import district_scope

FIELD = "school "
OWN, OUT, HUB = "own", "out", "hub "
FILTERS = {
    Standing.EXISTING.value: _("Existing"),
    Standing.MISSING.value: _("Missing"),
    "lacking": _("Schools with missing data"),
}
WORDS = {
    Standing.EXISTING: _("Existing: mapped"),
    Standing.MISSING: _("Missing: nobody has mapped it"),
    Standing.GONE: _("Gone: its source no longer shows it"),
}


def step(request: HttpRequest, here: Here, app: App) -> Answer:
    """Map schools; without it all are taken in. What is not shown by the filter stays as it is."""
    problem, schools = "", list[School]()
    try:
        schools = list_schools(here.district, app.key)
        if request.method == "POST":
            again = _keep(request.POST, here, app, schools)
            return Answer(saved=True, again=again)
    except HomeroomError as found:
        problem = sentences(found)
        if request.method == "POST" and app.state == "draft" and not _asks(request.POST):
            return Answer(saved=True)  # the step may be left: without it all are taken in
    with district_scope(here.district.id) as scope:
        rules = versions.current(scope).rules.schools
        hub = hub_schools(scope, app)
    chosen = {one.school: _choice(one) for one in rules if one.app == app.key}
    wanted = request.GET.get("show", "")
    rows = [
        (one, WORDS[one.standing], lacking(one), chosen.get(one.id, ""))
        for one in schools
        if _shown(one, wanted)
    ]
    shown = {
        "rows": rows,
        "many": len(schools),
        "hub": [(f"{HUB}{one.id}", one.name) for one in hub],
        "filters": [(value, title, value == wanted) for value, title in FILTERS.items()],
        "wanted": wanted,
        "mapped": whole(request.GET.get("auto", "")),
        "problem": problem,
    }
    return Answer(template="setup/schools.html", shown=shown, refused=request.method == "POST")


def lacking(school: School) -> bool:
    """Say whether a school lacks what others know it by."""
    return not (school.name and school.identifier)


def _shown(school: School, wanted: str) -> bool:
    if wanted == "lacking":
        return lacking(school)
    return not wanted or school.standing == wanted


def _choice(rule: MappedSchool) -> str:
    if rule.leave_out:
        return OUT
    return f"{HUB}{rule.hub}" if rule.hub else OWN


def _asks(data: QueryDict) -> bool:
    """Say whether a form chooses something, or asks for Auto Mapping."""
    return data.get("do") == "auto" or any(name.startswith(FIELD) for name in data)


def _keep(data: QueryDict, here: Here, app: App, schools: Sequence[School]) -> str:
    """Keep what was chosen; return the query that tells how many Auto Mapping has mapped."""
    given = {
        name.removeprefix(FIELD): str(value)
        for name, value in data.items()
        if name.startswith(FIELD)
    }
    check_known(schools, list(given))
    made = [_rule(app.key, school, word) for school, word in given.items() if word]
    none = [school for school, word in given.items() if not word]
    with district_scope(here.district.id) as scope:
        map_schools(scope, app.key, made, none, here.actor)
        if data.get("do") != "auto":
            return ""
        mapped = {one.school for one in made}
        free = [one for one in schools if one.id not in mapped and one.standing != Standing.GONE]
        clear = [
            MappedSchool(app=app.key, school=one.school, hub=one.clear)
            for one in proposals_for(scope, app, free)
            if one.clear
        ]
        map_schools(scope, app.key, clear, (), here.actor)
    return f"auto={len(clear)}"


def _rule(app: str, school: str, word: str) -> MappedSchool:
    hub = word.removeprefix(HUB) if word.startswith(HUB) else ""
    return MappedSchool(app=app, school=school, hub=hub, leave_out=word == OUT)
