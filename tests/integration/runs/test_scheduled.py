"""A schedule that is due becomes a sync in a worker process, without anybody at the keyboard."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from homeroom.runs.jobs import tick
from homeroom.store import apps, runs, schedules
from homeroom.store.districts import District
from homeroom.store.runs import Run
from homeroom.store.schedules import Schedule
from homeroom.store.scope import district_scope
from tests.database import DatabaseUrls
from tests.hub import activate_mathly
from tests.packages import school, write_package

TURNS, PAUSE = 300, 0.2  # a bound for a machine that is busy with other things


def last_run(district: District, app_id: int) -> Run | None:
    with district_scope(district.id) as scope:
        found = runs.latest(scope, app_id, 1)
    return found[0] if found else None


def wait_for_end(district: District, app_id: int) -> Run:
    """Return the run once it has ended."""
    for _ in range(TURNS):
        run = last_run(district, app_id)
        if run is not None and run.state not in runs.OPEN:
            return run
        time.sleep(PAUSE)
    raise AssertionError("no worker took the sync")


def test_a_sync_that_is_due_is_done_by_a_worker_process(
    district: District, database: DatabaseUrls, home: Path, tmp_path: Path
) -> None:
    path = write_package(tmp_path / "app.zip", school())
    app = activate_mathly(district, path, ids_of="")
    now = datetime.now(UTC)
    plan = Schedule(
        district_id=district.id,
        app_id=app.id,
        what=schedules.SYNC,
        every_minutes=60,
        daily_at=None,
        next_at=now - timedelta(minutes=1),
    )
    schedules.put(district.id, app.id, schedules.SYNC, plan)
    tick(int(now.timestamp()))
    worker = subprocess.Popen(
        [sys.executable, "-m", "homeroom", "worker"],
        env={
            **os.environ,
            "HOMEROOM_HOME": str(home),
            "HOMEROOM_DATABASE_URL": database.app_url,
            "HOMEROOM_DATABASE_OWNER_URL": database.owner_url,
        },
        stdout=subprocess.DEVNULL,
    )
    try:
        run = wait_for_end(district, app.id)
    finally:
        worker.send_signal(signal.SIGINT)
        worker.wait()
    assert (run.state, run.started_by) == ("done", "schedule")
    assert worker.returncode == 0
    with district_scope(district.id) as scope:
        assert scope.value("SELECT count(*) FROM users") == 4
        following = schedules.of_app(district.id, apps.keyed(scope, app.key).id)
    assert following is not None
    assert following.next_at > now
