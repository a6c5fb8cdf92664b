"""What a crash leaves behind: work to repeat, processes that linger, numbers that mislead."""

import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from homeroom.store.embedded.layout import Layout
from homeroom.store.embedded.postmaster import PidFile, pid_file
from tests.integration.embedded.hubs import Hub, Hubs
from tests.integration.embedded.processes import children, lives

MUCH = """
CREATE TABLE IF NOT EXISTS replayed (n int, filling text);
INSERT INTO replayed SELECT n, repeat('x', 200) FROM generate_series(1, 200000) AS n
"""
COUNT = "SELECT count(*) > 0 AND count(*) % 200000 = 0 FROM replayed"
LAZY = {"fsync": "off", "max_wal_size": "4GB", "wal_compression": "off"}  # no checkpoint between


def crash(running: dict[str, Any]) -> None:
    """Kill the server's first process; the others end when they notice."""
    os.kill(running["pid"], signal.SIGKILL)


def crash_of_a_session(running: dict[str, Any]) -> None:
    """Kill one session, as the kernel does when memory runs out; the server repairs itself."""
    with closing(psycopg.connect(running["app_url"])) as connection:
        os.kill(connection.info.backend_pid, signal.SIGKILL)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")


@contextmanager
def stopped_recovery(
    layout: Layout,
    hub: Hub,
    starter: Hub,
    crashing: Callable[[dict[str, Any]], None] = crash,
) -> Iterator[None]:
    """Crash a server, let `starter` start it, and hold its recovery up for the length of a block.

    A recovery that has ended before it was caught is tried again, with more to repeat.
    """
    recovery = None
    while recovery is None:
        running = hub.start()
        with psycopg.connect(running["owner_url"]) as connection:
            connection.execute(MUCH.encode())
        crashing(running)
        starter.ask("start")
        recovery = catch_recovery(layout.data, starter)
    try:
        yield
    finally:
        os.kill(recovery, signal.SIGCONT)


def catch_recovery(data: Path, starter: Hub) -> int | None:
    """Stop the process that repeats the work since the last checkpoint, if it still does."""
    while not starter.has_spoken():
        note = PidFile.read(data)
        for pid, command in children(note.pid).items() if note else ():
            if "startup recovering" in command:
                os.kill(pid, signal.SIGSTOP)
                return pid
    assert starter.answer()["state"] == "ready"
    return None


def hear_of(hub: Hub, words: str) -> None:
    """Listen until a hub says these words; the server's log may be behind it at first."""
    told = [hub.hear()["told"]]
    while words not in told[-1] and len(told) < 10:
        told.append(hub.hear()["told"])
    assert words in told[-1], told


def check_and_empty(url: str) -> None:
    with psycopg.connect(url) as connection:
        assert connection.execute(COUNT.encode()).fetchone() == (True,)
        connection.execute("DROP TABLE replayed")


def test_start_waits_for_a_recovery_of_any_length_and_says_so(my_hubs: Hubs) -> None:
    hub = my_hubs.open(settings=LAZY)
    with stopped_recovery(Layout(my_hubs.home), hub, hub):
        hear_of(hub, "recovering after a crash")
        assert "recovering after a crash" in hub.hear()["told"]
    recovered = hub.answer()
    assert recovered["state"] == "ready"
    check_and_empty(recovered["owner_url"])


def test_joiner_waits_for_the_recovery_that_a_killed_hub_has_begun(my_hubs: Hubs) -> None:
    hub, starter, heir = (my_hubs.open(settings=LAZY) for _ in range(3))
    with stopped_recovery(Layout(my_hubs.home), hub, starter):
        starter.kill()
        heir.ask("start")
        hear_of(heir, "recovering after a crash")
    joined = heir.answer()
    assert (joined["found"], joined["state"]) == ("joined", "ready")
    check_and_empty(joined["owner_url"])


def test_joiner_waits_for_a_server_that_repairs_itself(my_hubs: Hubs) -> None:
    hub, joiner = my_hubs.open(settings=LAZY), my_hubs.open()
    with stopped_recovery(Layout(my_hubs.home), hub, joiner, crash_of_a_session):
        assert "repairs itself" in joiner.hear()["told"]
    joined = joiner.answer()
    assert (joined["found"], joined["state"]) == ("joined", "ready")
    check_and_empty(joined["owner_url"])


def test_start_waits_for_survivors_of_a_killed_server(my_hubs: Hubs) -> None:
    hub = my_hubs.open()
    running = hub.start()
    with closing(psycopg.connect(running["app_url"])) as connection:
        [[survivor]] = connection.execute("SELECT pg_backend_pid()").fetchall()
        os.kill(survivor, signal.SIGSTOP)
        os.kill(running["pid"], signal.SIGKILL)
        hub.ask("start")
        try:
            assert "still ending" in hub.hear()["told"]
        finally:
            os.kill(survivor, signal.SIGCONT)
        again = hub.answer()
    assert again["state"] == "ready"
    assert again["pid"] != running["pid"]
    assert not lives(survivor)


@contextmanager
def stale_pid_file(hubs: Hubs, pid: int) -> Iterator[None]:
    """Leave a pid file as a crash does, with a number that another program has got since."""
    hub = hubs.open()
    hub.start()
    path = pid_file(Layout(hubs.home).data)
    lines = path.read_bytes().split(b"\n")
    hub.stop()
    path.write_bytes(b"\n".join([str(pid).encode(), *lines[1:]]))
    owner = path.parent.stat()
    os.chown(path, owner.st_uid, owner.st_gid)
    yield


@pytest.fixture
def foreign(my_hubs: Hubs) -> Iterator[subprocess.Popen[bytes]]:
    """A program of the server's own user that has nothing to do with it."""
    hub = my_hubs.open()
    hub.start()
    hub.stop()
    owner = Layout(my_hubs.home).data.stat().st_uid
    change = {"user": owner} if owner != os.geteuid() else {}
    program = subprocess.Popen(["cat"], stdin=subprocess.PIPE, **change)  # type: ignore[call-overload]
    yield program
    program.communicate()
    assert program.returncode == 0


def test_stale_pid_file_that_names_a_foreign_process_harms_neither(
    my_hubs: Hubs, foreign: "subprocess.Popen[bytes]"
) -> None:
    with stale_pid_file(my_hubs, foreign.pid):
        hub = my_hubs.open()
        assert hub.status() == {"state": "stopped", "pid": None, "major": 18}
        running = hub.start()
        assert running["found"] == "started"
        assert running["pid"] != foreign.pid
        assert hub.stop()["state"] == "stopped"
        assert foreign.poll() is None


def test_stale_pid_file_that_names_the_server_of_another_folder_harms_neither(
    my_hubs: Hubs, older_home: Path
) -> None:
    other = my_hubs.open(home=older_home).start()
    with stale_pid_file(my_hubs, other["pid"]):
        hub = my_hubs.open()
        assert hub.start()["pid"] != other["pid"]
        hub.stop()
        assert lives(other["pid"])
    with psycopg.connect(other["app_url"]) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_empty_pid_file_of_a_full_disk_does_not_block_a_start(my_hubs: Hubs) -> None:
    hub = my_hubs.open()
    hub.start()
    hub.stop()
    pid_file(Layout(my_hubs.home).data).touch()
    assert hub.start()["found"] == "started"
