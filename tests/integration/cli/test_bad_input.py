"""Bad input gets a sentence and a way out, and exit status 1, never a traceback."""

import http.server
import json
import socket
import ssl
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme

from tests.database import DatabaseUrls
from tests.integration.cli.conftest import IC, Terminal
from tests.packages import school, write_package
from tests.sandboxes import Sandbox, sandbox


def checks(terminal: Terminal) -> dict[str, dict[str, Any]]:
    """Run a Test Connection that fails; return its checks by name."""
    found = terminal.json("app", "test", IC, status=1)
    assert found["ok"] is False
    return {one["name"]: one for one in found["checks"]}


def failed_sync(terminal: Terminal) -> dict[str, Any]:
    """Sync, which fails; return what is said, and see that the run keeps it as well."""
    said = terminal.json("sync", IC, status=1)
    assert said["error"]
    assert said["fix"]
    assert terminal.json("runs")["runs"][0]["problem"]["message"] == said["error"]
    return said


def test_a_wrong_secret_names_the_credentials(terminal: Terminal, campus: Sandbox) -> None:
    terminal.activate_campus(campus, client_secret="wrong")
    found = checks(terminal)
    assert found["address"]["state"] == "passed"
    assert found["token"]["state"] == "failed"
    assert "OAuth Client Secret" in found["token"]["words"]
    assert found["token"]["fix"]
    assert found["schools"]["state"] == "not applicable"
    assert "OAuth Client Secret" in failed_sync(terminal)["error"]


def test_an_unknown_host_is_named(terminal: Terminal, campus: Sandbox) -> None:
    url = "http://campus.invalid/campus/api/ims/oneroster/rostering/v1p2"
    terminal.activate_campus(campus, service_url=url, retry_seconds="0")
    found = checks(terminal)
    assert "campus.invalid" in found["address"]["words"]
    assert "spelling" in found["address"]["fix"]
    assert "campus.invalid" in failed_sync(terminal)["error"]


def test_a_wrong_path_says_which_half_of_the_address_is_wrong(
    terminal: Terminal, campus: Sandbox
) -> None:
    right = campus.ready["service_url"]["1.2"]
    terminal.activate_campus(campus, service_url=right.replace("/campus/", "/cmpus/"))
    found = checks(terminal)
    assert found["address"]["state"] == "passed"
    assert found["schools"]["state"] == "failed"
    assert "path is wrong" in found["schools"]["fix"]
    assert "Service URL" in failed_sync(terminal)["fix"]


def test_a_closed_port_is_told_from_a_wrong_address(terminal: Terminal, campus: Sandbox) -> None:
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{held.getsockname()[1]}/campus/api/ims/oneroster/rostering/v1p2"
        terminal.activate_campus(campus, service_url=url, retry_seconds="0")
        found = checks(terminal)
        assert found["address"]["state"] == "failed"
        assert found["address"]["fix"]
        assert failed_sync(terminal)["error"] == found["address"]["words"]


