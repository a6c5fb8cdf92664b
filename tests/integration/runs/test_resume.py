"""A run that was killed is taken up where it was, by whoever comes next."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.runs.conductor import sync
from homeroom.runs.report import Silent
from homeroom.store import apps, runs
from homeroom.store.districts import District
from homeroom.store.runs import FencedOff, Run
from homeroom.store.scope import district_scope
from tests.database import DatabaseUrls
from tests.integration.runs.conftest import FileApp
from tests.packages import school, write_package

KILL = """
    import os, signal, django
    django.setup()
    from homeroom.runs.conductor import sync
    from homeroom.runs.report import Silent
    from homeroom.store import districts

    class Killer(Silent):
        left = {calls}
        def told(self, *_):
            Killer.left -= 1
            if Killer.left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        step = read = stored = told

    sync(districts.named("riverbend"), "sis", Killer(), started_by="test")
"""


def killed_sync(urls: DatabaseUrls, home: Path, calls: int) -> int:
    """Sync in a process that kills itself with -9 at a moment; return how it ended."""
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "homeroom.settings",
        "HOMEROOM_DATABASE_URL": urls.app_url,
        "HOMEROOM_HOME": str(home),
    }
    code = textwrap.dedent(KILL.format(calls=calls))
    return subprocess.run([sys.executable, "-c", code], env=environment, check=False).returncode


def forget_heartbeat(district: District) -> None:
    """Let a dead run look as dead as it is, without waiting for it."""
    with district_scope(district.id) as scope:
        scope.run("UPDATE runs SET heartbeat_at = now() - interval '1 minute'")


@pytest.mark.parametrize("calls", [1, 3, 6, 9, 11, 13, 16])
def test_a_run_killed_at_any_moment_ends_as_an_undisturbed_one(
    sis: FileApp, database: DatabaseUrls, home: Path, calls: int
) -> None:
    write_package(sis.path, school(students=30))
    assert killed_sync(database, home, calls) == -signal.SIGKILL
    forget_heartbeat(sis.district)
    report = sis.sync(school(students=30))
    assert report.resumed
    assert report.state == "done"
    assert len(sis.records(Kind.ENROLLMENT)) == 31
    assert len(sis.records(Kind.USER)) == 31
    again = sis.sync(school(students=30))
    assert (again.changes, again.resumed) == (0, False)
    with district_scope(sis.district.id) as scope:
        assert scope.value("SELECT count(*) FROM users") == 31


def test_a_living_run_is_not_taken_over(sis: FileApp) -> None:
    with district_scope(sis.district.id) as scope:
        assert runs.start(scope, apps.keyed(scope, "sis").id, "complete", "somebody")
    write_package(sis.path, school())
    with pytest.raises(NeedsDistrict, match="under way"):
        sync(sis.district, "sis", Silent(), started_by="test")


def started(sis: FileApp) -> Run:
    with district_scope(sis.district.id) as scope:
        run = runs.start(scope, apps.keyed(scope, "sis").id, "complete", "test")
    assert run is not None
    return run


def test_who_was_taken_over_is_fenced_off(sis: FileApp) -> None:
    first = started(sis)
    forget_heartbeat(sis.district)
    second = started(sis)
    assert (second.id, second.epoch) == (first.id, first.epoch + 1)
    with district_scope(sis.district.id) as scope:
        runs.hold(scope, second)
        with pytest.raises(FencedOff):
            runs.hold(scope, first)
        with pytest.raises(FencedOff):
            runs.finish(scope, first, "done")


def test_a_stopped_run_lets_go_at_its_next_step(sis: FileApp) -> None:
    run = started(sis)
    with district_scope(sis.district.id) as scope:
        assert runs.stop(scope, run.id)
        with pytest.raises(FencedOff):
            runs.hold(scope, run)
        assert not runs.stop(scope, run.id)


def test_a_failed_run_says_what_is_wrong_and_the_next_one_works(sis: FileApp) -> None:
    sis.path.write_bytes(b"no zip")
    with pytest.raises(NeedsDistrict):
        sync(sis.district, "sis", Silent(), started_by="test")
    with district_scope(sis.district.id) as scope:
        failed = runs.latest(scope, None, 1)[0]
    assert failed.state == "failed"
    assert failed.problem is not None
    assert failed.problem["fix"]
    assert sis.sync(school()).state == "done"
