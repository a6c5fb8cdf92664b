"""Categories and the checks before the first delivery, as an admin types them."""

from pathlib import Path

import pytest

from tests.integration.cli.conftest import IC, Terminal
from tests.integration.cli.test_deliveries import a_student
from tests.packages import line_item, result, write_package
from tests.sandboxes import Sandbox

USED = {"quiz": "Quiz", "ticket": "Exit Ticket", "home": "homework"}


@pytest.fixture
def graded(terminal: Terminal, campus: Sandbox, tmp_path: Path) -> Terminal:
    """A district whose app has handed in an item in each of three categories, not synced yet."""
    terminal.activate_campus(campus)
    terminal.well("sync", IC)
    section, student = a_student()
    mine = tmp_path.name
    items = [
        line_item(f"{key}-{mine}", classSourcedId=section, categorySourcedId=key) for key in USED
    ]
    files = {
        "categories": [{"sourcedId": key, "title": title} for key, title in USED.items()],
        "lineItems": items,
        "results": [result(f"{key}-{mine}", student, "7") for key in USED],
    }
    path = write_package(tmp_path / "mathly.zip", files)
    terminal.well(
        "app", "activate", "oneroster_csv", "--key", "mathly", "--grade-sync",
        "--set", f"path={path}", "--set", f"ids_of={IC}",
    )  # fmt: skip
    terminal.well("app", "approve", "mathly")
    return terminal


def test_categories_are_listed_compared_mapped_and_let_out(graded: Terminal) -> None:
    graded.well("categories", "unknown", "hold")
    said = graded.well("sync", "mathly")
    assert "Before the first delivery these checks are open: categories." in said

    # Two categories lack a place; the third is one of the SIS's by its title.
    rows = graded.json("categories", "list", "mathly")["categories"]
    assert [(one["category"], one["fate"], one["becomes"]) for one in rows] == [
        ("Exit Ticket", "held", None),
        ("Quiz", "held", None),
        ("homework", "counts", "Homework"),
    ]
    assert {(one["line_items"], one["classes"]) for one in rows} == {(1, 1)}
    assert "its title" in graded.well("categories", "list")

    # Each missing line has its fix, and exit status 1 tells scripts.
    found = graded.json("checks", status=1)
    assert found["ok"] is False
    lines = found["apps"][IC]
    assert [(one["check"], one["state"]) for one in lines] == [
        ("roles", "ok"), ("master fields", "ok"), ("categories", "missing"),
        ("categories", "missing"), ("scales", "ok"),
    ]  # fmt: skip
    told = graded.run("checks", IC)
    assert told.status == 1
    assert "2 things are missing; nothing is delivered for the first time before." in told.out
    assert "homeroom categories map" in told.out

    # What is nearly the same is proposed with the command that maps it.
    (near,) = graded.json("categories", "near")["near"]
    assert near == {
        "app": "mathly", "category": "Quiz", "line_items": 1, "like": "Quizzes", "in_sis": True,
    }  # fmt: skip
    assert "homeroom categories map Quiz Quizzes --app mathly" in graded.well("categories", "near")

    # A preview writes nothing.
    seen = graded.json("categories", "map", "Quiz", "Quizzes", "--app", "mathly", "--preview")
    assert seen["moved"] == [
        {"app": "mathly", "category": "Quiz", "line_items": 1, "before": "held",
         "after": "Quizzes"},
    ]  # fmt: skip
    assert graded.json("rules", "history")["versions"][0]["version"] == seen["version"] == 1
    graded.well("categories", "map", "Quiz", "Quizzes", "--app", "mathly")
    said = graded.well("categories", "map", "Exit Ticket", "quizzes")
    assert "Version 3 of the rules holds. What was delivered stays where it is." in said
    assert "Nothing is missing." in graded.well("checks", IC)
    assert graded.json("checks")["ok"] is True

    assert f"To {IC}: 6 delivered, 0 refused" in graded.well("sync", "mathly")
    assert graded.json("deliveries")["not_counting"] == {"line_items": 0, "grades": 0}
    assert 'to = "Quizzes"' in graded.well("rules", "export")
    graded.well("categories", "map", "Quiz", "--app", "mathly", "--remove")
    graded.well("categories", "unknown", "unsaid")
    graded.well("categories", "default", "Homework")
    rows = graded.json("categories", "list")["categories"]
    assert [one["becomes"] for one in rows] == ["Quizzes", "Homework", "Homework"]


REFUSED = [
    (("map", "Quiz", "Exams"), "Infinite Campus has no category Exams."),
    (("map", "Quiz", "Quizzes", "--app", "nobody"), "There is no active app nobody."),
    (("map", "Quiz", "Quizzes", "--app", IC), "Infinite Campus is no learning app."),
    (("map", "Quiz", "Quizzes", "--place", "town:1"), "town:1 is no place."),
    (("map", "Quiz", "Quizzes", "--place", "class:1"), "There is no class 1."),
    (("map", "Quiz"), "Name the category of the SIS, or use --remove."),
    (("map", " ", "Quizzes"), "a category has a title."),
    (("default",), "Name the category of the SIS, or use --remove."),
    (("unknown", "guess"), "'guess' is not one of"),
    (("list", "--to", "mathly"), "takes no grades."),
]


def test_checks_without_a_sis_that_takes_grades_say_so(school_app: Terminal) -> None:
    assert school_app.well("checks").strip() == "Grades go to no app yet."
    assert school_app.json("checks") == {"ok": True, "apps": {}}
    refused = school_app.run("checks", "roster")
    assert refused.status == 1
    assert "takes no grades." in refused.err
    assert "There is no active app nobody." in school_app.run("checks", "nobody").err
    school_app.well("app", "settings", "roster", "--role", "learning")
    assert "No grades go to roster." in school_app.run("checks", "roster").err
    shown = school_app.json("app", "settings", "roster")
    assert (shown["role"], shown["role_said"]) == ("learning", True)


def test_what_is_only_looked_at_or_refused_writes_nothing(graded: Terminal, tmp_path: Path) -> None:
    for words, said in REFUSED:
        done = graded.run("categories", *words)
        assert done.status != 0
        assert said in done.all
    assert graded.run("deliveries", "aligned", IC).status != 0
    assert "None of these" in graded.run("deliveries", "aligned", IC, "--class", "x").all

    # The checks are shown as other rules would make them.
    graded.well("sync", "mathly")
    assert graded.json("checks")["ok"] is True
    strict = tmp_path / "rules.toml"
    strict.write_text('[categories]\nunknown = [{then = "hold"}]\n', encoding="utf-8")
    found = graded.json("checks", IC, "--rules", str(strict), status=1)
    held = [one for one in found["apps"][IC] if one["state"] == "missing"]
    assert {one["code"] for one in held} == {"checks.category"}
    assert {one["app"] for one in held} == {"mathly"}
    assert all(one["fix"].endswith("homeroom categories map") for one in held)
    assert graded.json("rules", "history")["versions"] == [], "nothing was written"
    strict.write_text("[categories]\nunknowns = 1\n", encoding="utf-8")
    assert "These rules cannot be read" in graded.run("checks", "--rules", str(strict)).err
