"""homeroom serve, web and worker as processes, on the test's database."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

import psycopg
import pytest

from tests.database import DatabaseUrls
from tests.integration.embedded.processes import lives

_ORGS, _FILE = "/ims/oneroster/rostering/v1p2/orgs", "/static/homeroom.css"
TURNS, PAUSE = 600, 0.1  # a bound for a machine that is busy with other things


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
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
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
        assert "homeroom people add" in process.stdout.readline()
        assert "Ctrl-C" in process.stdout.readline()
        yield process, f"http://127.0.0.1:{port}/"


def test_serve_answers_as_soon_as_it_says_so_and_ends_well(
    served: tuple["subprocess.Popen[str]", str], database: DatabaseUrls
) -> None:
    process, address = served
    assert "Homeroom is running" in read(address)
    told = json.loads(read(address + "healthz"))
    assert told["database"] == "ok"
    parts = [child(process.pid, word) for word in (b"worker", b"granian")]
    parts.append(child(parts[1], b"granian"))
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does for Ctrl-C
    _, err = process.communicate()
    assert not any(lives(one) for one in parts)
    assert process.returncode == 0, err
    assert "Traceback" not in err
    assert "did not end by itself" not in err
    with pytest.raises(OSError, match="refused"):
        read(address)
    with psycopg.connect(database.owner_url) as connection:
        left = connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid()"
        ).fetchone()
    assert left == (0,)  # web and worker have ended, too


def child(parent: int, word: bytes) -> int:
    """Return the one child of a process that has a word in its command line."""
    children = Path(f"/proc/{parent}/task/{parent}/children").read_text().split()
    lines = {int(one): Path(f"/proc/{one}/cmdline").read_bytes() for one in children}
    (found,) = [one for one, line in lines.items() if word + b"\0" in line]
    return found


def wait_for(look: Callable[[], object]) -> None:
    """Wait until something holds; what cannot be seen yet does not hold."""
    for _ in range(TURNS):
        with suppress(OSError, ValueError):
            if look():
                return
        time.sleep(PAUSE)
    raise AssertionError("it never came")


def wait_for_another(parent: int, word: bytes, pid: int) -> None:
    """Wait until the child with a word is another one than it was."""
    wait_for(lambda: child(parent, word) != pid)


def test_each_part_that_is_killed_is_started_again_and_the_others_go_on(
    served: tuple["subprocess.Popen[str]", str],
) -> None:
    process, address = served
    for part in (b"worker", b"granian"):
        parts = {word: child(process.pid, word) for word in (b"worker", b"granian")}
        os.kill(parts[part], signal.SIGKILL)
        wait_for_another(process.pid, part, parts[part])
        wait_for(lambda: "Homeroom is running" in read(address))
        (other,) = parts.keys() - {part}
        assert child(process.pid, other) == parts[other]
    # The web server's inner process, too: it comes back on its port.
    inner = child(child(process.pid, b"granian"), b"granian")
    os.kill(inner, signal.SIGKILL)
    wait_for(lambda: child(child(process.pid, b"granian"), b"granian") != inner)
    wait_for(lambda: "Homeroom is running" in read(address))
    process.send_signal(signal.SIGINT)
    _, err = process.communicate()
    assert process.returncode == 0
    assert "The worker has ended; it is started again." in err
    assert "The web has ended; it is started again." in err


def test_the_parts_of_a_server_that_is_killed_end_with_it_and_free_its_port(
    served: tuple["subprocess.Popen[str]", str], environment: dict[str, str]
) -> None:
    process, address = served
    parts = [child(process.pid, word) for word in (b"worker", b"granian")]
    parts.append(child(parts[1], b"granian"))
    process.kill()
    process.wait()
    wait_for(lambda: not any(lives(one) for one in parts))
    port = address.rpartition(":")[2].strip("/")
    with started(environment, "web", "--port", port) as again:
        assert again.stdout is not None
        assert again.stdout.readline() == f"Homeroom is at {address}\n"
        assert "Homeroom is running" in read(address)


def test_a_part_that_cannot_live_ends_the_whole(environment: dict[str, str]) -> None:
    broken = {**environment, "GRANIAN_LOOP": "no such loop"}
    with started(broken, "serve", "--port", str(free_port())) as process:
        _, err = process.communicate()
    assert process.returncode == 1
    assert "The web has ended 3 times in a row." in err
    assert "Traceback" not in err


def test_web_alone_shows_that_no_worker_is_there_and_keeps_its_port(
    environment: dict[str, str],
) -> None:
    port = str(free_port())
    with started(environment, "web", "--port", port) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1]
        assert json.loads(read(address + "healthz"))["workers"] == 0
        assert "homeroom worker" in read(address)
        for command in ("serve", "web"):
            with started(environment, command, "--port", port) as second:
                _, err = second.communicate()
            assert second.returncode == 1
            assert f"Port {port} is in use." in err
            assert "--port" in err
        assert "Homeroom is running" in read(address)
        process.terminate()
        process.communicate()
        assert process.returncode == 143


def test_an_answer_leaves_whole_and_says_how_long_it_is(environment: dict[str, str]) -> None:
    port = free_port()
    with (
        started(environment, "web", "--port", str(port)) as process,
        closing(HTTPConnection("127.0.0.1", port)) as connection,
    ):
        assert process.stdout is not None
        assert str(port) in process.stdout.readline()
        for path, status in {"/healthz": 200, _ORGS: 401, "/": 200, _FILE: 200}.items():
            lengths = []
            for method in ("GET", "HEAD"):
                connection.request(method, path)
                answer = connection.getresponse()
                body = answer.read()
                assert (answer.status, answer.getheader("Transfer-Encoding")) == (status, None)
                lengths.append(int(answer.headers["Content-Length"]))
                assert len(body) == (lengths[0] if method == "GET" else 0)
            assert lengths[0] == lengths[1] > 0


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
