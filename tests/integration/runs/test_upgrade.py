"""From API 1.1 to 1.2: every person gets another id there, and nobody here notices.

With HOMEROOM_UPGRADE_STUDENTS=5000 this is the upgrade of a district of that size.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.rules.uniqueness import usual
from homeroom.runs.ids.id_change import ONE_PERSON, apply_plan
from homeroom.runs.rules import joining
from homeroom.store import id_plans, links
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.hub import IC, MATHLY, codes, run, states
from tests.integration.merge.conftest import decide
from tests.integration.runs.upgrades import (
    everything,
    ids_of,
    in_step,
    of_plan,
    plan,
    retired,
    sections,
    shown_scores,
    two_in_one,
)
from tests.packages import write_package
from tests.sandboxes import Sandbox, sandbox

STUDENTS = os.environ.get("HOMEROOM_UPGRADE_STUDENTS", "60")


@pytest.fixture(params=[STUDENTS])
def campus(request: pytest.FixtureRequest) -> Iterator[Sandbox]:
    """A pretend Infinite Campus early in the year; some teachers have children at its schools."""
    with sandbox("--students", request.param, "--day", "2026-08-28") as running:
        yield running


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
