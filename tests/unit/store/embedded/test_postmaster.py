"""A pid file is believed only when its process is the server of that folder."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from homeroom.store.embedded.postmaster import (
    PidFile,
    Process,
    find_postmaster,
    pid_file,
    pid_left_behind,
)

READS_AND_WAITS = ["-c", "read line", "ignored"]


@pytest.fixture
def impostors() -> Iterator[list["subprocess.Popen[bytes]"]]:
    """Living processes, ended after the test."""
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        process.communicate(b"\n")


def pose(impostors: list["subprocess.Popen[bytes]"], *words: str) -> int:
    """Start a process whose command line is `words`, with a shell's own ones among them."""
    program, *others = words
    command = [program, *READS_AND_WAITS, *others]
    process = subprocess.Popen(command, executable="/bin/sh", stdin=subprocess.PIPE)
    impostors.append(process)
    # A program has no command line for a moment after it has begun.
    while not Path("/proc", str(process.pid), "cmdline").read_bytes():
        time.sleep(0.001)
    return process.pid


def note(data: Path, pid: int, started: float, status: str = "ready   ") -> None:
    lines = [str(pid), str(data), str(int(started)), "5432", "/s", "", "  12  34", status]
    pid_file(data).write_text("\n".join(lines) + "\n")


def test_server_of_the_folder_is_found(
    tmp_path: Path, impostors: list["subprocess.Popen[bytes]"]
) -> None:
    pid = pose(impostors, "/somewhere/bin/postgres", "-D", str(tmp_path))
    note(tmp_path, pid, time.time())
    found = find_postmaster(tmp_path, locked=False)
    assert found is not None
    assert (found.pid, found.status) == (pid, "ready")


def test_other_program_is_not_the_server(
    tmp_path: Path, impostors: list["subprocess.Popen[bytes]"]
) -> None:
    note(tmp_path, pose(impostors, "backup", "-D", str(tmp_path)), time.time())
    assert find_postmaster(tmp_path, locked=True) is None


def test_session_of_a_server_is_not_the_server(
    tmp_path: Path, impostors: list["subprocess.Popen[bytes]"]
) -> None:
    note(tmp_path, pose(impostors, "postgres: homeroom: checkpointer "), time.time())
    assert find_postmaster(tmp_path, locked=True) is None


def test_server_of_another_folder_is_not_this_ones(
    tmp_path: Path, impostors: list["subprocess.Popen[bytes]"]
) -> None:
    data, other = tmp_path / "data", tmp_path / "other"
    data.mkdir()
    other.mkdir()
    note(data, pose(impostors, "postgres", "-D", str(other)), time.time())
    assert find_postmaster(data, locked=True) is None


def test_process_that_started_at_another_time_has_only_got_the_number(
    tmp_path: Path, impostors: list["subprocess.Popen[bytes]"]
) -> None:
    note(tmp_path, pose(impostors, "postgres", "-D", str(tmp_path)), time.time() - 3600)
    assert find_postmaster(tmp_path, locked=False) is None


def test_clock_that_was_set_does_not_hide_a_server_that_holds_its_lock(
    tmp_path: Path, impostors: list["subprocess.Popen[bytes]"]
) -> None:
    note(tmp_path, pose(impostors, "postgres", "-D", str(tmp_path)), time.time() - 3600)
    assert find_postmaster(tmp_path, locked=True) is not None


def test_process_that_has_ended_is_not_found(tmp_path: Path) -> None:
    with subprocess.Popen(["true"]) as process:
        process.wait()
    note(tmp_path, process.pid, time.time())
    assert Process.named(process.pid) is None
    assert find_postmaster(tmp_path, locked=True) is None


@pytest.mark.parametrize("text", ["", "x", "1\n", "1\n/d\n", "1\n/d\nsoon\n"])
def test_pid_file_that_is_being_written_says_nothing(tmp_path: Path, text: str) -> None:
    pid_file(tmp_path).write_text(text)
    assert PidFile.read(tmp_path) is None


def test_server_that_has_not_said_it_is_ready_is_not(tmp_path: Path) -> None:
    pid_file(tmp_path).write_text("7\n/d\n1700000000\n")
    assert PidFile.read(tmp_path) == PidFile(7, 1700000000.0, "")


def test_number_left_behind_is_read_and_an_empty_file_removed(tmp_path: Path) -> None:
    assert pid_left_behind(tmp_path) is None
    note(tmp_path, 4321, 0)
    assert pid_left_behind(tmp_path) == 4321
    pid_file(tmp_path).write_text("")
    assert pid_left_behind(tmp_path) is None
    assert not pid_file(tmp_path).exists()
