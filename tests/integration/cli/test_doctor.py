"""homeroom doctor and migrate: what is in order, what is not, and what to do about it."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import psycopg
import pytest
from msgspec import structs

from homeroom.store import apps, districts, runs, schedules
from homeroom.store.scope import district_scope
from tests.database import DatabaseUrls, copy_of, make_template
from tests.integration.cli.conftest import IC, Terminal
from tests.sandboxes import Sandbox

ALL = [
    "disk", "secrets key", "migrations", "database", "secrets", "keys", "backup", "restore",
    "worker", "comparisons", "clock",
]  # fmt: skip


def looked_at(terminal: Terminal, status: int = 1) -> dict[str, dict[str, Any]]:
    """Return the findings of doctor by name."""
    found = terminal.json("doctor", status=status)
    assert found["ok"] is (status == 0)
    return {one["name"]: one for one in found["findings"]}


def give_sign(urls: DatabaseUrls, ago: str = "0 seconds") -> None:
    """Leave a worker's sign of life."""
    with psycopg.connect(urls.owner_url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - %s::interval)",
            [ago],
        )


def test_doctor_looks_at_everything_and_misses_only_the_worker(bare: Terminal) -> None:
    found = looked_at(bare)
    assert list(found) == ALL
    assert [name for name, one in found.items() if not one["good"]] == ["worker"]
    assert "homeroom serve" in found["worker"]["fix"]


def test_doctor_is_content_when_a_worker_is_at_work(bare: Terminal, database: DatabaseUrls) -> None:
    give_sign(database)
    found = looked_at(bare, status=0)
    assert all(one["good"] for one in found.values())
    said = bare.well("doctor")
    assert len(said.splitlines()) == len(ALL)
    assert all(line.startswith("ok ") for line in said.splitlines())


def test_a_worker_that_fell_silent_is_missed(bare: Terminal, database: DatabaseUrls) -> None:
    give_sign(database, "10 minutes")
    found = looked_at(bare)
    assert found["worker"]["good"] is False
    assert "the last sign of one was at" in found["worker"]["words"]


def test_a_key_that_others_may_read_is_named_with_its_cure(bare: Terminal, home: Path) -> None:
    bare.run("doctor")
    key = home / "secrets.key"
    key.chmod(0o644)
    found = looked_at(bare)
    assert found["secrets key"]["good"] is False
    assert found["secrets key"]["fix"] == f"chmod 600 {key}"
    assert f"chmod 600 {key}" in bare.run("doctor").out


def test_a_damaged_key_is_named(bare: Terminal, home: Path) -> None:
    home.mkdir()
    (home / "secrets.key").write_text("not a key")
    (home / "secrets.key").chmod(0o600)
    found = looked_at(bare)
    assert "damaged" in found["secrets key"]["words"]
    assert "backup" in found["secrets key"]["fix"]


def test_a_key_of_another_server_is_noticed_before_a_sync_fails(
    terminal: Terminal, campus: Sandbox, home: Path
) -> None:
    terminal.activate_campus(campus)
    assert looked_at(terminal)["secrets"]["good"] is True
    (home / "secrets.key").unlink()
    found = looked_at(terminal)
    assert found["secrets"]["good"] is False
    assert IC in found["secrets"]["words"]
    assert "secrets.key" in found["secrets"]["fix"]


def test_no_database_is_said_and_the_rest_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEROOM_DATABASE_URL", "postgresql://app:x@127.0.0.1:1/homeroom")
    found = looked_at(Terminal())
    assert list(found) == ["disk", "secrets key", "database"]
    assert found["database"]["good"] is False
    assert "HOMEROOM_DATABASE_URL" in found["database"]["fix"]
    assert found["disk"]["good"] is True


