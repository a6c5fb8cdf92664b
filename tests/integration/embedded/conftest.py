"""Homes for embedded servers, as root and as an ordinary user, and hubs that use them."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from homeroom.store.embedded.copies import private_copy
from homeroom.store.embedded.installation import Installation, installations
from tests.integration.embedded.hubs import Hubs, User, myself, ordinary, start_together


@pytest.fixture(scope="session")
def versions(reachable: Path) -> Sequence[Installation]:
    """The wheel's versions, newest first; as root in a copy that an ordinary user may read."""
    if os.geteuid() != 0:
        return installations()
    return [private_copy(one, reachable / f"programs-{one.major}") for one in installations()]


def folder_of(user: User, parent: Path) -> Path:
    """Make a folder that belongs to a user."""
    folder = Path(tempfile.mkdtemp(dir=parent))
    if user.become is not None:
        os.chown(folder, *user.become)
    folder.chmod(0o711)
    return folder


class Homes:
    """One home with a database for each user; a test finds it stopped, and leaves it so."""

    def __init__(self, reachable: Path, versions: Sequence[Installation]) -> None:
        self._reachable = reachable
        self._versions = versions
        self._made: dict[str, Path] = {}
        self.first_answers: dict[str, list[dict[str, Any]]] = {}

    def of(self, user: User) -> Path:
        """Return a user's home; two processes that start in the same moment make its database."""
        if user.name not in self._made:
            home = folder_of(user, self._reachable)
            hubs = Hubs(home, user, self._versions)
            self.first_answers[user.name] = start_together(hubs.open(), hubs.open())
            hubs.close()
            self._made[user.name] = home
        return self._made[user.name]


@pytest.fixture(scope="session")
def homes(reachable: Path, versions: Sequence[Installation]) -> Homes:
    return Homes(reachable, versions)


@pytest.fixture(scope="session")
def older_home(reachable: Path, versions: Sequence[Installation]) -> Path:
    """A home whose database is one of PostgreSQL 16, stopped."""
    hubs = Hubs(folder_of(myself(), reachable), myself(), versions[1:])
    hubs.open().start()
    hubs.close()
    return hubs.home


@pytest.fixture
def as_root() -> User:
    """The user root; where the tests have another, the test is skipped, but never in CI."""
    if os.geteuid() != 0:
        if os.environ.get("CI") == "true":
            pytest.fail("This test needs root; in CI the tests must run as root.")
        pytest.skip("This test needs root: the server runs as another user than the hub.")
    return myself()


@pytest.fixture(params=["root", "ordinary user"])
def user(request: pytest.FixtureRequest) -> User:
    """Each of the two kinds of user in turn."""
    if request.param == "root":
        chosen: User = request.getfixturevalue("as_root")
        return chosen
    return ordinary()


@pytest.fixture
def hubs(user: User, homes: Homes, versions: Sequence[Installation]) -> Iterator[Hubs]:
    """Hubs of each kind of user, on a home whose database other tests have used."""
    made = Hubs(homes.of(user), user, versions)
    yield made
    made.close()


@pytest.fixture
def my_hubs(homes: Homes, versions: Sequence[Installation]) -> Iterator[Hubs]:
    """Hubs of the user who runs the tests, on a home whose database other tests have used."""
    made = Hubs(homes.of(myself()), myself(), versions)
    yield made
    made.close()


@pytest.fixture
def my_empty_hubs(reachable: Path, versions: Sequence[Installation]) -> Iterator[Hubs]:
    """Hubs of the user who runs the tests, on an empty home of their own."""
    made = Hubs(folder_of(myself(), reachable), myself(), versions)
    yield made
    made.close()
    shutil.rmtree(made.home)
