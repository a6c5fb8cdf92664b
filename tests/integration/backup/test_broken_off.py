"""Backups and restores that are killed: nothing is half there, and it is said what to do."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from homeroom.backup.take import take
from homeroom.store import districts
from homeroom.store.backup import log
from tests.conftest import use
from tests.database import DatabaseUrls, copy_of
from tests.integration.backup.conftest import PASSPHRASE, bring_back
from tests.integration.backup.test_content import content, in_step
from tests.integration.faults.scene import Scene

PATIENCE = 120.0  # seconds until we call something stuck


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    """The file of the passphrase."""
    path = tmp_path / "passphrase"
    path.write_text(PASSPHRASE, encoding="utf-8")
    return path


@contextmanager
def command(
    urls: DatabaseUrls, home: Path, secret: Path, *words: str
) -> Iterator["subprocess.Popen[str]"]:
    """Start `homeroom WORDS` in a process of its own."""
    environment = {
        **os.environ,
        "HOMEROOM_HOME": str(home),
        "HOMEROOM_DATABASE_URL": urls.app_url,
        "HOMEROOM_DATABASE_OWNER_URL": urls.owner_url,
        "HOMEROOM_BACKUP_PASSPHRASE_FILE": str(secret),
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "homeroom", *words],
        env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        yield process
    finally:
        if process.poll() is None:
            process.kill()
        process.communicate()


def wait_until(true: Callable[[], bool], process: "subprocess.Popen[str]") -> None:
    """Wait for something that the process will do."""
    begun = time.monotonic()
    while not true():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() - begun < PATIENCE, "stuck"
        time.sleep(0.02)


def blocked(watcher: psycopg.Connection, by: psycopg.Connection) -> bool:
    """Say whether somebody waits for a lock of a connection."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE %s = ANY(pg_blocking_pids(pid))"
    row = watcher.execute(query, [by.info.backend_pid]).fetchone()
    return row is not None and row[0] > 0


def gone(watcher: psycopg.Connection) -> bool:
    """Say whether the owner's sessions of the killed process have ended."""
    query = (
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        " AND usename LIKE '%owner' AND state = 'active'"
    )
    return watcher.execute(query.encode()).fetchone() == (0,)


def kill_when_blocked(
    urls: DatabaseUrls, home: Path, secret: Path, path: Path, *, late: bool
) -> None:
    """Kill a restore before its first row, or `late`: when only its commit is missing."""
    app = urls.app_url
    with (
        psycopg.connect(app, autocommit=True) as watcher,
        psycopg.connect(app) as early_lock,
        psycopg.connect(app) as late_lock,
    ):
        early_lock.execute("SELECT count(*) FROM districts")
        with command(urls, home, secret, "restore", str(path), "--replace", "--yes") as restoring:
            wait_until(lambda: blocked(watcher, early_lock), restoring)
            if late:
                late_lock.execute("SELECT id FROM restores WHERE ended_at IS NULL FOR UPDATE")
                early_lock.rollback()
                wait_until(lambda: blocked(watcher, late_lock), restoring)
            restoring.send_signal(signal.SIGKILL)
            restoring.wait()
        early_lock.rollback()
        late_lock.rollback()
        begun = time.monotonic()
        while not gone(watcher):
            assert time.monotonic() - begun < PATIENCE, "the server keeps a dead session"
            time.sleep(0.02)


LATE = pytest.mark.parametrize("late", [False, True], ids=["before the rows", "before the end"])


@LATE
def test_a_restore_that_is_killed_leaves_an_empty_hub_that_says_what_to_do(
    scene: Scene, migrated: str, secret: Path, tmp_path: Path, late: bool
) -> None:
    in_step(scene)
    before = content()
    path = tmp_path / "hub.age"
    take(path, PASSPHRASE)
    home = tmp_path / "new home"
    with copy_of(migrated) as urls:
        use(urls)
        kill_when_blocked(urls, home, secret, path, late=late)
        assert districts.every() == []
        with command(urls, home, secret, "worker") as refused:
            _, said = refused.communicate()
        assert refused.returncode == 1
        assert "is under way, or was broken off" in said
        assert "homeroom restore hub.age" in said
        with command(urls, home, secret, "doctor") as doctor:
            said, _ = doctor.communicate()
        assert "FAILED  restore: one of hub.age is under way, or was broken off" in said
        bring_back(path)
        assert content() == before
        last = log.last_restore()
        assert last is not None
        assert last.ended_at is not None


@LATE
def test_a_replacing_restore_that_is_killed_leaves_what_was_there(
    scene: Scene, migrated: str, secret: Path, home: Path, tmp_path: Path, late: bool
) -> None:
    in_step(scene)
    path = tmp_path / "hub.age"
    take(path, PASSPHRASE)
    with copy_of(migrated) as urls:
        use(urls)
        lakeside = districts.create("lakeside", "Lakeside Schools", "America/Denver")
        kill_when_blocked(urls, home, secret, path, late=late)
        assert districts.every() == [lakeside]
        with command(urls, home, secret, "district", "list") as listing:
            said, _ = listing.communicate()
        assert listing.returncode == 0
        assert "lakeside" in said


def test_two_restores_at_once_do_not_mix(
    scene: Scene, migrated: str, secret: Path, home: Path, tmp_path: Path
) -> None:
    path = tmp_path / "hub.age"
    take(path, PASSPHRASE)
    with copy_of(migrated) as urls:
        use(urls)
        with (
            psycopg.connect(urls.app_url, autocommit=True) as watcher,
            psycopg.connect(urls.app_url) as lock,
        ):
            lock.execute("SELECT count(*) FROM districts")
            with command(urls, home, secret, "restore", str(path)) as first:
                wait_until(lambda: blocked(watcher, lock), first)
                with command(urls, home, secret, "restore", str(path)) as second:
                    _, said = second.communicate()
                assert "Another restore into this database is under way." in said
                lock.rollback()
                first.communicate()
                assert first.returncode == 0
        assert [one.slug for one in districts.every()] == ["riverbend"]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM], ids=["kill -9", "told to end"])
def test_a_backup_that_is_killed_leaves_no_file_under_its_name(
    scene: Scene, migrated: str, secret: Path, home: Path, tmp_path: Path, how: signal.Signals
) -> None:
    """The lock is one that a backup waits for in the middle of its work."""
    with copy_of(migrated) as urls:
        use(urls)
        districts.create("lakeside", "Lakeside Schools", "America/Denver")
        path = tmp_path / "kept.age"
        with (
            psycopg.connect(urls.owner_url) as lock,
            psycopg.connect(urls.app_url, autocommit=True) as watcher,
        ):
            lock.execute("LOCK TABLE results IN ACCESS EXCLUSIVE MODE")
            with command(urls, home, secret, "backup", str(path)) as backup:
                wait_until(lambda: blocked(watcher, lock), backup)
                backup.send_signal(how)
                if how is signal.SIGTERM:
                    lock.rollback()
                backup.wait()
        assert not path.exists()
        drafts = [one.name for one in tmp_path.iterdir() if "kept" in one.name]
        assert drafts == (["kept.age.partial"] if how is signal.SIGKILL else [])
        take(path, PASSPHRASE)
        assert sorted(one.name for one in tmp_path.iterdir() if "kept" in one.name) == [
            "kept.age", "kept.age.sha256",
        ]  # fmt: skip
