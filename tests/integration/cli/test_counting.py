"""What is delivered and does not count yet, as an admin sees it, and as the teacher ends it."""

from pathlib import Path

import pytest

from homeroom.store.districts import named
from homeroom.store.scope import district_scope
from tests.integration.cli.conftest import IC, Terminal
from tests.integration.cli.test_deliveries import a_student, kept_back
from tests.packages import line_item, result, write_package
from tests.sandboxes import Sandbox

YET = "delivered, not counting yet"


@pytest.fixture
def delivered(terminal: Terminal, campus: Sandbox, tmp_path: Path) -> Terminal:
    """A district over API 1.1 that has delivered two line items with a grade each."""
    terminal.activate_campus(campus, "1.1")
    terminal.well("sync", IC)
    section, student = a_student("1.1")
    mine = tmp_path.name
    items = [line_item(f"{key}-{mine}", classSourcedId=section) for key in ("one", "two")]
    results = [result(one["sourcedId"], student, "7") for one in items]
    path = write_package(tmp_path / "mathly.zip", {"lineItems": items, "results": results})
    terminal.well(
        "app", "activate", "oneroster_csv", "--key", "mathly", "--grade-sync",
        "--set", f"path={path}", "--set", f"ids_of={IC}",
    )  # fmt: skip
    terminal.well("app", "approve", "mathly")
    return terminal


def shown_class() -> str:
    """Return the class of the delivered line items, by the id that Homeroom shows."""
    with district_scope(named("riverbend").id) as scope:
        return str(
            scope.value(
                "SELECT DISTINCT c.sourced_id FROM deliveries d JOIN line_items i"
                " ON i.id = d.record_id JOIN classes c ON c.id = i.class_id"
                " WHERE d.kind = 'lineItem'"
            )
        )


def test_it_is_said_by_the_sync_the_run_and_the_deliveries_and_listed(delivered: Terminal) -> None:
    said = delivered.well("sync", "mathly")
    assert f"In {IC}: 2 line items delivered, not counting yet" in said
    assert delivered.json("sync", "mathly")["not_counting"] == {IC: 2}
    run = delivered.json("runs")["runs"][0]
    assert run["counts"]["not_counting"] == {IC: 2}
    assert kept_back(delivered) == {}
    said = delivered.well("deliveries")
    assert "Delivered, not counting yet: 2 line items with 2 grades" in said
    assert "Which: homeroom deliveries --not-counting" in said

    # Line items are listed, and a grade shares the fate of its item.
    listed = delivered.json("deliveries", "--not-counting")
    assert listed["not_counting"] == {"line_items": 2, "grades": 2}
    rows = listed["deliveries"]
    assert [(one["kind"], one["state"], one["not_counting"]) for one in rows] == [
        ("lineItem", "delivered", True)
    ] * 2
    assert len(delivered.json("deliveries", "--not-counting", "--limit", "1")["deliveries"]) == 1
    assert delivered.well("deliveries", "--not-counting").count(YET) == 2
    every = delivered.json("deliveries", "--state", "delivered")["deliveries"]
    assert {(one["kind"], one["not_counting"]) for one in every} == {
        ("lineItem", True), ("result", True),
    }  # fmt: skip
    grade = next(one["record"] for one in every if one["kind"] == "result")
    assert f"result to {IC}: {YET}" in delivered.well("deliveries", "show", grade)
    assert delivered.json("deliveries", "show", grade)["deliveries"][0]["not_counting"] is True


def test_an_admin_says_what_teachers_did_one_by_one_or_by_class(delivered: Terminal) -> None:
    delivered.well("sync", "mathly")
    first, _ = delivered.json("deliveries", "--not-counting")["deliveries"]
    assert delivered.json("deliveries", "aligned", IC, first["record"]) == {"aligned": 1}
    assert delivered.json("deliveries")["not_counting"] == {"line_items": 1, "grades": 1}
    again = delivered.run("deliveries", "aligned", IC, first["record"])
    assert again.status == 1
    assert "1 is taken to count from now on." in delivered.well(
        "deliveries", "aligned", IC, "--class", shown_class()
    )
    assert delivered.json("deliveries")["not_counting"] == {"line_items": 0, "grades": 0}
    assert "not counting" not in delivered.well("sync", "mathly")
    both = delivered.run("deliveries", "aligned", IC, first["record"], "--class", "x")
    assert both.status == 2
    with district_scope(named("riverbend").id) as scope:
        acts = scope.rows("SELECT act, subject FROM audit_events WHERE act = 'deliveries.aligned'")
    assert acts == [("deliveries.aligned", IC)] * 2
