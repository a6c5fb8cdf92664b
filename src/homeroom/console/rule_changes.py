"""What every form that changes rules shares: how a change reads, may be kept, and is kept."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from homeroom.console.here import Here
from homeroom.rules.differences import Difference
from homeroom.rules.document import Rules
from homeroom.runs.rules.keeping import keep_rules
from homeroom.store.rules import Held


def lines_of(found: Sequence[Difference]) -> list[tuple[str, str, str]]:
    """Return what differs as it is read: the rule, before, and after."""
    return [(one.path, _plain(one.before), _plain(one.after)) for one in found]


def _plain(value: Any) -> str:
    """Return a value of the rules in words: {"place": "district"} is place: district."""
    if isinstance(value, dict):
        return ", ".join(f"{name}: {_plain(each)}" for name, each in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(_plain(each) for each in value)
    return "-" if value is None else str(value)


def why_not(request: HttpRequest, held: Held, field: str) -> list[tuple[str, str]]:
    """Return why a change may not be kept yet: it lacks a reason, or the rules are others now.

    `field`: which one has to be looked at again where somebody else changed the rules.
    """
    if request.POST.get("base") != str(held.version):
        words = _("Somebody changed the rules meanwhile. Look at what this changes now.")
        return [(field, words)]
    if not request.POST.get("reason", "").strip():
        return [("reason", _("Say why, for those who come after you."))]
    return []


def saved(request: HttpRequest, here: Here, held: Held, proposed: Rules) -> HttpResponse:
    """Keep rules that were made from the held ones, say what that changed, and lead back."""
    reason = request.POST.get("reason", "").strip()
    by = (here.actor, reason)
    version, changed = keep_rules(here.district, proposed, by, held.version)
    words = kept_words(version, sum(changed.values()))
    if here.schools is not None:
        words = _("Version %(version)d of the rules holds.") % {"version": version}
    messages.success(request, words)
    return redirect("rules", slug=here.district.slug)


def kept_words(version: int, many: int) -> str:
    """Say which version holds now, and what it changed."""
    words = ngettext(
        "Version %(version)d of the rules holds; it changed %(many)d record.",
        "Version %(version)d of the rules holds; it changed %(many)d records.",
        many,
    )
    return words % {"version": version, "many": many}
