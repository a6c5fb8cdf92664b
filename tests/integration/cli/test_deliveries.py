"""Grades out from the command line: why one is kept back, its story, and what a person decides."""

from pathlib import Path
from typing import Any

import pytest

from homeroom.model.kinds import Kind
from homeroom.store import apps, links
from homeroom.store.districts import named
from homeroom.store.records import all_active
from homeroom.store.scope import district_scope
from tests.integration.cli.conftest import IC, Terminal
from tests.packages import line_item, result, write_package
from tests.sandboxes import Sandbox

LONG = "A title that is a good deal longer than Infinite Campus takes"


@pytest.fixture
def graded(terminal: Terminal, campus: Sandbox, tmp_path: Path) -> Terminal:
    """A district whose app has handed in one good grade, one with an unknown letter, one item
    with a title too long, and a grade for that one."""
    terminal.activate_campus(campus)
    terminal.well("sync", IC)
    section, student = a_student()
    hand_in(tmp_path, section, {student: "7.5"}, {student: "8"})
    path = tmp_path / "mathly.zip"
    terminal.well(
        "app", "activate", "oneroster_csv", "--key", "mathly", "--grade-sync", "--role",
        "learning", "--set", f"path={path}", "--set", f"ids_of={IC}",
    )  # fmt: skip
    terminal.well("app", "approve", "mathly")
    return terminal


def hand_in(tmp_path: Path, section: str, good: dict[str, str], long: dict[str, str]) -> None:
    """Write the app's export; its ids are new to the SIS in each test, for all share one SIS."""
    mine = tmp_path.name
    here = {"classSourcedId": section, "categorySourcedId": "quizzes"}
    items = [line_item(f"good-{mine}", **here)]
    if long:
        items.append(line_item(f"long-{mine}", title=LONG, **here))
    results = [result(f"good-{mine}", student, score) for student, score in good.items()]
    results += [result(f"long-{mine}", student, score) for student, score in long.items()]
    categories = [{"sourcedId": "quizzes", "title": "Quizzes"}]
    files = {"categories": categories, "lineItems": items, "results": results}
    write_package(tmp_path / "mathly.zip", files)


def a_student(space: str = "1.2") -> tuple[str, str]:
    """Return a class of the SIS and one of its students, by the SIS's ids."""
    with district_scope(named("riverbend").id) as scope:
        enrolled = all_active(scope, Kind.ENROLLMENT).values()
        one: Any = next(each for each in enrolled if getattr(each, "role", "") == "student")
        app = apps.keyed(scope, IC)
        known = links.external(scope, app.id, space, Kind.CLASS, [one.class_])
        people = links.external(scope, app.id, space, Kind.USER, [one.user])
    return known[one.class_], people[one.user]


def kept_back(terminal: Terminal) -> dict[str, dict[str, Any]]:
    """Return the deliveries that are kept back, by code."""
    return {one["code"]: one for one in terminal.json("deliveries")["deliveries"]}


def test_a_sync_says_what_was_delivered_and_where_to_look(graded: Terminal) -> None:
    said = graded.well("sync", "mathly")
    assert f"To {IC}: 2 delivered, 1 refused, 1 held, 0 to be sent again." in said
    assert "Why: homeroom deliveries" in said


def test_each_reason_is_said_once_with_what_to_do(graded: Terminal) -> None:
    graded.well("sync", "mathly")
    said = graded.well("deliveries")
    assert f'The title "{LONG}" has {len(LONG)} characters' in said
    assert said.count("What to do: ") == 2
    assert "Which: homeroom deliveries --code line_item.title_too_long" in said
    counts = graded.json("deliveries", "--to", IC)["counts"]
    assert {"kind": "lineItem", "state": "delivered", "code": None, "count": 1} in counts
    assert {"kind": "result", "state": "delivered", "code": None, "count": 1} in counts


def test_a_delivery_is_named_by_class_item_and_student(graded: Terminal) -> None:
    graded.well("sync", "mathly")
    one = kept_back(graded)["parent.not_delivered"]
    assert LONG in one["name"]
    assert one["name"].count(", ") == 2
    listed = graded.well("deliveries", "--code", "parent.not_delivered")
    assert one["record"] in listed
    assert one["name"] in listed
    assert "homeroom deliveries show RECORD" in listed


def test_deliveries_are_listed_by_state(graded: Terminal) -> None:
    graded.well("sync", "mathly")
    rows = graded.json("deliveries", "--state", "delivered")["deliveries"]
    assert {one["kind"] for one in rows} == {"lineItem", "result"}
    assert {one["state"] for one in rows} == {"delivered"}
    grade = next(one for one in rows if one["kind"] == "result")
    assert (grade["sent"]["score"], grade["tried"]) == ("7.5", None)
    assert len(graded.json("deliveries", "--state", "delivered", "--limit", "1")["deliveries"]) == 1


