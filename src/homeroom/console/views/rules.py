"""The rules of a district: what is decided, changed only after a look at what that changes."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from homeroom.console.here import Here
from homeroom.console.own_rules import OwnRules
from homeroom.console.rule_changes import lines_of, saved, why_not
from homeroom.console.rule_parts import Part
from homeroom.console.rule_rows.lists import LISTS_OF
from homeroom.console.spoken import sentences
from homeroom.console.views import guided
from homeroom.errors import NeedsDistrict
from homeroom.rules.differences import differences
from homeroom.rules.document import NO_RULES, Rules
from homeroom.rules.own import PLACED, rows_changed
from homeroom.rules.rows import rows_of
from homeroom.rules.succession import succeeded
from homeroom.rules.toml import from_toml, parts_to_toml, to_toml, with_parts
from homeroom.runs.deliver import categorizing
from homeroom.runs.deliver.converting import conversions
from homeroom.runs.deliver.ports import is_target
from homeroom.runs.rules.keeping import keep_rules
from homeroom.runs.rules.weighing import weigh
from homeroom.runs.year import roll_over
from homeroom.store import apps, delivery_counts, moves
from homeroom.store import rules as versions
from homeroom.store.rules import Held, Kept
from homeroom.store.scope import district_scope

SHOWN = 20


def show(request: HttpRequest, here: Here) -> HttpResponse:
    """Show the parts of the rules, and the versions that were made of them.

    Schools find the parts that they may change, and the versions that changed something there.
    """
    own, held = OwnRules(here), versions.current(here.scope)
    seen = own.seen(held.rules)
    shown = {
        "version": held.version,
        "own_schools": here.schools is not None,
        "parts": [(name, part, _is_decided(seen, part, own)) for name, part in own.parts().items()],
        "versions": _versions(here, own),
    }
    return render(request, "rules/front.html", shown)


def _is_decided(seen: Rules, part: Part, own: OwnRules) -> bool:
    names = part.names
    if own.schools is None:
        return bool(parts_to_toml(seen, names))
    return any(rows_of(seen, path) for path in PLACED if path.partition(".")[0] in names)


def _versions(here: Here, own: OwnRules) -> list[Kept]:
    kept = versions.history(here.scope, SHOWN)
    if own.schools is None:
        return kept
    found = versions.newest(here.scope, SHOWN + 1)
    if len(found) <= SHOWN:
        found.append(Held(0, NO_RULES))
    seen = own.all_seen([one.rules for one in found])
    changed = {
        one.version
        for one, after, before in zip(found, seen, seen[1:], strict=False)
        if rows_changed(before, after)
    }
    return [one for one in kept if one.version in changed]


def export(request: HttpRequest, here: Here, version: int) -> HttpResponse:
    """Give a version of the rules as one TOML file."""
    text = to_toml(versions.at(here.scope, version))
    answer = HttpResponse(text, content_type="application/toml; charset=utf-8")
    name = f"{here.district.slug}-rules-{version}.toml"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def compare(request: HttpRequest, here: Here, version: int) -> HttpResponse:
    """Show what a version changed, against the one before it."""
    after = versions.at(here.scope, version)
    before = versions.at(here.scope, max(version - 1, 0))
    before, after = OwnRules(here).all_seen((before, after))
    shown = {"version": version, "lines": lines_of(differences(before, after))}
    return render(request, "rules/compare.html", shown)


def part(request: HttpRequest, here: Here, part: str) -> HttpResponse:
    """Show a part of the rules, by forms or as text; Save comes after a look at what changes."""
    found = OwnRules(here).parts().get(part)
    if found is None:
        raise Http404
    if here.schools is not None or (part in LISTS_OF and request.GET.get("as") != "text"):
        return guided.show(request, here, part, found)
    return _changed(request, here, part, found)


def whole(request: HttpRequest, here: Here) -> HttpResponse:
    """Take in a file as the rules of the district, after a look at what that changes."""
    return _changed(request, here, "", None)


def _changed(request: HttpRequest, here: Here, name: str, one: Part | None) -> HttpResponse:
    with district_scope(here.district.id) as scope:
        held = versions.current(scope)
        titles = {one.key: one.title for one in apps.every(scope)}
    if request.method != "POST":
        text = parts_to_toml(held.rules, one.names) if one else to_toml(held.rules)
        return _page(request, name, one, {"text": text, "held": held})
    text = _text(request)
    shown: dict[str, Any] = {"text": text, "held": held, "reason": request.POST.get("reason", "")}
    try:
        proposed = with_parts(held.rules, one.names, text) if one else from_toml(text)
    except NeedsDistrict as problem:
        shown["errors"] = [("text", sentences(problem))]
        return _page(request, name, one, shown)
    if request.POST.get("act") == "save":
        shown["errors"] = why_not(request, held, "text")
        if not shown["errors"]:
            return saved(request, here, held, proposed)
    weighed = weigh(here.district, held.rules, proposed)
    shown |= {"weighed": weighed, "lines": lines_of(weighed.lines), "titles": titles}
    return _page(request, name, one, shown)


def _text(request: HttpRequest) -> str:
    """Return what was typed, or the file that was chosen."""
    file = request.FILES.get("file")
    text = file.read().decode("utf-8", "replace") if file else request.POST.get("text", "")
    return str(text).replace("\r\n", "\n")


def _page(request: HttpRequest, name: str, one: Part | None, shown: dict[str, Any]) -> HttpResponse:
    status = 422 if shown.get("errors") else 200
    by_forms = {"forms": name in LISTS_OF}
    shown = {**shown, **by_forms, "name": name, "part": one}
    return render(request, "rules/part.html", shown, status=status)


def scales(request: HttpRequest, here: Here) -> HttpResponse:
    """Show what becomes of every score on its way, by which rule."""
    tables = {app: lines for app, lines in conversions(here.district, "").items() if lines}
    return render(request, "rules/scales.html", {"tables": tables})


def categories(request: HttpRequest, here: Here) -> HttpResponse:
    """Show where each category of the apps lands, and which are nearly the same."""
    keys = [one.key for one in apps.every(here.scope) if is_target(one)]
    shown = []
    for key in keys:
        found = categorizing.landed(here.district, key)
        titles = categorizing.target_of_categories(here.scope, key).titles
        shown.append((key, found, categorizing.near(found, titles)))
    return render(request, "rules/categories.html", {"tables": shown})


def year(request: HttpRequest, here: Here) -> HttpResponse:
    """Show the steps into a new school year; a form lets rules name the successors."""
    with district_scope(here.district.id) as scope:
        held = versions.current(scope).rules
        found = roll_over.outdated(scope, held)
        today = here.now.astimezone(here.district.zone).date()
        most = delivery_counts.MOST
        moved = moves.moves(scope, today, today - timedelta(days=30), SHOWN, most)
    if request.method == "POST":
        made = succeeded(held, roll_over.successors(found))
        reason = _("matched again for a new year")
        version, _changed = keep_rules(here.district, made, (here.actor, reason))
        words = _("Version %(version)d of the rules names the classes and courses of this year.")
        messages.success(request, words % {"version": version})
        return redirect("rules-year", slug=here.district.slug)
    shown = {
        "steps": roll_over.steps(here.district, today, found),
        "outdated": found,
        "followed": sum(bool(one.successor) for one in found),
        "moved": moved,
        "most": most,
    }
    return render(request, "rules/year.html", shown)
