"""homeroom serve, web and worker as processes, on the test's database."""

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest

from tests.database import DatabaseUrls


@pytest.fixture
def environment(database: DatabaseUrls, home: Path) -> dict[str, str]:
    """What the processes are told: the test's database and data folder."""
    return {
        **os.environ,
        "HOMEROOM_HOME": str(home),
        "HOMEROOM_DATABASE_URL": database.app_url,
        "HOMEROOM_DATABASE_OWNER_URL": database.owner_url,
    }


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def started(environment: dict[str, str], *words: str) -> Iterator["subprocess.Popen[str]"]:
    """Start `homeroom WORDS`; whatever happens, it ends with the test."""
    command = [sys.executable, "-u", "-m", "homeroom", *words]
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        process.communicate()


def read(url: str) -> str:
    """Return what a page says."""
    with urllib.request.urlopen(url) as answer:
        return str(answer.read().decode())


@pytest.fixture
def served(environment: dict[str, str]) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """A whole server that has said it is up, and its address."""
    port = free_port()
    with started(environment, "serve", "--port", str(port)) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line == f"Homeroom is at http://127.0.0.1:{port}/\n"
        assert "Ctrl-C" in process.stdout.readline()
        yield process, f"http://127.0.0.1:{port}/"


def test_serve_answers_as_soon_as_it_says_so_and_ends_well(
    served: tuple["subprocess.Popen[str]", str], database: DatabaseUrls
) -> None:
    process, address = served
    assert "Homeroom is running" in read(address)
    told = json.loads(read(address + "healthz"))
    assert told["database"] == "ok"
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode == 0, err
    assert "Traceback" not in err
    with pytest.raises(OSError, match="refused"):
        read(address)
    with psycopg.connect(database.owner_url) as connection:
        left = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid()"
        ).fetchone()
    assert left == (0,)  # web and worker have ended, too


def test_a_second_server_on_the_same_port_is_refused(
    served: tuple["subprocess.Popen[str]", str], environment: dict[str, str]
) -> None:
    port = served[1].rpartition(":")[2].strip("/")
    for command in ("serve", "web"):
        with started(environment, command, "--port", port) as second:
            _, err = second.communicate()
        assert second.returncode == 1
        assert f"Port {port} is in use." in err
        assert "--port" in err
    assert "Homeroom is running" in read(served[1])


def test_the_end_of_a_part_ends_the_whole(
    served: tuple["subprocess.Popen[str]", str],
) -> None:
    process, _ = served
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
    lines = {child: Path(f"/proc/{child}/cmdline").read_bytes() for child in children}
    workers = [
        int(child) for child, line in lines.items() if b"worker\0" in line and b"homeroom\0" in line
    ]
    assert len(workers) == 1
    os.kill(workers[0], signal.SIGKILL)
    _, err = process.communicate()
    assert process.returncode == 1
    assert "A part of the server has ended." in err


def test_web_alone_shows_that_no_worker_is_there(environment: dict[str, str]) -> None:
    port = free_port()
    with started(environment, "web", "--port", str(port)) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1]
        assert json.loads(read(address + "healthz"))["workers"] == 0
        assert "homeroom worker" in read(address)
        process.terminate()
        process.communicate()
        assert process.returncode == 143


def test_a_worker_says_that_it_works_and_ends_well(environment: dict[str, str]) -> None:
    with started(environment, "worker", "--concurrency", "1") as process:
        assert process.stdout is not None
        assert "until Ctrl-C" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        _, err = process.communicate()
    assert process.returncode == 0, err
    assert "Traceback" not in err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--host", "300.1.1.1"], "The host 300.1.1.1 is not known."),
        (["--host", "203.0.113.7"], "does not have the address 203.0.113.7"),
    ],
    ids=["no host", "another machine's"],
)
def test_an_address_that_cannot_be_listened_on_is_said(
    environment: dict[str, str], options: list[str], words: str
) -> None:
    with started(environment, "web", "--port", str(free_port()), *options) as process:
        _, err = process.communicate()
    assert process.returncode == 1
    assert words in err
    assert "Traceback" not in err


def test_help_names_every_command_in_one_line_each(environment: dict[str, str]) -> None:
    with started(environment, "--help") as process:
        out, _ = process.communicate()
    listed = out[out.index("Commands:") :].splitlines()[1:]
    assert [line.split()[0] for line in listed][:4] == ["demo", "serve", "web", "worker"]
    assert not [line for line in listed if line.endswith("...")]
