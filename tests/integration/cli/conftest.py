"""The command line on a real database, and a pretend Infinite Campus beside it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import structlog
from click.testing import CliRunner

from homeroom.cli.main import homeroom as program
from homeroom.logs import set_up_logs
from tests.database import DatabaseUrls
from tests.integration.outbox import Outbox
from tests.packages import line_item, result, school, write_package
from tests.sandboxes import Sandbox, sandbox

IC = "infinite-campus"


@dataclass(frozen=True)
class Said:
    """What a command printed, and its exit status."""

    status: int
    out: str
    err: str

    @property
    def all(self) -> str:
        """Return everything that a person at a terminal sees."""
        return self.out + self.err


class Terminal:
    """Somebody who types commands."""

    def run(self, *words: str, typed: str = "") -> Said:
        """Run `homeroom WORDS`; a traceback is never an answer."""
        done = CliRunner().invoke(program, list(words), input=typed, prog_name="homeroom")
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        assert "Traceback" not in done.output
        return Said(done.exit_code, done.stdout, done.stderr)

    def well(self, *words: str) -> str:
        """Run a command that must go well; return what it printed."""
        said = self.run(*words)
        assert said.status == 0, said.all
        return said.out

    def json(self, *words: str, status: int = 0) -> dict[str, Any]:
        """Run a command with --json and return its one object, which is one line."""
        said = self.run(*words, "--json")
        assert said.status == status, said.all
        assert said.out.count("\n") == 1, said.out
        found = json.loads(said.out)
        assert isinstance(found, dict)
        return found

    def add_riverbend(self) -> None:
        """Add the district that most tests work in."""
        self.well(
            "district", "add", "riverbend", "--name", "Riverbend Schools", "--time-zone",
            "America/Chicago",
        )  # fmt: skip

    def activate_campus(
        self, campus: Sandbox, api: str = "1.2", mode: str = "2-way", grades: bool = True,
        **changed: str,
    ) -> None:  # fmt: skip
        """Activate Infinite Campus as its admin would, with some values changed."""
        given = {**campus.delivery_config(api, grades=grades), **changed}
        pairs = [word for name, value in given.items() for word in ("--set", f"{name}={value}")]
        sync = ["--grade-sync"] if mode != "import" else []
        self.well("app", "activate", "infinite_campus", "--mode", mode, *sync, *pairs)


@pytest.fixture(scope="session", autouse=True)
def logs() -> Iterator[None]:
    """Logs as the program sets them up: on stderr, and warnings only."""
    before = structlog.get_config()
    set_up_logs()
    yield
    structlog.configure(**before)


@pytest.fixture
def bare(database: DatabaseUrls, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal on a migrated database without any district."""
    monkeypatch.setenv("HOMEROOM_DATABASE_URL", database.app_url)
    monkeypatch.setenv("HOMEROOM_DATABASE_OWNER_URL", database.owner_url)
    return Terminal()


@pytest.fixture
def terminal(bare: Terminal) -> Terminal:
    """A terminal on a database with one district."""
    bare.add_riverbend()
    return bare


@pytest.fixture(scope="session")
def campus() -> Iterator[Sandbox]:
    """A pretend Infinite Campus that tests read and write, but do not reconfigure."""
    with sandbox("--students", "20") as running:
        yield running


@pytest.fixture
def mathly(tmp_path: Path) -> Path:
    """A learning app's package: three students, one quiz, one score of 105 of 10."""
    files = school(students=3)
    files["lineItems"] = [line_item("quiz")]
    files["results"] = [result("quiz", f"s{at}", score) for at, score in ((1, "7"), (2, "8"))]
    return write_package(tmp_path / "mathly.zip", files)


@pytest.fixture
def school_app(terminal: Terminal, mathly: Path) -> Terminal:
    """A terminal in a district that reads its roster from a CSV package."""
    terminal.well("app", "activate", "oneroster_csv", "--key", "roster", "--set", f"path={mathly}")
    return terminal


class RiverDesk(Terminal):
    """Somebody who types commands about Riverbend on a server with other districts."""

    def run(self, *words: str, typed: str = "") -> Said:
        """Run a command with the district named."""
        return super().run(*words, "--district", "riverbend", typed=typed)


@pytest.fixture
def desk(town_urls: DatabaseUrls, out: Outbox, monkeypatch: pytest.MonkeyPatch) -> RiverDesk:
    """A terminal on the town, whose outbox is empty; a file's tests share its database."""
    monkeypatch.setenv("HOMEROOM_DATABASE_URL", town_urls.app_url)
    monkeypatch.setenv("HOMEROOM_DATABASE_OWNER_URL", town_urls.owner_url)
    return RiverDesk()
