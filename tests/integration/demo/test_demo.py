"""The demo as somebody new runs it: one command, a story, and grades that stand in the SIS."""

import json
import os
import re
import signal
import subprocess
import sys
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from homeroom.store.embedded import EmbeddedServer, State

COMMAND = [sys.executable, "-u", "-m", "homeroom", "demo"]
PLANNED = {
    "line_item.title_too_long": 1,
    "line_item.due_outside_terms": 1,
    "result.student_not_enrolled": 1,
    "result.unknown_level": 1,
}
# What the app's export holds: line items and results; some results are of work not yet graded.
HANDED_IN = 74 + 1524
NOT_GRADED = 24
# What the app that calls writes: for each of its classes a warm-up and a quiz.
LINE_ITEMS = 12
ONLY_1_1 = {"result.exempt_needs_score", "result.missing_needs_score"}


@dataclass(frozen=True)
class Place:
    """A data folder that the demos of this module share, as on a machine of one's own."""

    home: Path

    def environment(self) -> dict[str, str]:
        """Return what the demo is told; a database of one's own must be left alone."""
        return {
            **os.environ,
            "HOMEROOM_HOME": str(self.home),
            "HOMEROOM_DATABASE_URL": "postgresql://real:district@127.0.0.1:1/homeroom",
        }

    def run(self, *options: str) -> "subprocess.CompletedProcess[str]":
        """Run a demo to its end."""
        return subprocess.run(
            [*COMMAND, *options], env=self.environment(), capture_output=True, text=True
        )


@pytest.fixture(scope="module")
def place(reachable: Path) -> Place:
    """A data folder without a database."""
    return Place(reachable / "demo-home")


@pytest.fixture(scope="module")
def figures(place: Place) -> dict[str, Any]:
    """The one object of a demo on 1.1; on 1.2 its story is told instead."""
    done = place.run("--once", "--json", "--api", "1.1")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("\n") == 1
    found = json.loads(done.stdout)
    assert isinstance(found, dict)
    return found


def test_every_delivered_grade_stands_in_the_teacher_view(figures: dict[str, Any]) -> None:
    assert figures["teacher_view_matches"] is True
    assert figures["delivered"]["results"] > 1000
    assert figures["delivered"]["lineItems"] > 50


def test_a_second_run_changes_and_sends_nothing(figures: dict[str, Any]) -> None:
    assert figures["second_run"] == {"changes": 0, "requests_sent": 0}


def test_an_export_that_was_cut_short_takes_nothing_away(figures: dict[str, Any]) -> None:
    missing = (HANDED_IN - 74) // 3
    assert figures["cut_short"] == {"run": "on hold", "waiting": missing}
    assert figures["teacher_view_matches"]


def test_the_planned_refusals_have_codes_of_their_own(figures: dict[str, Any]) -> None:
    refused = {one["code"]: one["count"] for one in figures["refused"]}
    assert len(refused) == len(figures["refused"])
    assert {code: refused[code] for code in PLANNED} == PLANNED
    assert refused["parent.not_delivered"] > 0
    assert refused["result.no_crosswalk"] > 0
    extra = refused.keys() - PLANNED.keys() - {"parent.not_delivered", "result.no_crosswalk"}
    assert extra == ONLY_1_1


def test_everything_that_could_be_delivered_was(figures: dict[str, Any]) -> None:
    """What the app handed in is delivered, refused for a reason, or was never graded."""
    kept_back = sum(one["count"] for one in figures["refused"])
    by_api = figures["by_api"]
    written = by_api["written"]["lineItems"] + by_api["written"]["results"]
    delivered = sum(figures["delivered"].values())
    assert delivered + kept_back + NOT_GRADED == HANDED_IN + written


def test_an_app_that_calls_the_hub_has_all_of_its_grades_in_the_sis(
    figures: dict[str, Any],
) -> None:
    by_api = figures["by_api"]
    assert by_api.keys() == {"read", "pages", "written", "delivered", "delivery_seconds"}
    assert by_api["written"]["lineItems"] == LINE_ITEMS
    assert by_api["delivered"] == by_api["written"]["results"] > 200
    assert by_api["read"]["enrollments"] > 2000
    assert by_api["pages"] >= 5


def test_a_whole_district_was_read(figures: dict[str, Any]) -> None:
    read = figures["read"]
    assert read["users"] > 500
    assert read["enrollments"] > 2000
    assert read["results"] > 20_000
    assert "assessmentResults" not in read
    assert figures["api"] == "1.1"
    assert figures.keys() == {
        "api", "read", "delivered", "by_api", "refused", "second_run", "cut_short",
        "teacher_view_matches", "seconds",
    }  # fmt: skip


def test_the_story_is_told_served_and_ended_by_ctrl_c(place: Place) -> None:
    process = subprocess.Popen(
        COMMAND,
        env=place.environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        lines: list[str] = []
        for line in process.stdout:
            lines.append(line)
            if "Ctrl-C" in line:
                break
        story = "".join(lines)
        hub, link, teachers = re.findall(r"(http://\S+)", story)
        with urllib.request.urlopen(hub) as answer:
            assert "Homeroom is running" in answer.read().decode()
        _leads_to_the_finished_runs(link)
        with urllib.request.urlopen(teachers) as answer:
            assert answer.headers["Content-Type"].startswith("text/html")
        second = place.run("--once")
        assert second.returncode == 1
        assert "running already" in second.stderr
        process.send_signal(signal.SIGINT)
        rest, err = process.communicate()
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    assert process.returncode == 0, err
    assert "The next demo begins anew" in rest
    assert "Traceback" not in err
    _is_complete(story)


def test_a_demo_that_is_told_to_end_leaves_no_server_behind(place: Place) -> None:
    process = subprocess.Popen(
        COMMAND,
        env=place.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        # By then database, SIS, web and worker are running.
        assert any(line.startswith("Quizzly") for line in process.stderr)
        process.terminate()
        process.communicate()
    finally:
        if process.poll() is None:
            process.kill()
            process.communicate()
    assert process.returncode == 143
    assert EmbeddedServer(place.home / "demo").status().state is State.STOPPED


def _leads_to_the_finished_runs(link: str) -> None:
    """Follow the demo's link as its admin does: one press of a button, and Home says what ran."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    with browser.open(link) as answer:
        asked = answer.read().decode()
    assert "admin@riverbend.example" in asked
    (token,) = set(re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', asked))
    form = urlencode({"csrfmiddlewaretoken": token}).encode()
    with browser.open(urllib.request.Request(link, form, {"Referer": link})) as answer:
        home = answer.read().decode()
    assert "<h1>Home</h1>" in home
    assert "Infinite Campus" in home
    assert "Done" in home
    assert "refused" in home


def _is_complete(story: str) -> None:
    in_order = [
        "Read", "Delivered to", "Quizzly called the hub", "Not sent:", "What a teacher sees:",
        "delivered grades stand in Infinite Campus exactly as sent, once.",
        "All of it once more changed 0 records and sent 0 writes.",
        "That took", "The hub:", "Sign in, once:", "What the teachers see:",
        "until you press Ctrl-C",
    ]  # fmt: skip
    places = [story.index(words) for words in in_order]
    assert places == sorted(places)
    refusals = story[story.index("Not sent:") : story.index("What a teacher sees:")]
    reasons = refusals.count("What to do:")
    assert reasons == 6
    assert f"for {reasons} reasons" in refusals
    flags = story[story.index("What a teacher sees:") :]
    for letter in ("M", "L", "I", "X"):
        assert re.search(rf"\s{letter}\b", flags)
    assert not re.search(r"\bNone\b|\{|\}", story)
