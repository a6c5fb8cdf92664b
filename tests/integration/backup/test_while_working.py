"""A backup that is taken while a sync works in another process shows one whole moment of it.

Each is restored on a machine of its own and synced: the independent witness finds nothing lost,
doubled, misplaced or stale, and the SIS is not written to again.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest
from msgspec import Struct

from homeroom.backup.archive import opened
from homeroom.backup.take import take
from homeroom.runs.deliver.ports import port_to
from homeroom.runs.setup import activation
from homeroom.store import apps, districts
from homeroom.store.scope import district_scope
from tests.database import DatabaseUrls
from tests.hub import IC, MATHLY, codes
from tests.integration.backup.conftest import PASSPHRASE, bring_back, empty_machine
from tests.integration.backup.test_after_restore import edit, forget_requests, sync, writes
from tests.integration.faults.scene import Scene

SCORES = [f"{number}.5" for number in range(15)]
RESTORED = 3  # of the many moments that are caught


class Moment(Struct, frozen=True):
    """A backup, and how far the sync had come then."""

    path: Path
    at_work: bool
    delivered: int


@contextmanager
def syncing(urls: DatabaseUrls, key: str) -> Iterator["subprocess.Popen[bytes]"]:
    """Sync an app in a process of its own."""
    environment = {
        **os.environ,
        "HOMEROOM_DATABASE_URL": urls.app_url,
        "HOMEROOM_DATABASE_OWNER_URL": urls.owner_url,
    }
    command = [sys.executable, "-m", "homeroom", "sync", key, "--json"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        yield process
        assert process.wait() == 0
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def look_into(path: Path) -> Moment:
    """Return what a backup shows, from its rows as they are written."""
    at_work, delivered = False, 0
    with path.open("rb") as file, opened(file, PASSPHRASE) as archive:
        for table, data in archive.rows():
            at_work |= table == "runs" and b"\trunning\t" in data
            if table == "deliveries":
                delivered += data.count(b"\tdelivered\t")
    return Moment(path, at_work, delivered)


@pytest.fixture
def moments(scene: Scene, database: DatabaseUrls, tmp_path: Path) -> list[Moment]:
    """Backups of a hub that delivers grades in another process, of moments that differ.

    Every other one is taken while we hold the only lane, so that the deliveries cannot get away.
    """
    sync(scene, IC)
    with district_scope(scene.district.id) as scope:
        lanes = {"lanes": {"in_school_hours": 1, "otherwise": 1}}
        campus = activation.change_settings(scope, apps.keyed(scope, IC), lanes, "test")
    for section in scene.students:
        for title in ("Quiz 1", "Quiz 2"):
            scene.grade(section, title, SCORES)
    scene.export()
    paths: list[Path] = []
    with port_to(scene.district, campus) as port, syncing(database, MATHLY) as process:
        while process.poll() is None:
            held = port.lanes.one() if len(paths) % 2 else nullcontext()
            with held:
                paths.append(tmp_path / f"{len(paths)}.age")
                take(paths[-1], PASSPHRASE)
    caught = {one.delivered: one for one in map(look_into, paths) if one.at_work}
    assert len(caught) >= RESTORED, f"of {len(paths)} backups too few were taken during the sync"
    scene.settle()
    some = sorted(caught)
    return [caught[some[0]], caught[some[len(some) // 2]], caught[some[-1]]]


def test_every_moment_of_a_sync_can_be_restored(
    scene: Scene, moments: list[Moment], tmp_path: Path
) -> None:
    section = next(iter(scene.students))
    edited = scene.students[section][0]
    edit(scene, section, "Quiz 1", edited, "77")
    assert moments[0].delivered < moments[-1].delivered
    for number, moment in enumerate(moments):
        order = (IC, MATHLY, IC) if number % 2 else (MATHLY, IC, MATHLY)
        with empty_machine(tmp_path / f"machine {number}"):
            done = bring_back(moment.path)
            assert done.runs_ended == 1
            scene.district = districts.named("riverbend")
            forget_requests(scene)
            sync(scene, *order)
            assert writes(scene) == 0
            assert sum(codes(scene.district).values()) == 1
            view = scene._witness()
            found = scene.checker.problems(view) + scene.checker.unfinished(view)
            assert found
            assert all(f"student='{edited}'" in one and "Quiz 1" in one for one in found), found
            assert not any(one.startswith(("lost", "doubled", "misplaced")) for one in found)
