"""Master Fields and Domains of Uniqueness: whose value counts, and by what records are the same."""

from collections import Counter
from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from msgspec import structs

from homeroom.console.here import Here
from homeroom.console.names import title_of
from homeroom.console.numbers import whole
from homeroom.console.rule_changes import kept_words
from homeroom.console.shown import shown
from homeroom.model.kinds import Kind
from homeroom.rules.document import Rules
from homeroom.rules.entities import NAMES, fields_of
from homeroom.rules.masters import MasterField, Mode, Voice
from homeroom.rules.uniqueness import Domain, usual
from homeroom.runs.rules import rework
from homeroom.runs.rules.keeping import keep_rules
from homeroom.runs.rules.mastering import with_master, with_preset, without_master
from homeroom.store import apps, rules
from homeroom.store.scope import district_scope
from homeroom.store.titles import titles

SHOWN = 50


def show(request: HttpRequest, here: Here) -> HttpResponse:
    """Show the order of sources by entity and attribute; forms preview a change, then keep it."""
    with district_scope(here.district.id) as scope:
        held = rules.current(scope)
        every = {one.key: one.title for one in apps.every(scope)}
    preview: dict[str, Any] = {}
    if request.method == "POST":
        made, why = _wanted(request, held.rules, every)
        if "keep" in request.POST:
            return _keep(request, here, made, why)
        preview = _preview(here, made, request)
    entity = _known(request.GET.get("entity", ""))
    given = {
        "preset": held.rules.masters_by_role,
        "version": held.version,
        "entities": [(name, title_of(name), name == entity) for name in NAMES],
        "entity": entity,
        "fields": [(name, title_of(name)) for name in fields_of(entity)],
        "apps": every.items(),
        "modes": [mode.value for mode in Mode],
        "masters": [_row(one, every) for one in held.rules.masters if one.entity == entity],
        "by_role": [
            _row(one, every) for one in with_preset(Rules(), on=True).master_fields()
            if one.entity == entity
        ] if held.rules.masters_by_role else [],
        **preview,
    }  # fmt: skip
    return render(request, "quality/masters.html", given)


def _known(entity: str) -> str:
    return entity if entity in NAMES else "student"


def _row(one: MasterField, titles_: dict[str, str]) -> dict[str, Any]:
    roles = {"sis": _("the SIS"), "learning": _("the learning app")}
    sources = [
        f"{titles_.get(voice.app, voice.app) or roles[voice.role]} ({voice.mode.value})"
        for voice in one.sources
    ]
    return {"field": one.field, "title": title_of(one.field), "sources": sources}


def _wanted(request: HttpRequest, held: Rules, every: dict[str, str]) -> tuple[Rules, str]:
    """Return the rules that a form asks for, and why in words."""
    sent, act = request.POST, request.POST.get("act", "")
    entity = sent.get("entity", "")
    if act in ("preset", "no-preset"):
        on = act == "preset"
        return with_preset(held, on=on), "preset by role" + ("" if on else " given up")
    if entity not in NAMES:
        raise Http404
    if act == "remove":
        field = sent.get("field", "")
        return without_master(held, entity, field), f"no master of {entity} {field}"
    app, mode = sent.get("app", ""), sent.get("mode", Mode.MASTER.value)
    if act != "generate" or app not in every or mode not in set(Mode):
        raise Http404
    made = with_master(held, entity, Voice(app=app, mode=Mode(mode)), sent.getlist("field"))
    return made, f"{app}: {mode} of {entity}"


def _keep(request: HttpRequest, here: Here, made: Rules, why: str) -> HttpResponse:
    version, changed = keep_rules(here.district, made, (here.actor, why))
    messages.success(request, kept_words(version, sum(changed.values())))
    return redirect(request.get_full_path())


def _preview(here: Here, made: Rules, request: HttpRequest) -> dict[str, Any]:
    """Return what the rules would change, without writing anything."""
    effects = rework.preview(here.district, made)
    some = list(islice(effects, SHOWN))
    counted = Counter(one.kind for one in some) + Counter(one.kind for one in effects)
    ids: dict[Kind, list[str]] = {}
    for one in some:
        ids.setdefault(one.kind, []).append(one.record_id)
    with district_scope(here.district.id) as scope:
        named = {kind: titles(scope, kind, of_kind) for kind, of_kind in ids.items()}
    return {
        "previewed": True,
        "sent": [(name, value) for name, values in request.POST.lists() for value in values
                 if name != "csrfmiddlewaretoken"],
        "many": counted.total(),
        "effects": [
            (named[one.kind].get(one.record_id, one.record_id), change.field,
             shown(change.before), shown(change.after), change.reason)
            for one in some if one.kind is not Kind.DEMOGRAPHICS for change in one.changes
        ],
    }  # fmt: skip


def domains(request: HttpRequest, here: Here) -> HttpResponse:
    """Show the domains in their order of priority; forms add, move and remove one."""
    with district_scope(here.district.id) as scope:
        held = rules.current(scope).rules
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        try:
            made = _domains(request, held)
        except ValueError as problem:
            errors = [("fields", str(problem))]
        else:
            why = _("domains of uniqueness")
            return _keep(request, here, structs.replace(held, uniqueness=made), why)
    given = {
        "domains": held.uniqueness,
        "usual": usual(),
        "entities": [name for name in NAMES if _may_have(name)],
        "errors": errors,
        "entity": request.POST.get("entity", "user"),
        "fields": request.POST.get("fields", ""),
    }
    return render(request, "quality/domains.html", given, status=422 if errors else 200)


def _may_have(entity: str) -> bool:
    try:
        Domain(entity=entity, fields=("sourcedId",))
    except ValueError:
        return False
    return True


def _domains(request: HttpRequest, held: Rules) -> tuple[Domain, ...]:
    """Return the domains that a form asks for; a ValueError says what cannot be one."""
    sent, act, some = request.POST, request.POST.get("act", ""), list(held.uniqueness)
    if act == "usual":
        return (*some, *(one for one in usual() if one not in some))
    if act == "add":
        names = tuple(name.strip() for name in sent.get("fields", "").split(",") if name.strip())
        made = Domain(entity=sent.get("entity", ""), fields=names)
        if made in some:
            raise ValueError(_("%(name)s is a domain already.") % {"name": made.name})
        return (*some, made)
    place = whole(sent.get("place", ""))
    if place is None or place >= len(some):
        raise Http404
    one = some.pop(place)
    if act == "up":
        some.insert(max(place - 1, 0), one)
    elif act != "remove":
        raise Http404
    return tuple(some)
