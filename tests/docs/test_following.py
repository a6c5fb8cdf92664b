"""Whoever follows the tutorial and the how-to pages, command by command, gets where they lead.

The commands are taken from the pages; only what a reader fills in is filled in, with the addresses
and secrets of a sandbox.
"""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from homeroom.cli.main import homeroom
from homeroom.connectors.gallery import gallery
from tests.database import DatabaseUrls
from tests.docs.reading import DOCS, homeroom_calls, shell_blocks, shell_lines, text_of
from tests.sandboxes import Sandbox, sandbox

CONNECT = "how-to/connect-infinite-campus.md"
HOW_TO = (
    CONNECT,
    "how-to/take-in-csv.md",
    "how-to/approve-grade-sync.md",
    "how-to/mend-refused-grades.md",
    "how-to/edit-write-rules.md",
    "how-to/set-a-schedule.md",
    "how-to/approve-removals-and-deletions.md",
)
ADD = ["district", "add", "riverbend", "--name", "R", "--time-zone", "America/Chicago"]
SERVERS = ("serve", "web", "worker", "doctor")
ASKED = (
    "district list",
    "app gallery",
    "app list",
    "app settings infinite-campus",
    "app preview infinite-campus",
    "adopt list infinite-campus",
    "scales show infinite-campus",
    "standards list",
    "posting rights",
    "posting list",
    "undo infinite-campus --from mathly --preview",
    "app test infinite-campus",
    "sync mathly",
    "runs",
    "runs show 1",
    "deliveries --limit 3",
    "issues",
    "reconcile infinite-campus",
    "doctor",
    "migrate",
    "deliveries pause infinite-campus",
    "app remove mathly --yes",
    "sync nobody",
)
# Examples with runs, requests and ids that this story does not have: they say so in a sentence.
BESIDE = {
    "runs show": "There is no run 12.",
    "runs approve": "There is no run 12.",
    "runs decline": "There is no run 12.",
    "app decline": "has no open request",
    "app approve": "has no open request",
    "deliveries show": "No delivery is about",
    "deliveries approve": "None of these waits",
    "deliveries dismiss": "None of these waits",
}


@pytest.fixture(scope="module")
def campus() -> Iterator[Sandbox]:
    """One sandbox with a generated district for the whole module."""
    with sandbox("--students", "20") as running:
        yield running


