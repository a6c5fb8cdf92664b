"""A restored hub compares before it delivers: nothing is lost, doubled, misplaced or stale."""

from pathlib import Path
from typing import Any

import pytest

from homeroom.access import clients
from homeroom.backup.take import take
from homeroom.runs import jobs
from homeroom.runs.deliver.ports import delivers_now
from homeroom.runs.report import Report
from homeroom.runs.setup import activation
from homeroom.store import apps, deliveries, districts, runs
from homeroom.store.scope import district_scope
from tests.hub import IC, MATHLY, codes, run
from tests.integration.backup.conftest import PASSPHRASE, Move, bring_back
from tests.integration.faults.scene import Scene

SCORES = ["8.5", "7.25", "10", "0", "9", "6.125"]
ORDERS = pytest.mark.parametrize("order", [(IC, MATHLY), (MATHLY, IC)], ids=["sis", "app"])


def deliver(scene: Scene, title: str, scores: list[str], at: int = 0) -> str:
    """Let the app give grades, and the hub deliver them; return the class."""
    section = list(scene.students)[at]
    scene.grade(section, title, scores)
    scene.export()
    scene.settle()
    return section


def restored(scene: Scene, move: Move, path: Path) -> None:
    """Lose the hub, and restore the backup on another machine."""
    move()
    bring_back(path)
    scene.district = districts.named("riverbend")


def edit(scene: Scene, section: str, title: str, student: str, score: str) -> None:
    """Let the teacher change a grade that was delivered."""
    (item,) = [one for one in scene._shown(section) if one["title"] == title]
    act = {"section": section, "item": item["id"], "student": student, "score": score}
    scene.client.control("teacher/score", act)


def seen(scene: Scene, section: str, title: str) -> dict[str, Any]:
    """Return what the teacher sees of an item, by student."""
    (item,) = [one for one in scene._shown(section) if one["title"] == title]
    return {row["student"]["ids"][scene.api]: row["score"] for row in item["scores"]}


def writes(scene: Scene) -> int:
    return int(scene.client.control("requests")["writes"])


def forget_requests(scene: Scene) -> None:
    scene.client.control("requests/reset", {})


def sync(scene: Scene, *keys: str) -> list[Report]:
    return [run(scene.district, key) for key in keys]


@ORDERS
def test_what_was_delivered_after_the_backup_is_taken_over_and_not_sent_again(
    scene: Scene, move_on: Move, tmp_path: Path, order: tuple[str, str]
) -> None:
    deliver(scene, "Quiz 1", SCORES)
    take(tmp_path / "hub.age", PASSPHRASE)
    deliver(scene, "Quiz 1", ["1.5", "2.5", *SCORES[2:]])
    deliver(scene, "Quiz 2", SCORES[:3], at=1)
    restored(scene, move_on, tmp_path / "hub.age")
    forget_requests(scene)
    sync(scene, *order)
    scene.settle()
    assert codes(scene.district) == {}
    assert writes(scene) == 0
    scene.check_at_rest()


@ORDERS
def test_what_a_teacher_edited_after_the_backup_is_held_and_never_overwritten(
    scene: Scene, move_on: Move, tmp_path: Path, order: tuple[str, str]
) -> None:
    section = deliver(scene, "Quiz 1", SCORES)
    take(tmp_path / "hub.age", PASSPHRASE)
    one, two, *_ = scene.students[section]
    edit(scene, section, "Quiz 1", one, "1")
    edit(scene, section, "Quiz 1", two, "2")
    restored(scene, move_on, tmp_path / "hub.age")
    scene.grade(section, "Quiz 1", [SCORES[0], "3.5"])  # the app changes the second one as well
    scene.export()
    sync(scene, *order, *order)
    shown = seen(scene, section, "Quiz 1")
    assert (shown[one], shown[two]) == ("1", "2")
    assert codes(scene.district) == {"conflict.edited_in_sis": 2}


def test_nothing_is_delivered_before_the_sis_was_read(
    scene: Scene, move_on: Move, tmp_path: Path
) -> None:
    section = deliver(scene, "Quiz 1", SCORES)
    take(tmp_path / "hub.age", PASSPHRASE)
    restored(scene, move_on, tmp_path / "hub.age")
    scene.grade(section, "Quiz 3", SCORES[:2])
    scene.export()
    forget_requests(scene)
    sync(scene, MATHLY)
    assert writes(scene) == 0
    with district_scope(scene.district.id) as scope:
        assert deliveries.due_targets(scope) == [apps.keyed(scope, IC).id]
    sync(scene, IC)
    assert writes(scene) > 0
    scene.settle()
    scene.check_at_rest()


def test_an_old_grade_of_an_app_waits_until_the_app_was_read_again(
    scene: Scene, move_on: Move, tmp_path: Path
) -> None:
    """The app went from 8 to 9 and back to 8; the backup knows of the 9 only, and not as sent."""
    section = deliver(scene, "Quiz 1", ["8", *SCORES[:2]])
    settle_for(scene, 3600)
    scene.grade(section, "Quiz 1", ["9"])
    scene.export()
    sync(scene, MATHLY)
    take(tmp_path / "hub.age", PASSPHRASE)
    restored(scene, move_on, tmp_path / "hub.age")
    settle_for(scene, 0)
    with district_scope(scene.district.id) as scope:
        assert scope.run("UPDATE deliveries SET not_before = now() WHERE state = 'waiting'") == 1
    scene.grade(section, "Quiz 1", ["8"])
    scene.export()
    forget_requests(scene)
    sync(scene, IC)
    with district_scope(scene.district.id) as scope:
        assert deliveries.due_targets(scope) == []
    sync(scene, MATHLY)
    assert writes(scene) == 0
    assert codes(scene.district) == {}
    scene.settle()


