"""Starting and stopping the sandbox as the command line does."""

import gc
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import zipfile
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from homeroom.sandbox.__main__ import main

_COMMAND = [sys.executable, "-m", "homeroom.sandbox", "infinite-campus"]


def _start(*arguments: str) -> tuple[subprocess.Popen[str], dict[str, Any]]:
    process = subprocess.Popen(
        [*_COMMAND, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    ready: dict[str, Any] = json.loads(process.stdout.readline())
    return process, ready


def _stop(process: subprocess.Popen[str], number: int = signal.SIGTERM) -> tuple[str, str, int]:
    os.kill(process.pid, number)
    out, err = process.communicate()
    return out, err, process.returncode


def _refused(*arguments: str) -> str:
    """Start it here, for what is refused starts nothing: a process of its own takes a second."""
    out, err = StringIO(), StringIO()
    try:
        with redirect_stdout(out), redirect_stderr(err), pytest.raises(SystemExit) as refused:
            main(["infinite-campus", *arguments])
    finally:
        gc.enable()
    assert refused.value.code == 2
    assert out.getvalue() == ""
    return err.getvalue()


def test_ready_line_tells_all_that_a_client_needs() -> None:
    process, ready = _start("--port", "0", "--students", "20")
    out, err, status = _stop(process)
    assert set(ready) == {
        "port",
        "host_url",
        "service_url",
        "token_url",
        "client_id",
        "client_secret",
        "vendor_key",
        "vendor_secret",
        "teacher_view",
        "control",
        "day",
        "time_zone",
        "students",
    }
    host = f"http://127.0.0.1:{ready['port']}"
    assert ready["host_url"] == host
    assert ready["service_url"] == {
        "1.1": f"{host}/campus/api/ims/oneroster/rostering/v1p1",
        "1.2": f"{host}/campus/api/ims/oneroster/rostering/v1p2",
    }
    assert ready["token_url"] == f"{host}/campus/oauth2/token?appName=homeroom"
    assert ready["teacher_view"] == f"{host}/sandbox/teacher-view"
    assert ready["control"] == f"{host}/sandbox"
    assert ready["day"] == "2026-10-14"
    assert ready["students"] == 20
    assert (out, err, status) == ("", "", 0)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_sandbox_stops_cleanly_on_a_signal(number: int) -> None:
    process, _ = _start("--students", "20")
    _, err, status = _stop(process, number)
    assert (err, status) == ("", 0)


def test_sandbox_stops_although_a_client_keeps_its_connection_open() -> None:
    process, ready = _start("--students", "20")
    with socket.create_connection(("127.0.0.1", ready["port"])) as connection:
        connection.sendall(b"GET /sandbox/requests HTTP/1.1\r\nHost: x\r\n\r\n")
        assert connection.recv(12) == b"HTTP/1.1 200"
        _, _, status = _stop(process)
    assert status == 0


def test_sandbox_says_nothing_about_clients_that_hang_up() -> None:
    process, ready = _start("--students", "400")
    for _ in range(5):
        with socket.create_connection(("127.0.0.1", ready["port"])) as connection:
            # Closing with unread data resets the connection under the server's answer.
            linger = struct.pack("ii", 1, 0)
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            request = b"GET /sandbox/teacher-view.json HTTP/1.1\r\nHost: x\r\n\r\n"
            connection.sendall(request * 3)
            connection.recv(10)
    _, err, status = _stop(process)
    assert (err, status) == ("", 0)


@pytest.mark.parametrize(
    ("given", "served"), [("1.1", ["1.1"]), ("1.2", ["1.2"]), ("both", ["1.1", "1.2"])]
)
def test_service_urls_are_those_of_the_versions_served(given: str, served: list[str]) -> None:
    process, ready = _start("--students", "20", "--api", given)
    _stop(process)
    assert list(ready["service_url"]) == served


def test_two_runs_give_the_same_credentials_and_another_seed_gives_others() -> None:
    lines = []
    for seed in ("1", "1", "2"):
        process, ready = _start("--students", "20", "--seed", seed)
        _stop(process)
        lines.append((ready["client_id"], ready["client_secret"], ready["vendor_key"]))
    assert lines[0] == lines[1]
    assert lines[0] != lines[2]


def test_port_that_is_asked_for_is_taken() -> None:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    process, ready = _start("--students", "20", "--port", str(port))
    _stop(process)
    assert ready["port"] == port


def test_day_and_application_name_are_taken_from_the_command_line() -> None:
    process, ready = _start("--students", "20", "--day", "2026-11-02", "--app-name", "school hub")
    _stop(process)
    assert ready["day"] == "2026-11-02"
    assert ready["token_url"].endswith("?appName=school hub")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--students", "19"], "from 20 to 100000"),
        (["--students", "many"], "from 20 to 100000"),
        (["--day", "14.10.2026"], "'14.10.2026' is no day like 2026-10-14"),
        (["--script", "holiday"], "school-year"),
        (["--rule", "nonsense=refuse"], "There is no rule 'nonsense'"),
        (["--rule", "title_length=shout"], "has no mode 'shout'"),
        (["--rule", "teacher_item=refuse:3"], "takes no limit '3'"),
        (["--rule", "title_length"], "has no mode ''"),
        (["--api", "2.0"], "invalid choice"),
        (["--ids", "mine"], "invalid choice"),
        (["--time-zone", "Mars/Olympus"], "is no time zone"),
        (["--port", "99999"], "cannot listen"),
        (["--students", "20", "--script", "school-year"], "not allowed with"),
        (["--colour"], "unrecognized arguments"),
    ],
)
def test_bad_argument_gives_one_sentence_and_status_2(arguments: list[str], words: str) -> None:
    message = _refused(*arguments)
    assert words in message
    assert message.startswith("sandbox: ")
    assert message.count("\n") == 1
    assert message.endswith(".\n")


