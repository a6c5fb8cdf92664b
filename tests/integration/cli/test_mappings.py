"""Attribute mappings from the command line."""

from tests.integration.cli.conftest import Terminal


def test_a_mapping_is_set_shown_previewed_applied_and_removed(school_app: Terminal) -> None:
    school_app.well("sync", "roster")
    where = ("roster", "user", "identifier")
    step = ("--step", "case to='upper'", "--step", "replace table={S1='one'}")
    assert "mappings apply roster" in school_app.well(
        "mappings", "set", *where, "--from", "username", *step
    )
    shown = school_app.json("mappings", "list", "roster")
    assert shown["mappings"][0]["steps"] == ['case to="upper"', 'replace table={"S1"="one"}']
    assert not shown["applied"]
    rows = school_app.json("mappings", "preview", "roster", "student", "--limit", "2")["rows"]
    assert [one["after"]["identifier"] for one in rows] == ["one", "S2"]
    assert school_app.json("mappings", "apply", "roster", "--preview")["records"] == {"user": 4}
    assert school_app.json("mappings", "apply", "roster")["stored"]["user"]["changed"] == 4
    assert school_app.json("mappings", "list", "roster")["applied"]
    school_app.well("mappings", "remove", *where)
    assert "is not mapped" in school_app.json("mappings", "remove", *where, status=1)["error"]


def test_grades_cannot_be_mapped_before_grade_sync_is_on(school_app: Terminal) -> None:
    words = ("mappings", "set", "roster", "result", "score", "--from", "metadata.points")
    assert "while Grade Sync is on" in school_app.json(*words, status=1)["error"]
    absent = {
        one["entity"]: one["absent"]
        for one in school_app.json("mappings", "list", "roster")["entities"]
    }
    assert absent["lineItem"]
    assert absent["class"] == ""


def test_a_mapping_that_cannot_be_meant_is_said(school_app: Terminal) -> None:
    where = ("mappings", "set", "roster", "user")
    assert "no attribute mail" in school_app.json(*where, "mail", "--from", "x", status=1)["error"]
    wrong = school_app.json(*where, "email", "--from", "x", "--step", "guess", status=1)
    assert "guess is no step" in wrong["error"]
