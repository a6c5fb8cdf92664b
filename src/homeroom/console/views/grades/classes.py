"""A class and what became of its line items; a line item and what became of its grades."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from msgspec import Struct

from homeroom.console.here import Here
from homeroom.console.views.grades.reach import (
    Said,
    acting,
    class_in,
    deciding,
    said,
    target,
    within,
)
from homeroom.rules.scope import Deliver
from homeroom.runs.deliver import opting
from homeroom.store import class_items
from homeroom.store.class_items import ItemOut
from homeroom.store.grades_out import KEPT_BACK, Cause


class Line(Struct, frozen=True, kw_only=True):
    """One line item as the page shows it."""

    item: ItemOut
    own: Said | None  # why the line item itself is kept back
    causes: list[Said]  # why some of its grades are
    delivered: int
    waiting: int
    again: int  # how many may be checked and sent again

    @property
    def many(self) -> int:
        """Return how many grades it has that are meant for the SIS."""
        return sum(one.many for one in self.item.grades)


def show_class(request: HttpRequest, here: Here, sis: str, class_id: UUID) -> HttpResponse:
    """Show a class: per line item what became of it, with the reason and what to do."""
    app = target(here, sis)
    title = class_items.seen_class(here.scope, str(class_id), within(here))
    if title is None:
        raise Http404
    rule = opting.standing(here.scope, str(class_id))
    held = rule is not None and rule.deliver is Deliver.HOLD
    shown = {
        "app": app,
        "class_id": str(class_id),
        "title": title,
        "lines": [line_of(one) for one in class_items.items_of(here.scope, app.id, str(class_id))],
        "most": class_items.SHOWN,
        "opted_out": held,
        "by_teacher": bool(rule and rule.by_teacher),
        "is_teacher": not class_in(here, str(class_id), deciding(here)),
        "can": class_in(here, str(class_id), acting(here)),
    }
    return render(request, "grades/class.html", shown)


def line_of(item: ItemOut) -> Line:
    """Return a line item with its reasons in words."""
    own = None
    if item.state in KEPT_BACK:
        own = said(
            Cause(kind="lineItem", state=item.state, code=item.code, many=1, facts=item.facts)
        )
    causes = [
        said(Cause(kind="result", state=one.state, code=one.code, many=one.many, facts=one.facts))
        for one in item.grades
        if one.state in KEPT_BACK
    ]
    return Line(
        item=item,
        own=own,
        causes=causes,
        delivered=item.many("delivered"),
        waiting=item.many("waiting") + item.many("sending"),
        again=sum(one.cause.many for one in causes if one.again) + bool(own and own.again),
    )


def show_item(request: HttpRequest, here: Here, sis: str, item_id: UUID) -> HttpResponse:
    """Show a line item: each grade, what the app says, and what became of it."""
    app = target(here, sis)
    seen = class_items.seen_item(here.scope, str(item_id), within(here))
    if seen is None:
        raise Http404
    title, class_id, class_title = seen
    rows = class_items.grades_of(here.scope, app.id, str(item_id))
    shown = {
        "app": app,
        "item_id": str(item_id),
        "title": title,
        "class_id": class_id,
        "class_title": class_title,
        "rows": [(one, _why(one)) for one in rows],
    }
    return render(request, "grades/item.html", shown)


def _why(one: class_items.GradeOut) -> Said | None:
    if one.state not in KEPT_BACK:
        return None
    return said(Cause(kind="result", state=one.state, code=one.code, many=1, facts=one.facts))


def opt(request: HttpRequest, here: Here, sis: str, class_id: UUID) -> HttpResponse:
    """Opt a class out, or in again; without a word about it the page of the class is shown."""
    if request.POST.get("act") not in ("in", "out"):
        return show_class(request, here, sis, class_id)
    app = target(here, sis)
    title = class_items.seen_class(here.scope, str(class_id), within(here))
    if title is None:
        raise Http404
    by = (here.actor, not class_in(here, str(class_id), deciding(here)))
    if request.POST["act"] == "in":
        opting.opt_in(here.scope, str(class_id), by, here.now)
        words = _("Grades of %(title)s go to %(app)s again.")
    else:
        opting.opt_out(here.scope, str(class_id), by, here.now)
        words = _("Grades of %(title)s stay out of %(app)s. What is there already stays there.")
    messages.success(request, words % {"title": title, "app": app.title})
    return redirect("grades-class", slug=here.district.slug, sis=sis, class_id=class_id)