def test_the_story_of_one_grade_names_what_was_sent_and_each_answer(graded: Terminal) -> None:
    graded.well("sync", "mathly")
    rows = graded.json("deliveries", "--state", "delivered")["deliveries"]
    record = next(one["record"] for one in rows if one["kind"] == "result")
    story = graded.json("deliveries", "show", record)
    assert story["record"] == record
    assert [one["to"] for one in story["deliveries"]] == [IC]
    assert [one["outcome"] for one in story["attempts"]] == ["delivered"]
    assert story["attempts"][0]["at"]
    said = graded.well("deliveries", "show", record)
    assert f"result to {IC}: delivered" in said
    assert "score 7.5" in said
    assert "Tries" in said


def test_the_story_of_a_refused_one_says_what_to_do(graded: Terminal) -> None:
    graded.well("sync", "mathly")
    record = kept_back(graded)["line_item.title_too_long"]["record"]
    said = graded.well("deliveries", "show", record)
    assert "Shorten the title" in said
    assert "[line_item.title_too_long]" in said


def test_a_record_that_was_never_due_has_no_story(graded: Terminal) -> None:
    said = graded.run("deliveries", "show", "01a21240-f336-790a-b91f-89437b05342e")
    assert said.status == 1
    assert "No delivery is about" in said.err


def test_a_mended_rule_lets_all_that_waited_go(graded: Terminal) -> None:
    graded.well("sync", "mathly")
    graded.well("app", "settings", IC, "--rule", "title_length=shorten,50")
    again = graded.json("deliveries", "again", IC, "--code", "line_item.title_too_long")
    assert again == {"again": 1}
    graded.well("sync", "mathly")
    assert graded.json("deliveries")["deliveries"] == []


def test_sending_again_sends_nothing_twice(graded: Terminal, campus: Sandbox) -> None:
    graded.well("sync", "mathly")
    before = campus.writes()
    graded.well("deliveries", "again", IC)
    delivered = graded.json("deliveries", "again", IC, "--delivered")
    assert delivered["again"] > 0
    both = graded.run("deliveries", "again", IC, "--delivered", "--code", "scales.state")
    assert both.status == 2
    graded.well("sync", "mathly")
    assert campus.writes() == before


@pytest.mark.parametrize("act", ["approve", "dismiss"])
def test_a_decision_about_nothing_is_no_decision(graded: Terminal, act: str) -> None:
    graded.well("sync", "mathly")
    rows = graded.json("deliveries", "--state", "delivered")["deliveries"]
    said = graded.run("deliveries", act, IC, rows[0]["record"])
    assert said.status == 1
    assert "None of these waits for a decision." in said.err
    assert graded.json("deliveries", "--state", "delivered")["deliveries"] == rows


def test_an_edit_in_the_sis_waits_and_is_kept_or_overwritten(
    graded: Terminal, campus: Sandbox, tmp_path: Path
) -> None:
    graded.well("sync", "mathly")
    graded.well("sync", IC, "--complete")
    section, student = a_student()
    item = delivered_item(campus, section, f"Quiz good-{tmp_path.name}")
    campus.post(
        "teacher/score", {"section": section, "item": item, "student": student, "score": "9"}
    )
    graded.well("sync", IC, "--complete")
    hand_in(tmp_path, section, {student: "6"}, {student: "8"})
    graded.well("sync", "mathly")
    conflict = graded.json("deliveries", "--state", "conflict")["deliveries"]
    assert len(conflict) == 1
    assert graded.json("deliveries", "approve", IC, conflict[0]["record"]) == {"approved": 1}
    graded.well("sync", "mathly")
    assert graded.json("deliveries", "--state", "conflict")["deliveries"] == []
    view = campus.get(f"teacher-view.json?section={section}")["sections"][0]
    shown = [
        score["score"]
        for one in view["items"]
        if one["id"] == item
        for score in one["scores"]
        if score["student"]["ids"]["1.2"] == student
    ]
    assert shown == ["6"]


def delivered_item(campus: Sandbox, section: str, title: str) -> str:
    """Return the SIS's id of an item that came by API."""
    view = campus.get(f"teacher-view.json?section={section}")["sections"][0]
    return next(str(one["id"]) for one in view["items"] if one["title"] == title)


def test_a_pause_piles_up_and_loses_nothing(graded: Terminal) -> None:
    assert graded.json("deliveries", "pause", IC) == {"app": IC, "paused": True}
    graded.well("sync", "mathly")
    waiting = graded.json("deliveries", "--state", "waiting")["deliveries"]
    assert len(waiting) == 4
    assert graded.json("app", "settings", IC)["paused"] is True
    assert "is delivered to again" in graded.well("deliveries", "resume", IC)
    graded.well("sync", "mathly")
    assert graded.json("deliveries", "--state", "waiting")["deliveries"] == []
