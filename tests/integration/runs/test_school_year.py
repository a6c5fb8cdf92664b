"""The scripted school year: after every event the teachers see what they should.

On 1.1 without any rule, on 1.2 under those of a district that joins several sources.
"""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec import structs

from homeroom.model.kinds import Kind
from homeroom.model.roster import Class
from homeroom.rules.class_maps import ClassMap
from homeroom.rules.document import NO_RULES, Rules
from homeroom.rules.succession import succeeded
from homeroom.rules.uniqueness import usual
from homeroom.rules.year import SchoolYear
from homeroom.runs.year import roll_over
from homeroom.runs.year.roll_over import State
from homeroom.store import absences, apps, moves
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.hub import IC, MATHLY, activate_campus, activate_mathly, run
from tests.integration.merge.conftest import decide, every
from tests.sandboxes import sandbox
from tests.thorough import THOROUGH

RULES = {"1.1": NO_RULES, "1.2": Rules(masters_by_role=True, uniqueness=usual())}
CLOSED = SchoolYear(closed_before=date(2027, 7, 31))
# Who moved within the fortnight before, from where, and where to.
MOVED = {
    "return": set(),  # Dev left and came back to the same section
    "move between sections": {("Ben", "section", "Algebra I - 01", ("Algebra I - 02",))},
    "move between schools": {
        ("Ben", "section", "Algebra I - 01", ("Algebra I - 02",)),
        ("Kaia", "school", "Math 7 - 01", ("Algebra I - 02",)),
    },
    "first quiz of the new year": set(),
}


def moved(district: District, day: date) -> set[Any]:
    with district_scope(district.id) as scope:
        found = moves.moves(scope, day, day - timedelta(days=14), 50)
    return {(one.name.split()[0], one.how, one.class_title, tuple(one.now)) for one in found}


def shared_course(district: District) -> ClassMap:
    """Return the map of the course that the app has for both Spanish sections."""
    found = (one for one in every(district, Kind.CLASS) if isinstance(one, Class))
    sections = tuple(one.sourced_id for one in found if one.title.startswith("Spanish"))
    return ClassMap(app=MATHLY, course="mathly-spanish", sections=sections, due_key="due")


def turn(district: District, rules: Rules) -> Rules:
    """Do what the roll-over guide asks for: approve the removals, let rules name successors."""
    run(district, IC)
    with district_scope(district.id) as scope:
        absences.approve_held(scope, apps.keyed(scope, IC).id)
    run(district, IC)
    with district_scope(district.id) as scope:
        found = roll_over.outdated(scope, rules)
    assert {one.title for one in found} == {"Spanish I - 01", "Spanish II - 01"}
    made = succeeded(rules, roll_over.successors(found))
    return decide(district, **structs.asdict(made))


def open_steps(district: District, day: date) -> set[str]:
    return {one.name for one in roll_over.steps(district, day) if one.state is State.OPEN}


@pytest.mark.parametrize("api", ["1.2", "1.1"] if THOROUGH else ["1.2"])
def test_every_step_of_the_school_year_ends_with_the_expected_teacher_view(
    api: str, district: District, tmp_path: Path
) -> None:
    export, rules = tmp_path / "mathly.zip", RULES[api]
    decide(district, **structs.asdict(rules))
    with sandbox("--script", "school-year") as campus:
        activate_campus(district, campus, api)
        activate_mathly(district, export)
        for step in campus.get("school-year")["steps"]:
            day = date.fromisoformat(step["day"])
            if step["name"] == "one course for two sections":
                rules = structs.replace(rules, classes=(shared_course(district),))
            if step["name"] == "roll-over":
                rules = structs.replace(rules, year=CLOSED)
            decide(district, **structs.asdict(rules))
            campus.post("school-year/next")
            campus.fetch(f"learning-app.zip?api={api}", export)
            run(district, IC)
            run(district, MATHLY)
            expected = campus.get(f"school-year/expected?api={api}")["items"]
            seen = campus.get(f"school-year/actual?api={api}")["items"]
            assert seen == expected, step["name"]
            if step["name"] in MOVED:
                assert moved(district, day) == MOVED[step["name"]], step["name"]
            if step["name"] == "roll-over":
                rules = turn(district, rules)
        before = campus.writes()
        run(district, IC)
        run(district, MATHLY)
        assert campus.writes() == before
        assert open_steps(district, day) == {"removals", "deliveries of the old year"}
