"""Crosswalks and rights from the command line: what is said, also when it goes wrong."""

from pathlib import Path

import pytest

from tests.integration.cli.conftest import Terminal

HEAD = "objective,item,group,levels\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A crosswalk of one objective."""
    path = tmp_path / "crosswalk.csv"
    path.write_text(HEAD + "MA.3,Work Habits,habits,O|S|N\n", encoding="utf-8")
    return path


def test_a_crosswalk_comes_in_beside_the_other_rules(terminal: Terminal, file: Path) -> None:
    rules = file.with_name("rules.toml")
    rules.write_text("[[scope.frozen]]\nfirst = 2026-10-12\nlast = 2026-10-16\n")
    terminal.well("rules", "import", str(rules))
    assert terminal.json("standards", "import", str(file)) == {
        "version": 2, "new": 1, "changed": 0, "same": 0,
    }  # fmt: skip
    listed = terminal.json("standards", "list")
    assert listed["groups"] == [{"name": "habits", "levels": ["O", "S", "N"]}]
    assert [one["item"] for one in listed["crosswalk"]] == ["Work Habits"]
    exported = terminal.well("rules", "export")
    assert "2026-10-12" in exported
    assert "Work Habits" in exported
    file.write_text(HEAD + "ma.3,Conduct,habits,\n", encoding="utf-8")
    said = terminal.well("standards", "import", str(file), "--reason", "new titles")
    assert said.startswith("0 new, 1 changed, 0 same. Version 3 of the rules holds")
    assert "new titles" in terminal.well("rules", "history")
    assert "Conduct" in terminal.well("standards", "list")


def test_a_crosswalk_with_a_mistake_changes_nothing(terminal: Terminal, file: Path) -> None:
    terminal.well("standards", "import", str(file))
    file.write_text(HEAD + "MA.4,Fractions,habits,\nMA.5,Ratios,numbers,\n", encoding="utf-8")
    said = terminal.run("standards", "import", str(file))
    assert said.status == 1
    assert "line 3: there is no score group numbers" in said.all
    assert len(terminal.json("standards", "list")["crosswalk"]) == 1
    assert terminal.json("standards", "import", str(file), status=1)["fix"].startswith("Columns:")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ask", "mathly", "Q1 Grade"), "There is no active app mathly"),
        (("grant", "mathly", "Q1 Grade"), "There is no active app mathly"),
        (("list",), "Say to which SIS"),
        (("sign-off", "--all"), "Say to which SIS"),
    ],
)
def test_without_apps_there_is_nobody_to_post_for(
    terminal: Terminal, words: tuple[str, ...], said: str
) -> None:
    answer = terminal.run("posting", *words)
    assert (answer.status, said in answer.all) == (1, True)
    assert terminal.json("posting", "rights") == {"rights": []}


@pytest.mark.parametrize(
    "words", [("sign-off",), ("sign-off", "--all", "0190a1b2-0000-7000-8000-000000000001")]
)
def test_a_signature_names_records_or_all_that_is_listed(
    terminal: Terminal, words: tuple[str, ...]
) -> None:
    answer = terminal.run("posting", *words)
    assert (answer.status, "Name records, or sign off all" in answer.all) == (2, True)
