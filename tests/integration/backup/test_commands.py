"""homeroom backup and restore as an operator types them, each on a machine of its own."""

import contextlib
import json
import os
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

PASSPHRASE = "correct horse battery staple"


@dataclass(frozen=True)
class Machine:
    """A data folder with an embedded database of its own, made by the first command."""

    home: Path
    passphrase: Path

    def run(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run `homeroom WORDS` with nobody at the terminal."""
        kept = {name: value for name, value in os.environ.items() if "HOMEROOM_" not in name}
        environment = {
            **kept,
            "HOMEROOM_HOME": str(self.home),
            "HOMEROOM_BACKUP_PASSPHRASE_FILE": str(self.passphrase),
        }
        command = [sys.executable, "-m", "homeroom", *words]
        return subprocess.run(
            command, env=environment, capture_output=True, text=True, stdin=subprocess.DEVNULL
        )

    def json(self, *words: str, status: int = 0) -> dict[str, Any]:
        """Run a command with --json and return its object."""
        done = self.run(*words, "--json")
        assert done.returncode == status, done.stdout + done.stderr
        found = json.loads(done.stdout)
        assert isinstance(found, dict)
        return found


@pytest.fixture(scope="module")
def passphrase(reachable: Path) -> Path:
    path = reachable / "passphrase"
    path.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    path.chmod(0o600)
    return path


@pytest.fixture(scope="module")
def old(reachable: Path, passphrase: Path) -> Machine:
    """A hub with one district, and a backup of it in its folder `kept`."""
    machine = Machine(reachable / "old", passphrase)
    machine.json(
        "district", "add", "riverbend", "--name", "Riverbend Schools", "--time-zone",
        "America/Chicago",
    )  # fmt: skip
    return machine


@pytest.fixture(scope="module")
def taken(old: Machine, reachable: Path) -> dict[str, Any]:
    """What a backup into a folder says."""
    folder = reachable / "kept"
    folder.mkdir()
    return old.json("backup", str(folder))


def test_a_backup_is_a_file_that_only_its_owner_may_read(taken: dict[str, Any]) -> None:
    path = Path(taken["file"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.stat().st_size == taken["bytes"]
    assert taken["districts"] == ["riverbend"]
    left = sorted(one.name for one in path.parent.iterdir())
    assert left == [path.name, f"{path.name}.sha256"]


def test_the_checksum_beside_it_is_understood_by_the_usual_tool(taken: dict[str, Any]) -> None:
    path = Path(taken["file"])
    done = subprocess.run(
        ["sha256sum", "--check", f"{path.name}.sha256"], cwd=path.parent, capture_output=True
    )
    assert done.returncode == 0
    assert taken["sha256"] in (path.parent / f"{path.name}.sha256").read_text(encoding="utf-8")


def test_an_empty_machine_becomes_the_hub_that_was_backed_up(
    taken: dict[str, Any], reachable: Path, passphrase: Path
) -> None:
    new = Machine(reachable / "new", passphrase)
    done = new.json("restore", taken["file"])
    assert done["rows"] == taken["rows"]
    assert done["districts"] == ["riverbend"]
    (district,) = new.json("district", "list")["districts"]
    assert district["name"] == "Riverbend Schools"
    found = {one["name"]: one for one in new.json("doctor", status=1)["findings"]}
    assert [name for name, one in found.items() if not one["good"]] == ["worker"]
    assert "and compared" in found["restore"]["words"]
    again = new.run("restore", taken["file"])
    assert again.returncode == 1
    assert "holds riverbend already" in again.stderr
    replaced = new.json("restore", taken["file"], "--replace", "--yes")
    assert replaced["rows"] == taken["rows"]


def test_doctor_says_when_the_last_backup_was_made(old: Machine, taken: dict[str, Any]) -> None:
    found = {one["name"]: one for one in old.json("doctor", status=1)["findings"]}
    assert found["backup"]["good"]
    assert taken["file"] in found["backup"]["words"]
    assert "without its passphrase nobody can open it" in found["backup"]["words"]


def test_verify_reads_the_file_without_a_database(
    taken: dict[str, Any], reachable: Path, passphrase: Path
) -> None:
    nowhere = Machine(reachable / "nowhere", passphrase)
    assert nowhere.json("backup", "--verify", taken["file"]) == taken
    assert not nowhere.home.exists()


def test_a_passphrase_that_can_be_guessed_is_refused(old: Machine, reachable: Path) -> None:
    short = reachable / "short"
    short.write_text("letmein", encoding="utf-8")
    done = Machine(old.home, short).run("backup", str(reachable))
    assert done.returncode == 1
    assert "that can be guessed" in done.stderr
    assert "letmein" not in done.stderr


def test_without_a_terminal_the_passphrase_must_come_from_a_file(
    old: Machine, reachable: Path
) -> None:
    empty = reachable / "empty"
    empty.write_text("", encoding="utf-8")
    done = Machine(old.home, empty).run("backup", str(reachable))
    assert done.returncode == 1
    assert "HOMEROOM_BACKUP_PASSPHRASE_FILE" in done.stderr


def test_a_backup_never_replaces_a_file(old: Machine, taken: dict[str, Any]) -> None:
    before = Path(taken["file"]).read_bytes()
    done = old.run("backup", taken["file"])
    assert done.returncode == 1
    assert "already" in done.stderr
    assert Path(taken["file"]).read_bytes() == before


def test_a_folder_that_is_not_there_is_told_in_words(old: Machine, reachable: Path) -> None:
    done = old.run("backup", str(reachable / "no such folder" / "hub.age"))
    assert done.returncode == 1
    assert "cannot be written: No such file or directory" in done.stderr
    assert "Traceback" not in done.stderr


def test_at_a_terminal_the_passphrase_is_typed_twice_and_never_shown(
    old: Machine, reachable: Path
) -> None:
    master, terminal = os.openpty()
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith("HOMEROOM_")
    }
    command = [sys.executable, "-m", "homeroom", "backup", str(reachable / "typed.age")]
    # In a session of its own, so that no terminal of ours is asked instead.
    with subprocess.Popen(
        command, env={**environment, "HOMEROOM_HOME": str(old.home)}, stdin=terminal,
        stdout=terminal, stderr=terminal, start_new_session=True,
    ) as process:  # fmt: skip
        os.close(terminal)
        said = ""
        for asked in ("Passphrase of the backup: ", "Repeat for confirmation: "):
            while asked not in said:
                said += os.read(master, 1000).decode()
            os.write(master, f"{PASSPHRASE}\n".encode())
        with contextlib.suppress(OSError):  # Linux says so when the other end is closed
            while more := os.read(master, 1000).decode():
                said += more
        assert process.wait() == 0, said
    os.close(master)
    assert PASSPHRASE not in said
    assert "typed.age is written" in said
    assert old.json("backup", "--verify", str(reachable / "typed.age"))["rows"] > 0
