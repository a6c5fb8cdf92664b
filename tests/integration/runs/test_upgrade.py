"""From API 1.1 to 1.2: every person gets another id there, and nobody here notices.

With HOMEROOM_UPGRADE_STUDENTS=5000 this is the upgrade of a district of that size.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.rules.uniqueness import usual
from homeroom.runs import joining
from homeroom.runs.id_change import ONE_PERSON, apply_plan
from homeroom.runs.id_plan import plan_upgrade
from homeroom.runs.id_reading import KINDS
from homeroom.store import apps, id_plans, links
from homeroom.store.columns import TABLES
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.hub import IC, MATHLY, activate_campus, activate_mathly, codes, run, states
from tests.integration.merge.conftest import decide
from tests.packages import line_item, result, write_package
from tests.sandboxes import Sandbox, sandbox

STUDENTS = os.environ.get("HOMEROOM_UPGRADE_STUDENTS", "60")
EARLY = {"assignDate": "2026-08-24", "dueDate": "2026-08-26"}
Book = dict[str, list[dict[str, str]]]


@pytest.fixture(params=[STUDENTS])
def campus(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A pretend Infinite Campus early in the year; some teachers have children at its schools."""
    with sandbox("--students", request.param, "--day", "2026-08-28") as running:
        yield running


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


def apply_broken_off(district: District) -> dict[str, list[str]]:
    """Carry the plan out, broken off after the first two were made one."""
    groups = two_in_one(district)
    stays, (goes, *_) = next(iter(groups.items()))
    joining.join(district, Kind.USER, stays, goes, ("test", ONE_PERSON))
    merged = apply_plan(district, IC, "test").merged
    assert merged == sum(len(one) for one in groups.values()) - 1
    with pytest.raises(NeedsDistrict, match="No change of ids is prepared"):
        apply_plan(district, IC, "test")
    return groups


def test_after_the_upgrade_nobody_is_made_anew_and_no_grade_is_delivered_twice(
    district: District, campus: Sandbox, tmp_path: Path
) -> None:
    book = in_step(district, campus, tmp_path / "mathly.zip", 3)
    before, wrote = everything(district), campus.writes()
    counts = plan(district, campus)
    assert sum(one.get("waits", 0) + one.get("new", 0) for one in counts.values()) == 0, counts
    assert counts["user"] == {"renamed": len(before[Kind.USER])}
    assert set(counts["org"]) == {"renamed"}
    assert set(counts["class"]) == set(counts["enrollment"]) == {"matched"}
    bare = of_plan(district, id_plans.uncategorised, 100_000)
    assert {one.title for one in bare} >= {f"Quiz q-{section}" for section in sections(book)}
    assert everything(district) == before, "a plan changes nothing"

    groups = apply_broken_off(district)
    for _ in range(2):
        report = run(district, IC)
        assert report.stored["user"].new == report.stored["enrollment"].new == 0
        assert not report.removed
        run(district, MATHLY)  # it still calls everybody by the ids of 1.1
    after = everything(district)
    assert {kind: ids_of(held) for kind, held in after.items()} == {
        kind: ids_of(held) for kind, held in before.items()
    }
    gone = {id_ for some in groups.values() for id_ in some}
    assert retired(after[Kind.USER]) - retired(before[Kind.USER]) == gone
    assert campus.writes() == wrote
    assert states(district)["result", "delivered"] == len(book["results"]), codes(district)

    # A new grade goes to the new id of its student, once.
    book["results"][0]["score"] = "3.5"
    write_package(tmp_path / "mathly.zip", book)
    for _ in range(2):
        run(district, MATHLY)
    assert campus.writes() == wrote + 1
    section = sections(book)[0]
    mine = [one for one in book["results"] if one["lineItemSourcedId"] == f"q-{section}"]
    assert shown_scores(campus, section) == {one["studentSourcedId"]: one["score"] for one in mine}

    # Who was two is one, and an app that knows the other by the hub's id still means this one.
    with district_scope(district.id) as scope:
        for stays, goes in groups.items():
            names = [(Kind.USER, before[Kind.USER][id_][0]) for id_ in goes]
            assert {hub for hub, _ in links.find_hub_ids(scope, names).values()} == {stays}


@pytest.mark.parametrize("campus", ["20"], indirect=True)
def test_a_grade_that_a_teacher_changed_before_the_upgrade_is_found_and_kept(
    district: District, campus: Sandbox, tmp_path: Path
) -> None:
    path = tmp_path / "mathly.zip"
    decide(district, uniqueness=usual(), masters_by_role=True)
    book = in_step(district, campus, path, 1)
    (section,) = sections(book)
    change = {"section": section, "item": f"Quiz q-{section}", "score": "9.5"}
    campus.post("teacher/score", change | {"student": book["results"][2]["studentSourcedId"]})
    plan(district, campus)
    apply_plan(district, IC, "test")
    wrote = campus.writes()
    book["results"][3]["score"] = "1.5"
    write_package(path, book)
    run(district, MATHLY)
    assert campus.writes() == wrote, "nothing goes out before a sync has compared"
    run(district, IC)
    assert codes(district) == {"conflict.edited_in_sis": 1}
    assert campus.writes() == wrote + 1