def test_port_in_use_gives_one_sentence_and_status_2() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        message = _refused("--students", "20", "--port", str(taken.getsockname()[1]))
    assert message.count("\n") == 1
    assert "cannot listen" in message


def test_missing_district_file_gives_one_sentence(tmp_path: Path) -> None:
    message = _refused("--district", str(tmp_path / "nowhere.zip"))
    assert "nowhere.zip is no zip file that can be read" in message
    assert message.count("\n") == 1


def test_district_file_that_is_no_zip_gives_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "roster.zip"
    path.write_text("no zip at all")
    message = _refused("--district", str(path))
    assert "roster.zip is no zip file that can be read" in message
    assert message.count("\n") == 1


def test_district_file_of_another_encoding_gives_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "roster.zip"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("orgs.csv", "sourcedId,name\n1,Übersee".encode("utf-16"))
    message = _refused("--district", str(path))
    assert message == "sandbox: orgs.csv is not in UTF-8.\n"


def test_district_file_without_classes_gives_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "roster.zip"
    with zipfile.ZipFile(path, "w") as package:
        for name in ("orgs", "academicSessions", "courses"):
            package.writestr(f"{name}.csv", "sourcedId\n")
    message = _refused("--district", str(path))
    assert message == "sandbox: roster.zip has no classes.csv.\n"


def test_help_names_every_switch() -> None:
    done = subprocess.run([*_COMMAND, "--help"], capture_output=True, text=True, check=True)
    for switch in (
        "--port",
        "--host",
        "--api",
        "--students",
        "--seed",
        "--district",
        "--script",
        "--ids",
        "--day",
        "--clock",
        "--time-zone",
        "--user-prefix",
        "--app-name",
        "--token-seconds",
        "--reuse-tokens",
        "--gradebook-base",
        "--end-date",
        "--result-score",
        "--category-writes",
        "--minimal-errors",
        "--rule",
    ):
        assert switch in done.stdout


def test_system_must_be_named() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "homeroom.sandbox"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
