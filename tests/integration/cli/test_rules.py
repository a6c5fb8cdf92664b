"""The rules of a district from the command line."""

from pathlib import Path

import pytest

from tests.integration.cli.conftest import Terminal

ONE = "[[masters]]\nentity = 'user'\nfield = 'email'\nsources = [{app = 'campus'}]\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file with one rule."""
    path = tmp_path / "rules.toml"
    path.write_text(ONE, encoding="utf-8")
    return path


def test_rules_come_in_as_a_file_and_go_out_as_one(terminal: Terminal, file: Path) -> None:
    assert "[[masters]]" not in terminal.well("rules", "export")
    assert terminal.json("rules", "diff", str(file))["changes"] != []
    assert terminal.json("rules", "import", str(file))["after"] == 1
    exported = terminal.well("rules", "export")
    assert "[[masters]]" in exported
    file.write_text(exported, encoding="utf-8")
    assert terminal.json("rules", "import", str(file)) == {"before": 1, "after": 1, "changes": []}


def test_every_version_is_kept_with_its_reason(terminal: Terminal, file: Path) -> None:
    terminal.well("rules", "import", str(file), "--reason", "first try")
    file.write_text(ONE.replace("email", "phone"), encoding="utf-8")
    terminal.well("rules", "import", str(file), "--reason", "second thought")
    versions = terminal.json("rules", "history")["versions"]
    assert [(one["version"], one["reason"]) for one in versions] == [
        (2, "second thought"), (1, "first try"),
    ]  # fmt: skip
    (change,) = terminal.json("rules", "diff")["changes"]
    assert change == {"path": "masters[1].field", "before": "email", "after": "phone"}
    assert "email" in terminal.well("rules", "export", "--version", "1")


def test_a_file_that_is_wrong_changes_nothing(terminal: Terminal, file: Path) -> None:
    file.write_text(ONE.replace("field", "fieldx"), encoding="utf-8")
    said = terminal.json("rules", "import", str(file), status=1)
    assert "fieldx" in said["error"]
    assert terminal.json("rules", "history")["versions"] == []


def test_a_version_that_never_was_is_said(terminal: Terminal) -> None:
    assert "no version 7" in terminal.json("rules", "diff", "--from", "7", status=1)["error"]
