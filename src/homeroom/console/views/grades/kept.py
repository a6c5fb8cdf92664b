"""What is kept back, one by one: a list that narrows by reason, and its CSV."""

from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_noop

from homeroom.console.here import Here
from homeroom.console.sheets import note_export, sheet
from homeroom.console.views.grades.reach import Said, chosen_of, said, target, within
from homeroom.store import grades_out
from homeroom.store.deliveries import Delivery
from homeroom.store.grades_out import Cause, Chosen, Kept
from homeroom.store.of_app import OwnDelivery

SHOWN = 50
COLUMNS = (
    gettext_noop("Class"),
    gettext_noop("Line item"),
    gettext_noop("Student"),
    gettext_noop("State"),
    gettext_noop("Reason"),
    gettext_noop("What to do"),
    gettext_noop("Since"),
    gettext_noop("Record"),
)


def show_kept(request: HttpRequest, here: Here, sis: str) -> HttpResponseBase:
    """List what is kept back, the latest first; `?format=csv` gives exactly these rows."""
    app, chosen = target(here, sis), chosen_of(request.GET.dict())
    found = grades_out.kept(
        here.scope, app.id, chosen, within(here), (after(request.GET.get("after", "")), SHOWN)
    )
    rows = [(one, why(one)) for one in found]
    if request.GET.get("format") == "csv":
        lines = [_line(here, one, told) for one, told in rows]
        note_export(here, app.key, {"list": "kept", "rows": len(lines)})
        return sheet(f"grades-out-{here.district.slug}", COLUMNS, lines)
    shown = {
        "app": app,
        "rows": rows,
        "chosen": chosen,
        "narrow": urlencode(_narrow(chosen)),
        "next": mark_of(found[-1].delivery) if len(found) == SHOWN else "",
        "after": request.GET.get("after", ""),
        "first": rows[0][1] if rows and chosen.code else None,
    }
    return render(request, "grades/kept.html", shown)


def why(one: Kept) -> Said:
    """Return why a delivery is kept back, in words."""
    held = one.delivery
    return said(
        Cause(kind=held.kind.value, state=held.state, code=held.code, many=1, facts=held.facts)
    )


def _narrow(chosen: Chosen) -> dict[str, str]:
    state = chosen.states[0] if len(chosen.states) == 1 else ""
    given = {"state": state, "code": chosen.code, "class": chosen.class_id, "item": chosen.item_id}
    return {name: value for name, value in given.items() if value}


def mark_of(last: Delivery | OwnDelivery) -> str:
    """Return the mark of the last row of a page, after which the next one goes on."""
    return f"{last.changed_at.isoformat()}_{last.record_id}"


def after(mark: str) -> tuple[datetime, str] | None:
    """Return where a page goes on; a mark that is none begins at the top."""
    at, _, record = mark.partition("_")
    try:
        return datetime.fromisoformat(at), str(UUID(record))
    except ValueError:
        return None


def _line(here: Here, one: Kept, told: Said) -> tuple[str, ...]:
    at = one.delivery.changed_at.astimezone(here.district.zone)
    return (
        one.class_title, one.item_title, one.student, one.delivery.state, told.words, told.fix,
        at.strftime("%Y-%m-%d %H:%M"), one.delivery.record_id,
    )  # fmt: skip
