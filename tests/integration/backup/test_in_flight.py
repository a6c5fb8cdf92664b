"""What a backup catches in the middle of a delivery: afterwards a teacher's edit stands as well.

Each row of the table is a state that a delivery goes through, as the database holds it then.
Between the backup and the restore the teacher edits the grade in the SIS.
"""

from itertools import islice
from pathlib import Path
from typing import NamedTuple

import pytest

from homeroom.backup.take import take
from homeroom.store import apps, districts
from homeroom.store.scope import district_scope
from tests.hub import IC, MATHLY, codes
from tests.integration.backup.conftest import PASSPHRASE, Move, bring_back
from tests.integration.backup.test_after_restore import (
    deliver,
    edit,
    forget_requests,
    seen,
    sync,
    writes,
)
from tests.integration.faults.scene import Scene
from tests.integration.sandbox.client import GRADES

ORDERS = pytest.mark.parametrize("order", [(IC, MATHLY), (MATHLY, IC)], ids=["sis", "app"])
CLAIMED = "state = 'sending', claim = gen_random_uuid(), claimed_until = now() + interval '1 hour'"
OLDER = """jsonb_build_object('score', '3', 'digest', 'of a three')"""
STATES = {
    "first write under way": (
        f"{CLAIMED}, sent = NULL, baseline = NULL, found = NULL, delivered_at = NULL"
    ),
    "answer to the first write lost": (
        "state = 'waiting', sent = NULL, baseline = NULL, found = NULL, delivered_at = NULL"
    ),
    "first write noted as tried": (
        f"{CLAIMED}, tried = sent, sent = NULL, baseline = NULL, delivered_at = NULL"
    ),
    "a later write under way": f"{CLAIMED}, baseline = NULL",
    "a later write noted as tried": (
        f"{CLAIMED}, tried = sent, sent = sent || {OLDER}, baseline = baseline || {OLDER}"
    ),
    "answer to a later write lost": "state = 'waiting', baseline = NULL",
    "not read back yet": "baseline = NULL",
    "approved, not sent yet": ("state = 'waiting', approved = true, baseline = NULL, facts = NULL"),
}


class Seats(NamedTuple):
    """Three students of a class whose grades are caught in one state, and what the app gave."""

    section: str
    students: list[str]
    given: list[str]


def caught(scene: Scene) -> dict[str, Seats]:
    """Deliver three grades for each state, four states in a class, and put them into it."""
    found: dict[str, Seats] = {}
    names = list(STATES)
    for at, section in enumerate(list(scene.students)[:2]):
        there = names[4 * at : 4 * at + 4]
        given = {name: [f"{names.index(name) + 1}.{seat}" for seat in (1, 2, 3)] for name in there}
        deliver(scene, "Quiz 1", [one for name in there for one in given[name]], at)
        seats = iter(scene.students[section])
        found |= {name: Seats(section, list(islice(seats, 3)), given[name]) for name in there}
    with district_scope(scene.district.id) as scope:
        for name, seat in found.items():
            changed = scope.run(
                f"UPDATE deliveries SET {STATES[name]}"
                " WHERE kind = 'result' AND sent->>'score' = ANY(%(given)s)",
                given=seat.given,
            )
            assert changed == 3, name
    return found


def changed_second(scene: Scene, seats: dict[str, Seats]) -> None:
    """Let the app change the second grade of each state, and leave the others as they were."""
    classes: dict[str, list[str]] = {}
    for section, _, given in seats.values():
        classes.setdefault(section, []).extend([given[0], f"{given[1]}5", given[2]])
    for section, scores in classes.items():
        scene.grade(section, "Quiz 1", scores)
    scene.export()


@ORDERS
def test_an_edit_that_the_backup_does_not_know_is_never_overwritten(
    scene: Scene, move_on: Move, tmp_path: Path, order: tuple[str, str]
) -> None:
    seats = caught(scene)
    take(tmp_path / "hub.age", PASSPHRASE)
    for section, (one, two, _), _ in seats.values():
        edit(scene, section, "Quiz 1", one, "10")
        edit(scene, section, "Quiz 1", two, "9.5")
    move_on()
    bring_back(tmp_path / "hub.age")
    scene.district = districts.named("riverbend")
    forget_requests(scene)
    sync(scene, *order)
    # The app changes the second one of each too, now that everything was compared.
    changed_second(scene, seats)
    sync(scene, MATHLY, IC)
    shown = {section: seen(scene, section, "Quiz 1") for section, _, _ in seats.values()}
    assert {
        name: [shown[section][student] for student in students]
        for name, (section, students, _) in seats.items()
    } == {name: ["10", "9.5", given[2]] for name, (_, _, given) in seats.items()}
    assert sum(codes(scene.district).values()) == 2 * len(STATES)
    assert set(codes(scene.district)) == {"conflict.edited_in_sis", "conflict.there_before"}
    assert writes(scene) == 0


def test_what_nobody_touched_is_taken_over_without_a_write(
    scene: Scene, move_on: Move, tmp_path: Path
) -> None:
    # The app comes first here; the third grades above are some that nobody touched, in both orders.
    caught(scene)
    take(tmp_path / "hub.age", PASSPHRASE)
    move_on()
    bring_back(tmp_path / "hub.age")
    scene.district = districts.named("riverbend")
    forget_requests(scene)
    sync(scene, MATHLY, IC)
    assert codes(scene.district) == {}
    assert writes(scene) == 0
    scene.settle()
    scene.check_at_rest()


def test_a_grade_deleted_in_the_sis_is_not_sent_again_unasked(
    scene: Scene, move_on: Move, tmp_path: Path
) -> None:
    section = deliver(scene, "Quiz 1", ["8", "9", "7"])
    take(tmp_path / "hub.age", PASSPHRASE)
    with district_scope(scene.district.id) as scope:
        id_ = scope.value(
            "SELECT sent->>'id' FROM deliveries WHERE kind = 'result' AND target_id = %(ic)s"
            " AND sent->>'score' = '8'",
            ic=apps.keyed(scope, IC).id,
        )
    assert scene.client.delete(f"{GRADES[scene.api]}/results/{id_}").status < 300
    move_on()
    bring_back(tmp_path / "hub.age")
    scene.district = districts.named("riverbend")
    sync(scene, IC, MATHLY, IC)
    assert sorted(seen(scene, section, "Quiz 1").values()) == ["7", "9"]
    assert codes(scene.district) == {"conflict.deleted_in_sis": 1}