class Quiet(http.server.HTTPServer):
    """Expects clients to hang up."""

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing."""


@pytest.fixture
def distrusted() -> Iterator[str]:
    """An HTTPS server whose certificate nobody on this machine knows."""
    server = Quiet(("127.0.0.1", 0), http.server.BaseHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"https://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_an_unknown_certificate_is_not_an_unknown_address(
    terminal: Terminal, campus: Sandbox, distrusted: str
) -> None:
    path = "/campus/api/ims/oneroster/rostering/v1p2"
    token = f"{distrusted}/campus/oauth2/token?appName=homeroom"
    terminal.activate_campus(campus, service_url=distrusted + path, token_url=token)
    found = checks(terminal)
    assert found["certificate"]["state"] == "failed"
    assert "certificate" in found["certificate"]["words"]
    assert "certificate" in failed_sync(terminal)["error"]


@pytest.mark.parametrize("api", ["1.1", "1.2"])
def test_a_missing_vendor_key_stops_grades_and_never_the_roster(
    terminal: Terminal, campus: Sandbox, api: str
) -> None:
    terminal.activate_campus(campus, api, grades=False)
    found = checks(terminal)
    assert found["schools"]["state"] == found["people"]["state"] == "passed"
    assert found["gradebook"]["state"] == "failed"
    assert "Vendor Key" in found["gradebook"]["fix"]
    done = terminal.json("sync", IC)
    assert done["state"] == "done with issues"
    assert done["stored"]["user"]["new"] > 20
    assert "collection.unread" in terminal.json("issues")["issues"]
    assert "Vendor Key" in terminal.well("issues")


def test_a_roster_only_connection_is_told_from_a_broken_one(terminal: Terminal) -> None:
    with sandbox("--students", "20") as campus:
        one = campus.post("connections", {"rights": ["roster"]})
        names = ("client_id", "client_secret", "vendor_key", "vendor_secret")
        terminal.activate_campus(campus, **{name: one[name] for name in names if name in one})
        found = checks(terminal)
        assert found["schools"]["state"] == "passed"
        assert found["gradebook"]["state"] == "failed"
        assert found["gradebook"]["fix"]
        assert terminal.json("sync", IC)["state"] == "done with issues"


def test_1_1_says_that_it_has_no_assessments_and_calls_it_no_failure(
    terminal: Terminal, campus: Sandbox
) -> None:
    terminal.activate_campus(campus, "1.1")
    said = terminal.well("app", "test", IC)
    assert said.rstrip().endswith("Connection is OK")
    assert "assessments" in said
    assert "1.1" in said


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        (b"sourcedId,status\n1,active\n", "zip"),
        (b"", "zip"),
        (b"PK\x03\x04 and then nothing of a zip", "zip"),
    ],
    ids=["a CSV file", "empty", "cut off"],
)
def test_a_zip_that_is_no_zip_is_said_to_be_none(
    terminal: Terminal, tmp_path: Path, contents: bytes, words: str
) -> None:
    path = tmp_path / "export.zip"
    path.write_bytes(contents)
    terminal.well("app", "activate", "oneroster_csv", "--key", "csv", "--set", f"path={path}")
    said = terminal.run("sync", "csv")
    assert said.status == 1
    assert words in said.err
    assert len(said.err.strip().splitlines()) >= 2
    assert terminal.json("app", "test", "csv", status=1)["ok"] is False


def test_a_file_that_is_not_there_is_named(terminal: Terminal, tmp_path: Path) -> None:
    path = tmp_path / "gone.zip"
    terminal.well("app", "activate", "oneroster_csv", "--key", "csv", "--set", f"path={path}")
    said = terminal.run("sync", "csv")
    assert said.status == 1
    assert "gone.zip" in said.err


def test_a_csv_of_another_encoding_says_which_setting_mends_it(
    terminal: Terminal, tmp_path: Path
) -> None:
    files = school()
    files["users"][1]["familyName"] = "Muñoz"
    folder = unpacked(write_package(tmp_path / "utf8.zip", files), tmp_path / "export")
    users = folder / "users.csv"
    users.write_bytes(users.read_text(encoding="utf-8").encode("latin-1"))
    terminal.well("app", "activate", "oneroster_csv", "--key", "csv", "--set", f"path={folder}")
    said = terminal.run("sync", "csv")
    issues = terminal.json("issues")["cases"] if said.status == 0 else []
    told = said.all + json.dumps(issues)
    assert "ncoding" in told
    terminal.well("app", "settings", "csv", "--set", "encoding=windows-1252")
    assert terminal.json("sync", "csv", "--complete")["state"] == "done"


def unpacked(package: Path, folder: Path) -> Path:
    """Unpack a package into a folder."""
    with zipfile.ZipFile(package) as opened:
        opened.extractall(folder)
    return folder


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("postgresql://app:secret@127.0.0.1:1/homeroom", "Nothing listens on 127.0.0.1, port 1."),
        ("mysql://app@127.0.0.1/homeroom", "cannot be read"),
        ("nonsense", "cannot be read"),
    ],
    ids=["no server", "another database", "no URL"],
)
def test_without_a_database_every_command_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, url: str, words: str
) -> None:
    monkeypatch.setenv("HOMEROOM_DATABASE_URL", url)
    terminal = Terminal()
    for command in (["runs"], ["district", "list"], ["sync", "x"], ["migrate"]):
        said = terminal.run(*command)
        assert said.status == 1
        assert words in said.err
        assert "postgresql" in said.err.lower()
        assert "secret" not in said.err
    assert terminal.json("runs", status=1).keys() == {"error", "fix"}


def test_a_wrong_password_of_the_database_is_said_without_showing_it(
    database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch
) -> None:
    role, _, rest = database.app_url.partition("://")[2].partition(":")
    wrong = f"postgresql://{role}:hunter22@{rest.partition('@')[2]}"
    monkeypatch.setenv("HOMEROOM_DATABASE_URL", wrong)
    said = Terminal().run("runs")
    assert said.status == 1
    assert "hunter22" not in said.all
    assert said.err.count("\n") >= 2


@pytest.mark.parametrize(
    "words",
    [
        ["nosuch"],
        ["sync"],
        ["runs", "--limit", "0"],
        ["runs", "--limit", "many"],
        ["runs", "stop", "one"],
        ["deliveries", "--state", "lost"],
        ["deliveries", "--code", "nosuch"],
        ["deliveries", "show", "not-an-id"],
        ["deliveries", "approve", "infinite-campus", "not-an-id"],
        ["deliveries", "again", "infinite-campus", "--code", "nosuch"],
        ["issues", "--code", "nosuch"],
        ["serve", "--port", "0"],
        ["serve", "--concurrency", "0"],
        ["web", "--port", "99999"],
        ["demo", "--api", "2.0"],
        ["app", "decline", "x"],
        ["district", "add", "x"],
    ],
    ids=" ".join,
)
def test_a_command_line_that_is_wrong_ends_with_status_2(words: list[str]) -> None:
    said = Terminal().run(*words)
    assert said.status == 2
    assert "Error: " in said.err
    assert said.out == ""
