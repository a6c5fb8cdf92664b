"""A change of ids that is killed with -9: all of it holds or nothing, and the end is the same."""

import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

from homeroom.model.kinds import Kind
from homeroom.runs.ids.id_plan import plan_by_file
from homeroom.store import apps
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.database import DatabaseUrls
from tests.hub import IC, MATHLY, codes, run, states
from tests.integration.runs.conftest import file_app
from tests.integration.runs.test_resume import forget_heartbeat
from tests.integration.runs.upgrades import (
    asked,
    everything,
    ids_of,
    in_step,
    plan,
    two_in_one,
)
from tests.packages import school
from tests.sandboxes import sandbox

# A process that kills itself before a statement is sent, or once all is done.
KILLED = """
    import os, signal, sys
    import django
    django.setup()
    from homeroom.cli import main
    from homeroom.store.scope import Scope

    sent = Scope._executed  # every statement goes through it

    def executed(self, sql, *args, **more):
        if {text!r} in sql:
            os.kill(os.getpid(), signal.SIGKILL)
        return sent(self, sql, *args, **more)

    Scope._executed = executed
    sys.argv = ["homeroom", {command!r}, "apply", {app!r}]
    try:
        main()
    except SystemExit as ended:
        if ended.code == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        raise
"""
# In the order in which they come: each goes further than the one before.
MOMENTS = {
    "before records become one": "INSERT INTO joins",
    "after that": "CREATE TEMP TABLE renamed",
    "between the links and the rows": "INSERT INTO source_records",
    "before the settings are kept": "UPDATE apps SET",
    "before the end of the run": "UPDATE runs SET state",
    "before the last word": "INSERT INTO audit_events",
}
DONE = "a statement that nobody sends"


def killed_apply(
    urls: DatabaseUrls, home: Path, text: str, command: str = "upgrade", app: str = IC
) -> None:
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "homeroom.settings",
        "HOMEROOM_DATABASE_URL": urls.app_url,
        "HOMEROOM_HOME": str(home),
    }
    code = textwrap.dedent(KILLED.format(text=text, command=command, app=app))
    ended = subprocess.run(
        [sys.executable, "-c", code], env=environment, check=False, capture_output=True
    )
    assert ended.returncode == -signal.SIGKILL, (ended.stdout + ended.stderr).decode()


def by_ids(district: District) -> list[Any]:
    """Return everything that a change of ids changes, but for records that become one."""
    return [
        asked(district, f"SELECT {columns} FROM {table} ORDER BY {columns}")
        for table, columns in {
            "apps": "key, api_version, settings, restored_at",
            "id_pairs": "kind, new_id, old_id",
            "record_links": "kind, space, external_id, origin",
            "source_records": "kind, source_id, state",
            "match_keys": "kind, source_id, domain, key",
            "deliveries": "record_id, baseline, state",
        }.items()
    ]


def joined(district: District) -> int:
    return int(asked(district, "SELECT count(*) FROM joins WHERE parted_at IS NULL")[0][0])


def test_an_upgrade_that_is_killed_at_any_moment_is_carried_out_wholly_or_not_at_all(
    district: District, database: DatabaseUrls, home: Path, tmp_path: Path
) -> None:
    with sandbox("--students", "20", "--day", "2026-08-28") as campus:
        book = in_step(district, campus, tmp_path / "mathly.zip", 1)
        before, wrote = everything(district), campus.writes()
        plan(district, campus)
        groups = two_in_one(district)
        merges = sum(len(some) for some in groups.values())
        untouched = by_ids(district)
        for moment, text in MOMENTS.items():
            killed_apply(database, home, text)
            assert by_ids(district) == untouched, moment
            assert joined(district) == (0 if "become" in moment else merges), moment
            forget_heartbeat(district)
        killed_apply(database, home, DONE)
        with district_scope(district.id) as scope:
            assert apps.keyed(scope, IC).api_version == "1.2"
        assert by_ids(district) != untouched
        for _ in range(2):
            report = run(district, IC)
            assert not report.resumed
            assert report.stored["user"].new == 0
            run(district, MATHLY)
        after = everything(district)
        assert {kind: ids_of(held) for kind, held in after.items()} == {
            kind: ids_of(held) for kind, held in before.items()
        }
        assert campus.writes() == wrote
        assert states(district)["result", "delivered"] == len(book["results"]), codes(district)


def test_other_ids_by_a_file_that_is_killed_hold_wholly_or_not_at_all(
    district: District, database: DatabaseUrls, home: Path, tmp_path: Path
) -> None:
    app = file_app(district, tmp_path / "roster.zip", "roster")
    files = school()
    app.sync(files)
    before = set(app.records(Kind.USER))
    plan_by_file(district, "roster", {Kind.USER: {"pupil-one": ["s1"]}}, "test")
    untouched = by_ids(district)
    for moment in ("between the links and the rows", "before the last word"):
        killed_apply(database, home, MOMENTS[moment], "ids", "roster")
        assert by_ids(district) == untouched, moment
        forget_heartbeat(district)
    killed_apply(database, home, DONE, "ids", "roster")
    assert set(app.records(Kind.USER)) == before | {"pupil-one"}
    for rows in files.values():
        for row in rows:
            row.update({name: "pupil-one" for name, held in row.items() if held == "s1"})
    report = app.sync(files)
    assert (report.stored["user"].new, report.removed) == (0, {})