@pytest.fixture(autouse=True)
def at_the_terminal(
    database: DatabaseUrls, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """Commands work in a folder and on a database of the test's own."""
    monkeypatch.setenv("HOMEROOM_DATABASE_URL", database.app_url)
    monkeypatch.setenv("HOMEROOM_DATABASE_OWNER_URL", database.owner_url)
    monkeypatch.chdir(tmp_path)
    held = signal.getsignal(signal.SIGTERM)
    yield
    signal.signal(signal.SIGTERM, held)


def filled_in(campus: Sandbox, folder: Path) -> dict[str, str]:
    """Return what a reader writes in the place of examples; keep the files that they name."""
    ready = campus.ready
    for name in ("client", "vendor"):
        (folder / f"{name}-secret.txt").write_text(f"{ready[f'{name}_secret']}\n")
    export = campus.fetch("learning-app.zip?api=1.2&classes=2", folder / "mathly.zip")
    base = "https://district.example.org/campus"
    return {
        f"{base}/api/ims/oneroster/rostering/v1p2": ready["service_url"]["1.2"],
        f"{base}/oauth2/token?appName=homeroom": ready["token_url"],
        "YOUR-CLIENT-ID": ready["client_id"],
        "YOUR-VENDOR-KEY": ready["vendor_key"],
        "CLASS-ID": campus.get("teacher-view.json")["sections"][0]["ids"]["1.2"],
        "/srv/exports/mathly.zip": str(export),
        "client_secret=-": f"client_secret={ready['client_secret']}",
        "vendor_secret=-": f"vendor_secret={ready['vendor_secret']}",
    }


def follow(page: str, given: dict[str, str]) -> list[tuple[list[str], int, str]]:
    """Type every command of a page; return each with its exit status and what it said."""
    done = []
    for words in shell_lines(DOCS / page):
        typed = homeroom_calls(words)
        if typed is None or typed[0] in SERVERS:
            continue
        for example, own in given.items():
            typed = [word.replace(example, own) for word in typed]
        answer = CliRunner().invoke(homeroom, typed, prog_name="homeroom")
        assert answer.exception is None or isinstance(answer.exception, SystemExit), typed
        done.append((typed, answer.exit_code, answer.output))
    return done


def test_the_tutorial_leads_to_delivered_grades(campus: Sandbox, tmp_path: Path) -> None:
    before = campus.writes()
    done = follow("tutorial/first-hour.md", filled_in(campus, tmp_path))
    assert [(words, said) for words, status, said in done if status] == []
    assert sum("Connection is OK" in said for _, _, said in done) >= 4
    assert campus.writes() > before + 50
    assert "daily at 05:00" in done[-3][2]
    assert "every 30 minutes" in done[-2][2]


def test_every_key_of_the_objects_that_commands_print_is_documented(
    campus: Sandbox, tmp_path: Path
) -> None:
    follow("tutorial/first-hour.md", filled_in(campus, tmp_path))
    known = set(re.findall(r"`([a-z_]+)`", text_of(DOCS / "reference" / "json.md")))
    known |= {field.name for one in gallery().values() for field in one.settings}
    for command in ASKED:
        answer = CliRunner().invoke(homeroom, [*command.split(), "--json"])
        line = answer.stdout.splitlines()[-1]  # logs are not set up here
        assert keys_of(json.loads(line)) <= known, command


def keys_of(printed: dict[str, Any]) -> set[str]:
    """Return the keys of an object and of the rows in its lists."""
    lists = [held for held in printed.values() if isinstance(held, list)]
    rows = [row for held in lists for row in held if isinstance(row, dict)]
    return set(printed).union(*rows)


def test_every_key_of_the_line_that_a_sandbox_prints_is_documented(campus: Sandbox) -> None:
    known = set(re.findall(r"`([a-z_]+)`", text_of(DOCS / "reference" / "sandbox.md")))
    assert set(campus.ready) <= known


def test_the_how_to_pages_can_be_followed_one_after_the_other(
    campus: Sandbox, tmp_path: Path
) -> None:
    given = filled_in(campus, tmp_path)
    assert CliRunner().invoke(homeroom, ADD).exit_code == 0
    for page in HOW_TO:
        for words, status, said in follow(page, given):
            expected = BESIDE.get(" ".join(words[:2]))
            if status and expected:
                assert expected in said
            else:
                assert status == 0, (page, words, said)


@pytest.mark.parametrize(("often", "status"), [("5", 0), ("10080", 0), ("4", 2), ("10081", 2)])
def test_a_schedule_keeps_to_the_bounds_that_its_page_names(often: str, status: int) -> None:
    draft = ["app", "activate", "oneroster_csv", "--draft", "--set", "path=export.zip"]
    wanted = ["app", "settings", "oneroster-csv", "--schedule", f"every {often}"]
    *_, answer = (CliRunner().invoke(homeroom, words) for words in (ADD, draft, wanted))
    assert answer.exit_code == status
    assert ("is no schedule" in answer.output) is bool(status)


def test_the_sandbox_page_leads_to_equal_views_and_to_the_trouble_it_promises(
    tmp_path: Path,
) -> None:
    with sandbox("--script", "school-year") as campus:
        (tmp_path / "sandbox.json").write_text(json.dumps(campus.ready))
        start, *blocks = shell_blocks(DOCS / "how-to/use-the-sandbox.md")
        assert "HOMEROOM_HOME" in start
        trouble = next(block for block in blocks if "teacher/score" in block)
        told = blocks.index(trouble) + 1
        blocks.insert(told, "homeroom sync infinite-campus; homeroom deliveries --state conflict")
        port = str(campus.ready["port"])
        typed = [block.replace("8090", port) for block in blocks if "sandbox inf" not in block]
        done = subprocess.run(
            ["bash", "-euc", "\n".join([*typed, "! homeroom app test infinite-campus"])],
            env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
            text=True,
            capture_output=True,
        )
    assert done.returncode == 0, done.stderr
    assert "conflict.edited_in_sis" in done.stdout
    assert "FAILED  token" in done.stdout
