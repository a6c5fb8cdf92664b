"""Schools and filter rules from the command line."""

from tests.integration.cli.conftest import Terminal


def test_a_school_is_left_out_and_mapped_again(school_app: Terminal) -> None:
    school_app.well("sync", "roster")
    (oak,) = school_app.json("schools", "list", "roster")["schools"]
    assert (oak["id"], oak["standing"], oak["left_out"]) == ("oak", "missing", False)
    assert "schools apply roster" in school_app.well("schools", "leave-out", "roster", "oak")
    stored = school_app.json("schools", "apply", "roster")["stored"]
    assert stored["class"]["left_out"] == 1
    (out,) = school_app.json("schools", "list", "roster", "--show", "existing")["schools"]
    assert out["left_out"]
    assert school_app.json("schools", "auto", "roster")["proposals"] == []
    school_app.well("schools", "map", "roster", "oak")
    school_app.well("schools", "unmapped", "roster", "leave-out")
    school_app.well("schools", "remove", "roster", "oak")
    assert "unmapped" not in school_app.well("rules", "export")
    assert "no school elm" in school_app.json("schools", "map", "roster", "elm", status=1)["error"]
    wrong = school_app.json("schools", "map", "roster", "oak", "--to", "nowhere", status=1)
    assert "no school nowhere" in wrong["error"]


def test_a_filter_is_added_previewed_applied_and_removed(school_app: Terminal) -> None:
    school_app.well("sync", "roster")
    school_app.well(
        "filters", "add", "roster", "class", "exclude", "title contains algebra", "--linked"
    )
    (shown,) = school_app.json("filters", "list", "roster")["filters"]
    assert shown == {
        "number": 1, "entity": "class", "keep": "exclude", "linked": True,
        "conditions": ["title contains algebra"],
    }  # fmt: skip
    preview = school_app.json("filters", "preview", "roster", "class")
    assert (preview["rows"], preview["left_out"], preview["examples"]) == (1, 1, ["alg-1"])
    stored = school_app.json("filters", "apply", "roster")["stored"]
    assert stored["enrollment"]["left_out"] == 4
    school_app.well("filters", "remove", "roster", "1")
    assert school_app.json("filters", "apply", "roster")["stored"]["enrollment"]["changed"] == 4
    assert (
        "no filter rule 1" in school_app.json("filters", "remove", "roster", "1", status=1)["error"]
    )
    wrong = ("filters", "add", "roster", "pupil", "exclude", "title is empty")
    assert "no entity pupil" in school_app.json(*wrong, status=1)["error"]
