"""A hub with a SIS and an app, and an empty machine, which has neither tables nor a key."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from django.db import connections

from homeroom.backup import age
from homeroom.backup.restore import Restored, readable, reserved, restore
from tests.conftest import use
from tests.database import DatabaseUrls, copy_of, make_template
from tests.integration.faults.conftest import api, roster, scene

__all__ = ["api", "roster", "scene"]  # the same hub, SIS and app as under faults

Move = Callable[[], DatabaseUrls]
PASSPHRASE = "correct horse battery staple"


def bring_back(path: Path, passphrase: str = PASSPHRASE, *, replace: bool = False) -> Restored:
    """Restore a backup into the database at hand."""
    with readable(path, passphrase) as archive, reserved(replace=replace):
        return restore(archive, path, "test")


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a guess at the passphrase cost next to nothing, and a test no time."""
    monkeypatch.setattr(age, "WORK", 4)


@contextmanager
def other_machine(home: Path, template: str) -> Iterator[DatabaseUrls]:
    """Go to another machine, with a data folder of its own and a copy of a database."""
    with pytest.MonkeyPatch.context() as patched, copy_of(template) as urls:
        patched.setenv("HOMEROOM_HOME", str(home))
        use(urls)
        yield urls
        connections.close_all()


@contextmanager
def empty_machine(home: Path) -> Iterator[DatabaseUrls]:
    """Go to a machine where nothing of a hub is yet."""
    with other_machine(home, make_template("bare", lambda _: None)) as urls:
        yield urls


@pytest.fixture
def move(tmp_path: Path) -> Iterator[Move]:
    """Return what goes to an empty machine, from there on; each call to another one."""
    with ExitStack() as machines:
        yield lambda: machines.enter_context(empty_machine(tmp_path / "elsewhere"))


@pytest.fixture
def move_on(tmp_path: Path, migrated: str) -> Iterator[Move]:
    """Return what goes to a machine where Homeroom was started already, but never used."""
    with ExitStack() as machines:
        yield lambda: machines.enter_context(other_machine(tmp_path / "elsewhere", migrated))
