"""Control endpoints that act: as teacher, as district, and on the clock."""

from datetime import date

import msgspec
from msgspec import Struct, structs

from homeroom.sandbox.campus.grades import Item
from homeroom.sandbox.control.stage import Stage
from homeroom.sandbox.teacher import acts
from homeroom.sandbox.teacher.view import section_view
from homeroom.sandbox.web.messages import Request, Response, json_response


class _Rule(Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    mode: str


class _Window(Struct, frozen=True, forbid_unknown_fields=True):
    """A `task` by the id of its line item, or all quarter grades and standards of a `section`."""

    open: bool
    task: str = ""
    section: str = ""


class _Day(Struct, frozen=True, forbid_unknown_fields=True):
    day: date


def score(stage: Stage, request: Request, ids: list[str]) -> Response:
    row = acts.give_score(stage.campus, msgspec.json.decode(request.body, type=acts.GiveScore))
    return json_response(200, {"result_id": row.id, "item_id": row.item})


def align(stage: Stage, request: Request, ids: list[str]) -> Response:
    item = acts.align(stage.campus, msgspec.json.decode(request.body, type=acts.Align))
    return json_response(200, _shown_item(stage, item))


def item(stage: Stage, request: Request, ids: list[str]) -> Response:
    made = acts.make_item(stage.campus, msgspec.json.decode(request.body, type=acts.MakeItem))
    return json_response(201, _shown_item(stage, made))


def _shown_item(stage: Stage, item: Item) -> dict[str, object]:
    items: list[dict[str, object]] = section_view(stage.campus, item.section)["items"]
    return next(row for row in items if row["id"] == item.id)


def rules(stage: Stage, request: Request, ids: list[str]) -> Response:
    table = stage.campus.rules.rules
    return json_response(200, {name: structs.asdict(rule) for name, rule in table.items()})


def rule(stage: Stage, request: Request, ids: list[str]) -> Response:
    wanted = msgspec.json.decode(request.body, type=_Rule)
    stage.campus.rules.set_mode(wanted.name, wanted.mode)
    return json_response(200, structs.asdict(stage.campus.rules.rules[wanted.name]))


def window(stage: Stage, request: Request, ids: list[str]) -> Response:
    """Open or close grading windows by hand."""
    wanted = msgspec.json.decode(request.body, type=_Window)
    campus = stage.campus
    if wanted.task:
        found = campus.book.item(wanted.task)
        tasks = [found] if found and found.task else []
    else:
        section = acts.find_section(campus, wanted.section)
        tasks = [row for row in campus.book.items_of(section.number) if row.task]
    if not tasks:
        raise acts.Mistake(f"There is no grading task {wanted.task or wanted.section}.")
    for task in tasks:
        campus.set_window(task, wanted.open)
    return json_response(200, {"open": wanted.open, "tasks": [task.id for task in tasks]})


def day(stage: Stage, request: Request, ids: list[str]) -> Response:
    """Go to another day; scores of a generated district stay those of the day it began with."""
    wanted = msgspec.json.decode(request.body, type=_Day)
    stage.campus.clock.set_day(wanted.day)
    return json_response(200, {"day": wanted.day.isoformat()})


def upgrade(stage: Stage, request: Request, ids: list[str]) -> Response:
    """Open 1.2 for this district, as Infinite Campus does vendor by vendor (KB-CFG)."""
    stage.manners.apis.add("1.2")
    return json_response(200, {"service_url": stage.service_url()})
