"""The turn of a year and a change of ids from the command line."""

from pathlib import Path

import pytest

from tests.integration.cli.conftest import Terminal
from tests.packages import person, role, school, write_package
from tests.sandboxes import Sandbox


def test_a_pause_is_set_obeyed_shown_and_ended(school_app: Terminal) -> None:
    days = ("--from", "2020-01-01", "--to", "2099-12-31", "--why", "the flip")
    assert school_app.json("year", "suspend", "import", *days, "--app", "roster")["version"] == 1
    assert school_app.json("year", "show") == {
        "suspended": [
            {"what": "import", "first": "2020-01-01", "last": "2099-12-31", "app": "roster",
             "why": "the flip"}
        ],
        "closed_before": None,
    }  # fmt: skip
    done = school_app.json("sync", "roster")
    assert (done["changes"], done["read"]) == (0, {})
    assert "the flip. Nothing was read." in done["notes"][0]
    assert "the flip" in school_app.well("year", "show")
    school_app.well("year", "resume")
    assert school_app.json("sync", "roster")["changes"] > 0
    assert "Suspended: none." in school_app.well("year", "show")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("import", "--from", "2027-06-09", "--to", "2027-06-05"), "comes before the first"),
        (("import", "--from", "2027-06-05", "--to", "2027-06-09", "--app", "x"), "no active app x"),
        (("grades", "--from", "2027-06-05", "--to", "2027-06-09"), "'grades' is not one of"),
        (("import", "--from", "soon", "--to", "2027-06-09"), "'soon' does not match"),
    ],
)
def test_a_pause_that_cannot_be_is_refused(
    school_app: Terminal, words: tuple[str, ...], expected: str
) -> None:
    said = school_app.run("year", "suspend", *words)
    assert said.status != 0
    assert expected in said.all
    assert school_app.json("year", "show")["suspended"] == []


def test_the_way_into_a_new_year_is_listed_and_the_old_one_closed(school_app: Terminal) -> None:
    school_app.well("sync", "roster")
    found = school_app.json("year", "roll-over")["steps"]
    assert [one["name"] for one in found] == [
        "new year", "removals", "previews", "old year kept", "old year closed",
        "deliveries of the old year", "courses and categories", "classes of the apps",
        "suspensions over",
    ]  # fmt: skip
    assert "Into the new school year" in school_app.well("year", "roll-over")
    school_app.well("year", "close", "--before", "2027-06-30")
    assert school_app.json("year", "show")["closed_before"] == "2027-06-30"
    assert "closed_before" in school_app.well("rules", "export")
    assert school_app.json("year", "match") == {"outdated": []}
    assert school_app.json("year", "match", "--apply")["version"] == 1
    moved = school_app.json("year", "moved", "--since", "2026-08-01")
    assert moved == {"since": "2026-08-01", "moved": []}
    assert "none." in school_app.well("year", "moved")


def test_ids_change_by_a_file(school_app: Terminal, mathly: Path, tmp_path: Path) -> None:
    school_app.well("sync", "roster")
    file = tmp_path / "ids.csv"
    assert (
        "No change of ids is prepared"
        in school_app.json("ids", "show", "roster", status=1)["error"]
    )
    file.write_text("entity,old_id,new_id\nuser,s1,p1\nuser,nobody,p2\n")
    shown = school_app.json("ids", "plan", "roster", str(file))
    assert (shown["api_version"], shown["counts"]) == (None, {"user": {"renamed": 1, "waits": 1}})
    assert [one["agree"] for one in shown["waits"]] == [["unknown old id"]]
    assert "unknown old id" in school_app.well("ids", "show", "roster")
    refused = school_app.json("ids", "apply", "roster", status=1)
    assert "Of the ids, 1 wait" in refused["error"]
    assert "homeroom ids show roster" in refused["fix"]
    file.write_text("entity,old_id,new_id\nuser,s1,p1\n")
    school_app.well("ids", "plan", "roster", str(file))
    done = school_app.json("ids", "apply", "roster")
    assert done == {"api_version": "1.2", "renamed": {"user": 1}, "merged": 0}
    files = school()
    files["users"][1], files["roles"][1] = person("p1"), role("p1", "student")
    write_package(mathly, files)
    assert school_app.json("sync", "roster")["stored"]["user"]["new"] == 0


def test_an_upgrade_is_planned_shown_and_carried_out(
    terminal: Terminal, campus: Sandbox, tmp_path: Path
) -> None:
    terminal.activate_campus(campus, "1.1", mode="import", grades=False)
    terminal.well("sync", "infinite-campus")
    same = terminal.json("upgrade", "plan", "infinite-campus", "--api", "1.1", status=1)
    assert "is read with API 1.1 already" in same["error"]
    there = f"service_url={campus.ready['service_url']['1.2']}"
    secret = f"client_secret={campus.ready['client_secret']}"
    shown = terminal.json("upgrade", "plan", "infinite-campus", "--set", there, "--set", secret)
    assert shown["api_version"] == "1.2"
    assert (shown["waits"], shown["new"], shown["gone"], shown["uncategorised"]) == ([], [], [], [])
    assert set(shown["counts"]["user"]) == {"renamed"}
    said = terminal.well("upgrade", "show", "infinite-campus")
    assert said.index("Line items without a category") < said.index("Waiting for your decision")
    people = shown["counts"]["user"]["renamed"]
    by = [one["agree"][0] for one in shown["matched_by"] if one["kind"] == "user"]
    assert set(by) == {"role and number"}
    item = campus.get("teacher-view.json")["sections"][0]["items"][0]
    ids = item["scores"][0]["student"]["ids"]
    file = tmp_path / "decided.csv"
    file.write_text(f"entity,old_id,new_id\nuser,,{ids['1.2']}\n")
    plan = ("upgrade", "plan", "infinite-campus", "--set", there, "--set", secret)
    apart = terminal.json(*plan, "--decisions", str(file))
    assert [(one["new_id"], one["agree"]) for one in apart["new"]] == [(ids["1.2"], ["a person"])]
    assert [one["old_id"] for one in apart["gone"]] == [ids["1.1"]]
    assert terminal.json(*plan)["new"] == []
    done = terminal.json("upgrade", "apply", "infinite-campus")
    assert (done["api_version"], done["renamed"]["user"]) == ("1.2", people)
    (app,) = terminal.json("app", "list")["apps"]
    assert app["compare_first"]
    assert terminal.json("sync", "infinite-campus")["stored"]["user"]["new"] == 0
    assert not terminal.json("app", "list")["apps"][0]["compare_first"]
    wrong = terminal.run("upgrade", "plan", "infinite-campus", "--set", "colour=red")
    assert "has no setting colour" in wrong.all
