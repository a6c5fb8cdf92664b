"""What a backup catches in the middle of a delivery: afterwards a teacher's edit stands as well.

Each row of the table is a state that a delivery goes through, as the database holds it then.
Between the backup and the restore the teacher edits the grade in the SIS.
"""

from pathlib import Path

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
STATES = pytest.mark.parametrize(
    "state",
    [
        pytest.param(
            f"{CLAIMED}, sent = NULL, baseline = NULL, found = NULL, delivered_at = NULL",
            id="first write under way",
        ),
        pytest.param(
            "state = 'waiting', sent = NULL, baseline = NULL, found = NULL, delivered_at = NULL",
            id="answer to the first write lost",
        ),
        pytest.param(
            f"{CLAIMED}, tried = sent, sent = NULL, baseline = NULL, delivered_at = NULL",
            id="first write noted as tried",
        ),
        pytest.param(f"{CLAIMED}, baseline = NULL", id="a later write under way"),
        pytest.param(
            f"{CLAIMED}, tried = sent, sent = sent || {OLDER}, baseline = baseline || {OLDER}",
            id="a later write noted as tried",
        ),
        pytest.param("state = 'waiting', baseline = NULL", id="answer to a later write lost"),
        pytest.param("baseline = NULL", id="not read back yet"),
        pytest.param(
            "state = 'waiting', approved = true, baseline = NULL, facts = NULL",
            id="approved, not sent yet",
        ),
    ],
)


def caught(scene: Scene, state: str) -> None:
    """Put the deliveries of all grades into a state."""
    with district_scope(scene.district.id) as scope:
        changed = scope.run(f"UPDATE deliveries SET {state} WHERE kind = 'result'")
    assert changed == 3


@STATES
@ORDERS
def test_an_edit_that_the_backup_does_not_know_is_never_overwritten(
    scene: Scene, move_on: Move, tmp_path: Path, state: str, order: tuple[str, str]
) -> None:
    section = deliver(scene, "Quiz 1", ["8", "9", "7"])
    one, two, three = scene.students[section][:3]
    caught(scene, state)
    take(tmp_path / "hub.age", PASSPHRASE)
    edit(scene, section, "Quiz 1", one, "1")
    edit(scene, section, "Quiz 1", two, "2")
    move_on()
    bring_back(tmp_path / "hub.age")
    scene.district = districts.named("riverbend")
    forget_requests(scene)
    sync(scene, *order)
    # The app changes the second one too, now that everything was compared.
    scene.grade(section, "Quiz 1", ["8", "4.5"])
    scene.export()
    sync(scene, MATHLY, IC)
    shown = seen(scene, section, "Quiz 1")
    assert (shown[one], shown[two], shown[three]) == ("1", "2", "7")
    assert sum(codes(scene.district).values()) == 2
    assert set(codes(scene.district)) <= {"conflict.edited_in_sis", "conflict.there_before"}
    assert writes(scene) == 0


@STATES
def test_what_nobody_touched_is_taken_over_without_a_write(
    scene: Scene, move_on: Move, tmp_path: Path, state: str
) -> None:
    # The app comes first here; the third grade above is one that nobody touched, in both orders.
    deliver(scene, "Quiz 1", ["8", "9", "7"])
    caught(scene, state)
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
