"""A preview of an app's upload: nothing of it reaches the gradebook before somebody approves it."""

import json

import pytest
from click.testing import CliRunner

from homeroom.cli.main import homeroom as program
from homeroom.runs.ingest import held
from homeroom.runs.setup import activation
from homeroom.store import apps, runs
from homeroom.store.scope import district_scope
from tests.hub import IC, MATHLY, run, states
from tests.integration.push.conftest import Desk


@pytest.fixture(autouse=True)
def _database(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOMEROOM_DATABASE_URL", desk.database.app_url)


def command(*words: str) -> str:
    done = CliRunner().invoke(program, list(words))
    assert done.exit_code == 0, done.output
    return done.output


def test_grades_go_out_only_once_the_upload_is_approved(desk: Desk) -> None:
    grades = [desk.grade("q1", 0, "8"), desk.grade("q1", 1, "9")]
    desk.hand_in([desk.item("q1")], grades)
    assert desk.scores("Quiz q1") == ["8", "9"]
    command("app", "settings", MATHLY, "--preview")
    before, asked = states(desk.district), desk.puts()
    newer = [desk.grade("q1", 0, "7"), grades[1], desk.grade("q1", 2, "6")]
    report = desk.hand_in([desk.item("q1")], newer)
    assert report.preview is not None
    assert report.preview.kinds == {"result": {"new": 1, "changed": 1}}
    assert report.preview.to_follow == {IC: 2}
    assert report.state == "previewed"
    assert (states(desk.district), desk.puts(), report.sent) == (before, asked, {})

    shown = json.loads(command("runs", "show", str(report.run_id), "--json"))
    assert [(one["kind"], one["new"], one["changed"]) for one in shown["foretold"]] == [
        ("result", 1, 1)
    ]
    assert "2 rows" in command("runs", "approve", str(report.run_id))
    # The app has sent something else by now; a sync takes in what was seen, and asks nobody.
    desk.write([desk.item("q1")], [desk.grade("q1", 0, "1")])
    assert run(desk.district, MATHLY).state == "done"
    assert desk.scores("Quiz q1") == ["7", "9", "6"]


def test_what_would_be_seen_is_told_on_the_command_line(desk: Desk) -> None:
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8")])
    with district_scope(desk.district.id) as scope:
        app = apps.keyed(scope, MATHLY)
        activation.change_settings(scope, app, {"preview": True}, "test")
    desk.write([desk.item("q1")], [desk.grade("q1", 0, "7.5")])
    told = command("sync", MATHLY)
    assert "1 rows would change something; nothing of them is taken in" in told
    assert f"1 deliveries to {IC} would follow." in told
    with district_scope(desk.district.id) as scope:
        number = str(runs.latest(scope, app.id, 1)[0].id)
    assert "homeroom runs approve" in command("runs", "show", number)
    rows = command("runs", "changes", number, "--kind", "result")
    assert "score: 8 -> 7.5" in rows
    [row] = json.loads(command("runs", "changes", number, "--kind", "result", "--json"))["rows"]
    assert (row["effect"], [one["after"] for one in row["changes"]]) == ("changed", ["7.5"])
    assert "No row of this kind waits." in command("runs", "changes", number, "--kind", "user")
    assert "On hold" in command("runs")
    assert "1 rows are discarded" in command("runs", "decline", number)
    with district_scope(desk.district.id) as scope:
        run_ = runs.by_id(scope, int(number))
        assert run_ is not None
        assert held.held_back(scope, run_, run_.started_at.date()) == []
    assert desk.scores("Quiz q1") == ["8"]
