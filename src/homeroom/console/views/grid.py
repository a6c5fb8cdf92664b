"""A class's gradebook as a grid: students by line items, with what became of each grade."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from msgspec import Struct

from homeroom.access.roles import Role
from homeroom.console import telling
from homeroom.console.here import Here
from homeroom.console.numbers import whole
from homeroom.console.words import DELIVERIES
from homeroom.model.kinds import Kind
from homeroom.model.scores import score_text
from homeroom.store import apps, gradebook
from homeroom.store.gradebook import Cell, Column, Sent

ITEMS = 30
_WORDS = {
    "late": gettext_lazy("late"),
    "missing": gettext_lazy("missing"),
    "incomplete": gettext_lazy("incomplete"),
    "in_progress": gettext_lazy("in progress"),
}
_ANY = UUID(int=0)


class Shown(Struct, frozen=True, kw_only=True):
    """One cell: the score in words, its flags, its delivery, and the SIS's value if it differs."""

    id: str
    score: str
    flags: tuple[str, ...]
    state: str
    chip: SafeString  # the state of its delivery, drawn
    why: str
    there: str


def show(request: HttpRequest, here: Here, class_id: UUID) -> HttpResponse:
    """Show the gradebook of one class: the newest line items, and older ones behind a link."""
    room = gradebook.room(here.scope, str(class_id))
    if room is None or not _may_see(here, room):
        raise Http404
    every = gradebook.columns(here.scope, room.id)
    asked = whole(request.GET.get("from", ""))
    first = _due_by_now(here, every) if asked is None else min(asked, max(len(every) - 1, 0))
    some = _by_category(every[first : first + ITEMS])
    chips = _chips()
    targets = {one.id: one.title for one in apps.every(here.scope)}
    found = gradebook.cells(here.scope, [one.id for one in some])
    sent = _sent(here, targets, Kind.RESULT, [one.id for one in found])
    of_items = _sent(here, targets, Kind.LINE_ITEM, [one.id for one in some])
    cells = {(one.student_id, one.item_id): _shown(one, sent.get(one.id), chips) for one in found}
    pupils = gradebook.pupils(here.scope, room.id)
    given = {
        "room": room,
        "groups": [
            (title or _("Without a category"), list(group))
            for title, group in groupby(some, key=_category)
        ],
        "items": [(one, of_items.get(one.id)) for one in some],
        "rows": [(one, [cells.get((one.id, item.id)) for item in some]) for one in pupils],
        "results": _results(here),
        "many": len(every),
        "first": first + 1,
        "last": first + len(some),
        "older": first + ITEMS if first + ITEMS < len(every) else None,
        "newer": max(first - ITEMS, 0) if first else None,
    }
    return render(request, "grid/show.html", given)


def _may_see(here: Here, room: gradebook.Room) -> bool:
    """Say whether the class is one of the teacher's, or of a school that may be seen."""
    if here.has(Role.TEACHER) and room.id in here.classes:
        return True
    if here.roles <= {Role.TEACHER}:
        return False
    return here.schools is None or room.school_id in here.schools


def _due_by_now(here: Here, every: Sequence[Column]) -> int:
    """Return the place of the newest line item that is due already: what comes is not graded."""
    places = (n for n, one in enumerate(every) if one.due is None or one.due <= here.now)
    return next(places, 0)


def _category(one: Column) -> str:
    if not one.category:
        return ""
    if one.weight is None:
        return one.category
    return _("%(title)s (%(weight)s %%)") % {"title": one.category, "weight": f"{one.weight:f}"}


def _by_category(some: Sequence[Column]) -> list[Column]:
    """Return line items by category, those without one last; within one as they were."""
    return sorted(some, key=lambda one: (not one.category, _category(one)))


def _sent(
    here: Here, targets: Mapping[int, str], kind: Kind, ids: Sequence[str]
) -> dict[str, Sent]:
    """Return the delivery of each record; of several targets the one that needs a person first."""
    urgent = ("conflict", "refused", "held", "waiting", "sending", "delivered", "dropped")
    found = gradebook.sent(here.scope, list(targets), kind.value, ids)
    ranked = sorted(found, key=lambda one: urgent.index(one.state), reverse=True)
    return {one.record_id: one for one in ranked}


def _chips() -> dict[str, SafeString]:
    """Return each state drawn once: a grid shows a thousand of them."""
    return {
        state: render_to_string("parts/chip.html", {"word": word})
        for state, word in DELIVERIES.items()
    }


def _results(here: Here) -> str:
    """Return what the address of a result's page begins with; its id follows."""
    kind = {"slug": here.district.slug, "kind": Kind.RESULT.value, "record_id": _ANY}
    return reverse("record", kwargs=kind).removesuffix(f"{_ANY}/")


def _shown(cell: Cell, sent: Sent | None, chips: Mapping[str, SafeString]) -> Shown:
    flags = [str(words) for name, words in _WORDS.items() if getattr(cell, name)]
    if cell.status in ("exempt", "not submitted", "submitted", "partially graded"):
        flags.append(cell.status)
    told = telling.told(sent.code, sent.facts) if sent and sent.code else None
    return Shown(
        id=cell.id,
        score=_score(cell.score, cell.text),
        flags=tuple(flags),
        state=sent.state if sent else "",
        chip=chips[sent.state] if sent else SafeString(""),
        why=f"{told.words} {told.fix}" if told else "",
        there=_there(cell, sent) if sent else "",
    )


def _score(score: Decimal | None, text: str | None) -> str:
    numbers = "" if score is None else score_text(score)
    return f"{text} ({numbers})" if text and numbers else text or numbers


def _there(cell: Cell, sent: Sent) -> str:
    """Return what the SIS holds where that is something else than the grade."""
    seen: Mapping[str, Any] = sent.facts.get("shown") or sent.seen
    if not seen:
        return ""
    score = None if cell.score is None else score_text(cell.score)
    if seen.get("score") == score and seen.get("text_score") in (None, cell.text):
        return ""
    held = [str(seen[name]) for name in ("text_score", "score") if seen.get(name) is not None]
    return " ".join(held) or _("no score")
