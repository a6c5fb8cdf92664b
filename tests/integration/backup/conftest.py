"""A hub with a SIS and an app, and an empty machine, which has neither tables nor a key."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from django.db import connections

from homeroom.backup import age
from homeroom.backup.restore import Restored, readable, reserved, restore
from homeroom.store.districts import District
from tests.conftest import use
from tests.database import DatabaseUrls, copy_of, make_template
from tests.integration.faults.district import DAY, write_district
from tests.integration.faults.scene import Scene
from tests.integration.sandbox.client import running

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
def empty_machine(home: Path) -> Iterator[DatabaseUrls]:
    """Go to a machine where nothing of a hub is yet."""
    bare = make_template("bare", lambda _: None)
    with pytest.MonkeyPatch.context() as patched, copy_of(bare) as urls:
        patched.setenv("HOMEROOM_HOME", str(home))
        use(urls)
        yield urls
        connections.close_all()


@pytest.fixture
def move(tmp_path: Path) -> Iterator[Move]:
    """Return what goes to an empty machine, from there on; each call to another one."""
    with ExitStack() as machines:
        yield lambda: machines.enter_context(empty_machine(tmp_path / "elsewhere"))


@pytest.fixture(scope="session")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The roster of a small district."""
    return write_district(tmp_path_factory.mktemp("backup") / "district.zip")


@pytest.fixture
def api() -> str:
    """The API version; a test that differs parametrizes it."""
    return "1.2"


@pytest.fixture
def scene(district: District, roster: Path, api: str, tmp_path: Path) -> Iterator[Scene]:
    """Hub, SIS and app; nothing is synced yet."""
    with running("--district", str(roster), "--day", DAY) as (_, client):
        yield Scene(district, client, api, tmp_path)