def test_a_change_of_an_app_that_calls_in_is_held_until_the_app_sends_it_again(
    scene: Scene, move_on: Move, tmp_path: Path
) -> None:
    """Nothing could be read from it: its grades wait for the SIS alone, old ones for a person."""
    section = deliver(scene, "Quiz 1", ["8", *SCORES[:2]])
    with district_scope(scene.district.id) as scope:
        mathly = apps.keyed(scope, MATHLY).id
    whose = {"district_id": scene.district.id, "app_id": mathly}
    clients.make(
        clients.Wanted(vendor="Mathly Inc.", scopes=("gradebook.createput",), **whose), "t"
    )
    settle_for(scene, 3600)
    scene.grade(section, "Quiz 1", ["9"])
    scene.export()
    sync(scene, MATHLY)
    take(tmp_path / "hub.age", PASSPHRASE)
    restored(scene, move_on, tmp_path / "hub.age")
    settle_for(scene, 0)
    assert codes(scene.district) == {"restored.unsent": 1}
    with district_scope(scene.district.id) as scope:
        assert [one.key for one in apps.every(scope) if one.restored_at] == [IC]
        # The lane loop asks the same question as a sync; here it is asked for every target.
        assert not any(delivers_now(one) for one in apps.every(scope))
    forget_requests(scene)
    sync(scene, IC)
    with district_scope(scene.district.id) as scope:
        assert [one.key for one in apps.every(scope) if delivers_now(one)] == [IC]
    assert (codes(scene.district), writes(scene)) == ({"restored.unsent": 1}, 0)
    scene.grade(section, "Quiz 1", ["8.5"])
    scene.export()
    scene.settle()
    assert codes(scene.district) == {}
    assert seen(scene, section, "Quiz 1")[scene.students[section][0]] == "8.5"


def settle_for(scene: Scene, seconds: int) -> None:
    """Let edits rest for so long before they are delivered."""
    with district_scope(scene.district.id) as scope:
        app = apps.keyed(scope, IC)
        activation.change_settings(scope, app, {"settle_seconds": seconds}, "test")


def test_open_runs_end_and_say_why_and_the_next_sync_reads_everything(
    scene: Scene, move_on: Move, tmp_path: Path
) -> None:
    deliver(scene, "Quiz 1", SCORES)
    with district_scope(scene.district.id) as scope:
        begun = runs.start(scope, apps.keyed(scope, IC).id, "delta", "test")
        assert begun is not None
    jobs.defer_sync(scene.district.id, begun.app_id, "schedule")
    take(tmp_path / "hub.age", PASSPHRASE)
    restored(scene, move_on, tmp_path / "hub.age")
    with district_scope(scene.district.id) as scope:
        (ended,) = runs.latest(scope, begun.app_id, 1)
        assert scope.value("SELECT count(*) FROM procrastinate_jobs") == 0
    assert (ended.id, ended.state, ended.epoch) == (begun.id, "stopped", begun.epoch + 1)
    assert ended.problem is not None
    assert "restored from a backup" in ended.problem["message"]
    report = run(scene.district, IC, "delta")
    with district_scope(scene.district.id) as scope:
        (after,) = runs.latest(scope, begun.app_id, 1)
    assert (after.id, after.reach) == (report.run_id, "complete")


def test_a_reading_that_is_not_complete_lets_nothing_go(
    scene: Scene, move_on: Move, tmp_path: Path
) -> None:
    section = deliver(scene, "Quiz 1", SCORES)
    take(tmp_path / "hub.age", PASSPHRASE)
    restored(scene, move_on, tmp_path / "hub.age")
    scene.grade(section, "Quiz 3", SCORES[:2])
    scene.export()
    forget_requests(scene)
    scene.switch("shrinking")
    reports = sync(scene, MATHLY, IC)
    assert any("was not read completely" in note for one in reports for note in one.notes)
    assert writes(scene) == 0
    scene.switch("")
    scene.settle()
    assert writes(scene) > 0
    scene.check_at_rest()


@pytest.mark.parametrize("api", ["1.1"])
def test_it_is_the_same_with_api_1_1(scene: Scene, move_on: Move, tmp_path: Path) -> None:
    section = deliver(scene, "Quiz 1", SCORES)
    take(tmp_path / "hub.age", PASSPHRASE)
    deliver(scene, "Quiz 1", [SCORES[0], "2.5", *SCORES[2:]])
    one, two, *_ = scene.students[section]
    edit(scene, section, "Quiz 1", one, "1")
    restored(scene, move_on, tmp_path / "hub.age")
    forget_requests(scene)
    sync(scene, IC, MATHLY, IC)
    shown = seen(scene, section, "Quiz 1")
    assert (shown[one], shown[two]) == ("1", "2.5")
    assert codes(scene.district) == {"conflict.edited_in_sis": 1}
    assert writes(scene) == 0


def test_in_export_mode_where_grades_are_not_read_the_comparison_holds_edits_too(
    scene: Scene, move_on: Move, tmp_path: Path
) -> None:
    section = deliver(scene, "Quiz 1", SCORES)
    with district_scope(scene.district.id) as scope:
        activation.change_mode(scope, apps.keyed(scope, IC), "export", "test", grade_sync=True)
    take(tmp_path / "hub.age", PASSPHRASE)
    one = scene.students[section][0]
    edit(scene, section, "Quiz 1", one, "1")
    restored(scene, move_on, tmp_path / "hub.age")
    report, _ = sync(scene, IC, MATHLY)
    assert codes(scene.district) == {"conflict.edited_in_sis": 1}
    assert any(
        "6 grades were compared with Infinite Campus; 1 are not" in note for note in report.notes
    )
    assert seen(scene, section, "Quiz 1")[one] == "1"
