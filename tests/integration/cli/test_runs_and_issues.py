"""Runs, issues and syncs from the command line, on small CSV districts."""

from pathlib import Path

import pytest

from homeroom.store import districts, runs
from homeroom.store.apps import keyed
from homeroom.store.scope import district_scope
from tests.integration.cli.conftest import IC, Terminal
from tests.packages import enrolment, person, role, school, write_package
from tests.sandboxes import Sandbox


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A school of twenty students, which tests rewrite."""
    return write_package(tmp_path / "roster.zip", school(students=20))


@pytest.fixture
def roster(terminal: Terminal, package: Path) -> Terminal:
    """A terminal in a district that has read its roster once."""
    terminal.well("app", "activate", "oneroster_csv", "--key", "roster", "--set", f"path={package}")
    terminal.well("sync", "roster")
    return terminal


def test_a_first_sync_says_what_was_taken_in(terminal: Terminal, package: Path) -> None:
    terminal.well("app", "activate", "oneroster_csv", "--key", "roster", "--set", f"path={package}")
    said = terminal.run("sync", "roster")
    assert said.status == 0
    assert said.out.splitlines()[0] == "Taken in"
    assert "enrollment" in said.out
    assert said.out.rstrip().endswith("Run 1: done.")
    assert "read 21 users" in said.err  # progress never mixes with the answer
    assert "pull ..." in said.err


def test_a_second_sync_says_that_nothing_is_new(roster: Terminal) -> None:
    said = roster.well("sync", "roster", "--complete")
    assert "nothing in them is new" in said
    again = roster.json("sync", "roster", "--complete")
    assert again["changes"] == 0
    assert again["state"] == "done"
    assert again["sent"] == {}


def test_json_of_a_sync_is_silent_on_progress(roster: Terminal) -> None:
    said = roster.run("sync", "roster", "--json")
    assert said.status == 0
    assert said.err == ""


def test_runs_are_listed_newest_first(roster: Terminal) -> None:
    roster.well("sync", "roster", "--complete")
    listed = roster.json("runs")["runs"]
    assert [one["id"] for one in listed] == [2, 1]
    assert {one["app"] for one in listed} == {"roster"}
    assert listed[0]["started_by"].startswith("command line: ")
    assert listed[0]["finished_at"] > listed[0]["started_at"]
    assert [one["id"] for one in roster.json("runs", "--limit", "1")["runs"]] == [2]
    assert [one["id"] for one in roster.json("runs", "--app", "roster")["runs"]] == [2, 1]


def test_a_row_of_the_list_of_runs_is_one_line_in_a_pipe(roster: Terminal) -> None:
    lines = roster.well("runs").splitlines()
    assert lines[0] == "Runs"
    assert lines[1].split() == ["Run", "App", "What", "State", "Started", "Took", "By"]
    assert lines[2].split()[:6] == ["1", "roster", "sync", "of", "everything", "done"]
    assert len(lines) == 3


def test_one_run_is_shown_with_what_it_counted(roster: Terminal) -> None:
    shown = roster.well("runs", "show", "1")
    assert "everything" in shown
    assert "enrollment" in shown
    counted = roster.json("runs", "show", "1")
    assert counted["id"] == 1
    assert counted["counts"]["stored"]["user"]["new"] == 21
    assert counted["problem"] is None


def test_a_comparison_is_listed_and_shown_with_what_it_compared(
    terminal: Terminal, campus: Sandbox
) -> None:
    terminal.activate_campus(campus)
    assert "agree in every one" in terminal.well("reconcile", IC)
    (row,) = terminal.json("runs")["runs"]
    assert (row["reach"], row["state"], row["step"]) == ("comparison", "done", "compare")
    assert row["counts"] == {"line_items": 0, "cells": 0, "found": {}}
    assert row["started_by"].startswith("command line")
    assert "comparison" in terminal.well("runs").splitlines()[2]
    shown = terminal.well("runs", "show", str(row["id"]))
    assert "Compared 0 grades in 0 line items." in shown
    assert "Read" not in shown


@pytest.mark.parametrize("words", [["show", "99"], ["stop", "99"], ["approve", "99"]])
def test_a_run_that_is_not_there_is_said_to_be_missing(roster: Terminal, words: list[str]) -> None:
    said = roster.run("runs", *words)
    assert said.status == 1
    assert "There is no run 99." in said.err


def test_a_failed_run_keeps_its_reason_and_the_way_out(roster: Terminal, package: Path) -> None:
    package.write_bytes(b"no zip at all")
    assert roster.run("sync", "roster").status == 1
    listed = roster.json("runs")["runs"][0]
    assert listed["state"] == "failed"
    assert listed["problem"]["fix"]
    assert f"Run 2: {listed['problem']['message']}" in roster.well("runs")
    assert listed["problem"]["message"] in roster.well("runs", "show", "2")


def test_an_ended_run_cannot_be_stopped(roster: Terminal) -> None:
    assert roster.json("runs", "stop", "1") == {"run": 1, "stopped": False}
    assert "had ended" in roster.well("runs", "stop", "1")


def test_a_run_under_way_is_stopped_and_refuses_a_second_one(roster: Terminal) -> None:
    district = districts.named("riverbend")
    with district_scope(district.id) as scope:
        run = runs.start(scope, keyed(scope, "roster").id, "complete", "a worker elsewhere")
    assert run is not None
    refused = roster.run("sync", "roster")
    assert refused.status == 1
    assert "is under way" in refused.err
    assert "so far" in roster.well("runs")
    assert roster.json("runs", "stop", str(run.id)) == {"run": run.id, "stopped": True}
    assert roster.json("runs")["runs"][0]["state"] == "stopped"
    assert roster.json("sync", "roster")["state"] == "done"


def test_held_removals_wait_until_they_are_approved(roster: Terminal, package: Path) -> None:
    write_package(package, school(students=2))
    roster.well("sync", "roster", "--complete")
    held = roster.json("sync", "roster", "--complete")
    assert held["state"] == "on hold"
    said = roster.well("runs")
    assert "homeroom runs approve" in said
    shown = roster.well("runs", "show", str(held["run"]))
    assert f"homeroom runs approve {held['run']}" in shown
    assert roster.json("runs", "approve", str(held["run"]))["approved"] > 0
    done = roster.json("sync", "roster", "--complete")
    assert sum(one["retired"] for one in done["removed"].values()) > 0
    assert "Nothing of this app waits" in roster.well("runs", "approve", str(held["run"]))


def test_issues_are_told_by_cause_with_a_few_examples(roster: Terminal, package: Path) -> None:
    files = school(students=20)
    files["enrollments"] += [enrolment(f"x{at}") for at in range(5)]
    write_package(package, files)
    assert roster.json("sync", "roster", "--complete")["state"] == "done with issues"
    counted = roster.json("issues")
    assert counted["issues"] == {"reference.unknown": 5}
    assert len(counted["cases"]) == 5
    (cause,) = counted["causes"]
    assert (cause["code"], cause["app"], cause["kind"], cause["about"], cause["count"]) == (
        "reference.unknown", "roster", "enrollment", "user", 5,
    )  # fmt: skip
    assert (cause["severity"], cause["owner"]) == ("warning", "source system")
    assert cause["words"]
    assert cause["fix"].startswith("Nothing to do if the user comes")
    case = counted["cases"][0]
    assert case["app"] == "roster"
    assert case["kind"] == "enrollment"
    assert case["words"]
    assert case["fix"]
    said = roster.well("issues")
    assert "reference.unknown: 5 cases" in said
    assert "and 2 more: homeroom issues --code reference.unknown" in said
    assert said.count("What to do: ") == 1
    every = roster.well("issues", "--code", "reference.unknown")
    assert all(f"enrollment e-x{at}" in every for at in range(5))
    assert len(roster.json("issues", "--limit", "2")["cases"]) == 2


def test_an_issue_goes_when_its_cause_is_gone(roster: Terminal, package: Path) -> None:
    files = school(students=20)
    files["enrollments"].append(enrolment("late"))
    write_package(package, files)
    roster.well("sync", "roster", "--complete")
    files["users"].append(person("late"))
    files["roles"].append(role("late", "student"))
    write_package(package, files)
    assert roster.json("sync", "roster", "--complete")["state"] == "done"
    assert roster.json("issues") == {"issues": {}, "causes": [], "cases": []}
    assert roster.well("issues").strip() == "Open issues by cause: none."


def test_issues_of_another_district_are_not_shown(roster: Terminal, package: Path) -> None:
    files = school(students=20)
    files["enrollments"].append(enrolment("late"))
    write_package(package, files)
    roster.well("sync", "roster", "--complete")
    roster.well("district", "add", "lake", "--name", "Lake", "--time-zone", "America/Denver")
    lake = ("--district", "lake")
    assert roster.json("issues", *lake) == {"issues": {}, "causes": [], "cases": []}
    assert roster.json("runs", *lake) == {"runs": []}
    assert roster.run("runs", "show", "1", *lake).status == 1
    assert roster.run("sync", "roster", *lake).status == 1


def test_a_delta_reads_only_what_changed_where_the_source_can(roster: Terminal) -> None:
    assert roster.json("sync", "roster", "--delta")["state"] == "done"


def test_what_rows_should_have_is_asked_counted_and_taken_back(roster: Terminal) -> None:
    assert len(roster.json("quality", "list")["usual"]) == 3
    asked = ("quality", "require", "student", "email", "--app", "roster")
    assert roster.json(*asked, "--preview") == {
        "version": 0, "preview": True, "lacking": {"roster": 20},
    }  # fmt: skip
    assert "It takes effect with the next sync." in roster.well(*asked)
    shown = roster.json("quality", "show", "roster")["attributes"]
    counts = {one["attribute"]: (one["rows"], one["lacking"]) for one in shown}
    assert counts == {"email": (20, 20), "terms": (1, 0)}
    assert "email" in roster.well("quality", "show", "roster")
    assert roster.json("sync", "roster", "--complete")["state"] == "done with issues"
    (cause,) = roster.json("issues")["causes"]
    assert (cause["code"], cause["about"], cause["count"]) == ("quality.required", "email", 20)
    said = roster.well("issues")
    assert "It has no email, which is required" in said
    assert "roster" in roster.well("quality", "list")
    roster.well("quality", "remove", "student", "email", "--app", "roster")
    assert roster.json("sync", "roster", "--complete")["state"] == "done"
    refused = {
        ("require", "student", "mail"): "student has no attribute mail",
        ("require", "student", "email", "--app", "nobody"): "There is no active app nobody.",
        ("remove", "student", "email"): "The rules say so already.",
    }
    for words, why in refused.items():
        done = roster.run("quality", *words)
        assert done.status == 1
        assert why in done.err
