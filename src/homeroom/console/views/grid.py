"""A class's gradebook as a grid: students by line items, with what became of each grade."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from homeroom.access.roles import Role
from homeroom.console.grid_cells import Drawing, as_text, head_text, shown
from homeroom.console.here import Here
from homeroom.console.numbers import whole
from homeroom.console.pages import BY_NAME
from homeroom.console.sheets import note_export, plain_sheet
from homeroom.model.kinds import Kind
from homeroom.store import apps, gradebook
from homeroom.store.gradebook import Column, Pupil, Sent

ITEMS = 30
UNGRADED = 5  # line items without a grade that stand before the newest with one
STUDENTS = 60
_ANY = UUID(int=0)


def show(request: HttpRequest, here: Here, class_id: UUID) -> HttpResponseBase:
    """Show the gradebook of one class: the newest line items, and older ones behind a link.

    `?csv` gives the same part of it as a file.
    """
    room = gradebook.room(here.scope, str(class_id))
    if room is None or not _may_see(here, room):
        raise Http404
    every, pupils = gradebook.columns(here.scope, room.id), gradebook.pupils(here.scope, room.id)
    first = _place(request.GET.get("from", ""), len(every), begins(every, here.now))
    row = _place(request.GET.get("row", ""), len(pupils), 0)
    some = _by_category(every[first : first + ITEMS])
    seated = pupils[row : row + STUDENTS]
    found = _cells(here, some, seated)
    if "csv" in request.GET:
        return _file(here, room, found)
    drawing = Drawing(_records(here))
    given = {
        "room": room,
        "groups": [
            (title or _("Without a category"), list(group))
            for title, group in groupby(some, key=_category)
        ],
        **found,
        "records": drawing.records,
        "chips": drawing.chips,
        "many": len(every),
        "first": first + 1,
        "last": first + len(some),
        "onward": _ways((first, len(every)), (row, len(pupils))),
        "students": (row + 1, row + len(seated), len(pupils)),
        "csv": f"?from={first}&row={row}&csv=1",
    }
    given["drawn"] = [drawing.row(pupil, cells) for pupil, cells in given["rows"]]
    return render(request, "grid/show.html", given)


def _cells(here: Here, some: Sequence[Column], seated: Sequence[Pupil]) -> dict[str, Any]:
    """Return the line items and the students' rows, with how their deliveries stand."""
    targets = [one.id for one in apps.every(here.scope)]
    items = [one.id for one in some]
    found = gradebook.cells(here.scope, items, [one.id for one in seated])
    sent = _sent(here, targets, Kind.RESULT, [one.id for one in found])
    of_items = _sent(here, targets, Kind.LINE_ITEM, items)
    cells = {(one.student_id, one.item_id): shown(one, sent.get(one.id)) for one in found}
    return {
        "items": [(one, of_items.get(one.id)) for one in some],
        "rows": [(one, [cells.get((one.id, item)) for item in items]) for one in seated],
    }


def _file(here: Here, room: gradebook.Room, found: Mapping[str, Any]) -> HttpResponseBase:
    """Return what the page shows as a file: a row for each student."""
    items = [head_text(one, sent, here.district.zone) for one, sent in found["items"]]
    rows = [(pupil.name, *(as_text(cell) for cell in cells)) for pupil, cells in found["rows"]]
    note_export(here, f"class {room.id}", {"students": len(rows), "items": len(items)})
    return plain_sheet("gradebook", [_("Student"), *items], rows)


def _place(asked: str, many: int, usual: int) -> int:
    """Return where a page begins: where somebody asked for, if that is a number, or as usual."""
    number = whole(asked)
    return usual if number is None else min(number, max(many - 1, 0))


def _ways(items: tuple[int, int], students: tuple[int, int]) -> list[tuple[str, str]]:
    """Return the ways to the parts beside this one; each is a place and how many there are."""
    (first, many), (row, seats) = items, students
    found = []
    if first:
        found.append((_("Newer line items"), (max(first - ITEMS, 0), row)))
    if first + ITEMS < many:
        found.append((_("Older line items"), (first + ITEMS, row)))
    if row:
        found.append((_("Students before"), (first, max(row - STUDENTS, 0))))
    if row + STUDENTS < seats:
        found.append((_("Students after"), (first, row + STUDENTS)))
    return [(words, f"?from={item}&row={seat}") for words, (item, seat) in found]


def _may_see(here: Here, room: gradebook.Room) -> bool:
    """Say whether the class is one of the teacher's, or of a school that may be seen."""
    if here.has(Role.TEACHER) and room.id in here.classes:
        return True
    if here.roles <= {Role.TEACHER}:
        return False
    return here.schools is None or room.school_id in here.schools


def begins(every: Sequence[Column], now: datetime) -> int:
    """Return the place of the newest line item that is due already: what comes is not graded.

    Where nobody has graded many of those, as of work that was planned ahead, a few of them stand
    before the newest with a grade.
    """
    due = next((n for n, one in enumerate(every) if one.due is None or one.due <= now), 0)
    graded = next((n for n, one in enumerate(every) if one.graded and n >= due), due)
    return max(due, graded - UNGRADED)


def _category(one: Column) -> str:
    if not one.category:
        return ""
    if one.weight is None:
        return one.category
    return _("%(title)s (%(weight)s %%)") % {"title": one.category, "weight": f"{one.weight:f}"}


def _by_category(some: Sequence[Column]) -> list[Column]:
    """Return line items by category, those without one last; within one as they were."""
    return sorted(some, key=lambda one: (not one.category, _category(one)))


def _sent(here: Here, targets: Sequence[int], kind: Kind, ids: Sequence[str]) -> dict[str, Sent]:
    """Return the delivery of each record; of several targets the one that needs a person first."""
    urgent = ("conflict", "refused", "held", "waiting", "sending", "delivered", "dropped")
    found = gradebook.sent(here.scope, targets, kind.value, ids)
    ranked = sorted(found, key=lambda one: urgent.index(one.state), reverse=True)
    return {one.record_id: one for one in ranked}


def _records(here: Here) -> Mapping[str, str]:
    """Return what the address of a record begins with, by its kind; nothing for who may not see."""
    if not here.may(BY_NAME["record"].opens):
        return {}
    kinds = (Kind.USER.value, Kind.LINE_ITEM.value, Kind.RESULT.value)
    given = {"slug": here.district.slug, "record_id": _ANY}
    return {
        kind: reverse("record", kwargs={"kind": kind, **given}).removesuffix(f"{_ANY}/")
        for kind in kinds
    }
