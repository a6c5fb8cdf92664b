"""One hub for all kills of a session, and how an undisturbed scene comes along on it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tests.integration.faults.district import write_district
from tests.integration.kills import moments
from tests.integration.kills.hub import Hub
from tests.integration.kills.moments import Course
from tests.integration.kills.scene import scene


class Undisturbed(NamedTuple):
    """How a scene comes along that nobody disturbs, and what it ends in."""

    course: Course
    outcome: dict[str, Any]


@pytest.fixture(scope="session")
def hub_home(reachable: Path) -> Path:
    """The data folder of the hub."""
    home = reachable / "kills"
    home.mkdir(mode=0o711)
    return home


@pytest.fixture(scope="session")
def whole_hub(hub_home: Path) -> Iterator[Hub]:
    """A hub that runs as long as the kills of this session."""
    hub = Hub(hub_home)
    moments.install(hub.urls.owner_url)
    yield hub
    print(hub.end())


@pytest.fixture(autouse=True)
def secrets_key(home: Path, hub_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Use the hub's data folder, so that it can open the secrets that the test seals."""
    monkeypatch.setenv("HOMEROOM_HOME", str(hub_home))


@pytest.fixture(scope="session")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The roster of the small district."""
    return write_district(tmp_path_factory.mktemp("kills") / "district.zip")


@pytest.fixture(scope="session")
def undisturbed(
    whole_hub: Hub, roster: Path, tmp_path_factory: pytest.TempPathFactory
) -> Undisturbed:
    """Play the scene once without any disturbance."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOMEROOM_HOME", str(whole_hub.home))
        folder = tmp_path_factory.mktemp("undisturbed") / "app"
        with scene(whole_hub, roster, "undisturbed", folder) as played:
            played.play()
            course = played.clock.course()
            played.check_at_rest()
            return Undisturbed(course, played.outcome())