def test_a_data_folder_that_cannot_be_made_is_said(
    bare: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv("HOMEROOM_HOME", str(tmp_path / "file" / "home"))
    found = looked_at(bare)
    assert found["secrets key"]["good"] is False
    assert str(tmp_path / "file") in found["secrets key"]["fix"]


@pytest.fixture
def empty(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A terminal on a database that was never migrated."""
    with copy_of(make_template("empty", lambda owner_url: None)) as urls:
        monkeypatch.setenv("HOMEROOM_DATABASE_URL", urls.app_url)
        monkeypatch.setenv("HOMEROOM_DATABASE_OWNER_URL", urls.owner_url)
        yield Terminal()


def test_an_unmigrated_database_is_said_to_be_one(empty: Terminal) -> None:
    found = looked_at(empty)
    assert list(found) == ["disk", "secrets key", "migrations"]
    assert found["migrations"]["good"] is False
    assert found["migrations"]["fix"] == "Run homeroom migrate."
    said = empty.run("runs")
    assert said.status == 1
    assert "steps behind this version" in said.err
    assert "homeroom migrate" in said.err


def test_migrate_says_what_it_did_and_then_that_all_is_done(empty: Terminal) -> None:
    done = empty.json("migrate")
    assert "store.0001_initial" in done["migrated"]
    assert empty.json("migrate") == {"migrated": []}
    assert empty.well("migrate").strip() == "The database is up to date."
    assert empty.json("district", "list") == {"districts": []}


def test_a_knob_that_names_a_missing_file_ends_with_a_sentence(tmp_path: Path) -> None:

    given = {**os.environ, "HOMEROOM_DATABASE_URL_FILE": str(tmp_path / "none")}
    done = subprocess.run(
        [sys.executable, "-m", "homeroom", "runs"], env=given, capture_output=True, text=True
    )
    assert done.returncode == 1
    assert "HOMEROOM_DATABASE_URL_FILE names" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_key_that_ends_within_a_week_is_named_with_its_app(
    terminal: Terminal, campus: Sandbox
) -> None:
    terminal.activate_campus(campus)
    today = datetime.now(ZoneInfo("America/Chicago")).date()
    far, near = (str(today + timedelta(days=days)) for days in (8, 7))
    terminal.well("expiry", "set", IC, "vendor_key", far)
    assert looked_at(terminal)["keys"]["words"] == "none ends soon"
    terminal.well("expiry", "set", IC, "vendor_key", near)
    found = looked_at(terminal)["keys"]
    assert found["good"] is False
    assert f"Vendor Key of {IC} (riverbend) on {near}" in found["words"]
    assert "homeroom expiry set" in found["fix"]


def compared(days_ago: int, found: dict[str, int]) -> None:
    """Let the SIS have been compared some days ago."""
    district = districts.named("riverbend")
    with district_scope(district.id) as scope:
        run = runs.start(scope, apps.keyed(scope, IC).id, runs.COMPARISON, "test")
        assert run is not None
        runs.count(scope, run, {"found": found})
        runs.finish(scope, run, "done with issues" if found else "done")
        scope.run(
            "UPDATE runs SET finished_at = now() - make_interval(days => %(ago)s, secs => 60)"
            " WHERE id = %(id)s",
            ago=days_ago,
            id=run.id,
        )


def test_a_sis_that_was_not_compared_for_days_is_named(terminal: Terminal, campus: Sandbox) -> None:
    assert "no grades go to" in looked_at(terminal)["comparisons"]["words"]
    terminal.activate_campus(campus)
    found = looked_at(terminal)["comparisons"]
    assert (found["good"], found["words"]) == (True, f"{IC} of riverbend: not yet")
    compared(3, {})
    found = looked_at(terminal)["comparisons"]
    assert found["good"] is False
    assert found["fix"].endswith(f"homeroom reconcile {IC}")
    compared(2, {"reconcile.different": 2, "reconcile.extra": 1})
    found = looked_at(terminal)["comparisons"]
    assert found["good"] is True
    assert found["words"].startswith(f"{IC} of riverbend: 3 found at ")
    terminal.well("app", "settings", IC, "--compare", "off")
    assert "no grades go to" in looked_at(terminal)["comparisons"]["words"]


def test_a_first_comparison_that_never_came_is_missed_after_days(
    terminal: Terminal, campus: Sandbox
) -> None:
    terminal.activate_campus(campus)
    district = districts.named("riverbend")
    with district_scope(district.id) as scope:
        app_id = apps.keyed(scope, IC).id
    plan = schedules.of_app(district.id, app_id, schedules.COMPARISON)
    assert plan is not None
    past = structs.replace(plan, next_at=datetime.now(UTC) - timedelta(days=3, minutes=1))
    schedules.put(district.id, app_id, schedules.COMPARISON, past)
    assert looked_at(terminal)["comparisons"]["good"] is False
