"""A hub that has delivered an app's grades by API 1.1, and what it knows before and after 1.2."""

from pathlib import Path
from typing import Any

from homeroom.model.kinds import Kind
from homeroom.runs.ids.id_plan import plan_upgrade
from homeroom.runs.ids.id_reading import KINDS
from homeroom.store import apps, id_plans
from homeroom.store.columns import TABLES
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.hub import IC, MATHLY, activate_campus, activate_mathly, codes, run, states
from tests.packages import line_item, result, write_package
from tests.sandboxes import Sandbox

EARLY = {"assignDate": "2026-08-24", "dueDate": "2026-08-26"}
Book = dict[str, list[dict[str, str]]]


def asked(district: District, sql: str, **named: Any) -> list[Any]:
    with district_scope(district.id) as scope:
        return scope.rows(sql, **named)


def gradebook(district: District, classes: int = 3) -> Book:
    """Return what an app graded in some classes, in the ids of API 1.1."""
    rows = asked(
        district,
        "SELECT c.external_id, array_agg(u.external_id ORDER BY u.external_id)"
        " FROM enrollments e JOIN record_links c ON c.record_id = e.class_id AND c.kind = 'class'"
        " JOIN record_links u ON u.record_id = e.user_id AND u.kind = 'user'"
        " WHERE e.role = 'student' AND e.begin_date < '2026-08-24' AND e.end_date > '2027-05-01'"
        " AND u.space = '1.1' AND c.space = '1.1' GROUP BY 1 ORDER BY 1 LIMIT %(many)s",
        many=classes,
    )
    items = [line_item(f"q-{c}", classSourcedId=c, categorySourcedId="h", **EARLY) for c, _ in rows]
    grades = [
        result(f"q-{section}", student, str(place % 11), scoreDate="2026-08-27")
        for section, students in rows
        for place, student in enumerate(students)
    ]
    grades[1] |= {"late": "true"}
    home = [{"sourcedId": "h", "title": "Homework"}]
    return {"categories": home, "lineItems": items, "results": grades}


def everything(district: District) -> dict[Kind, dict[str, tuple[str, bool]]]:
    """Return every record of the hub: its id towards apps, and whether it is active."""
    found = {}
    for kind in (*KINDS, Kind.RESULT):
        table = TABLES[kind].name
        rows = asked(district, f"SELECT id::text, sourced_id, retired_at IS NULL FROM {table}")
        found[kind] = {id_: (sourced_id, active) for id_, sourced_id, active in rows}
    return found


def plan(district: District, campus: Sandbox) -> dict[str, dict[str, int]]:
    given = {"service_url": campus.ready["service_url"]["1.2"]}
    plan_upgrade(district, IC, given, {}, "test", lambda kind, many: None)
    with district_scope(district.id) as scope:
        return id_plans.counted(scope, apps.keyed(scope, IC).id)


def of_plan(district: District, what: Any, *named: Any) -> Any:
    with district_scope(district.id) as scope:
        return what(scope, apps.keyed(scope, IC).id, *named)


def in_step(district: District, campus: Sandbox, path: Path, classes: int) -> Book:
    """Let a hub on API 1.1 read everything and deliver an app's grades; return those."""
    activate_campus(district, campus, "1.1")
    run(district, IC)
    book = gradebook(district, classes)
    write_package(path, book)
    activate_mathly(district, path)
    run(district, MATHLY)
    run(district, IC)
    assert states(district)["result", "delivered"] == len(book["results"]), codes(district)
    return book


def sections(book: Book) -> list[str]:
    return [one["classSourcedId"] for one in book["lineItems"]]


def shown_scores(campus: Sandbox, section: str) -> dict[str, str]:
    """Return what the teacher sees in the item of a section, by the students' ids of API 1.1."""
    view = campus.get(f"teacher-view.json?section={section}")["sections"][0]
    (item,) = [one for one in view["items"] if one["title"] == f"Quiz q-{section}"]
    return {one["student"]["ids"]["1.1"]: one["score"] for one in item["scores"] if one["score"]}


def ids_of(held: dict[str, tuple[str, bool]]) -> dict[str, str]:
    return {id_: sourced_id for id_, (sourced_id, _) in held.items()}


def retired(held: dict[str, tuple[str, bool]]) -> set[str]:
    return {id_ for id_, (_, active) in held.items() if not active}


def two_in_one(district: District) -> dict[str, list[str]]:
    """Return who is several records on 1.1 and one person on 1.2, by the record that stays."""
    groups = of_plan(district, id_plans.split, "1.1")
    assert {kind for kind, _ in groups} == {Kind.USER}
    return {ids[0]: ids[1:] for _, ids in groups}
