"""A faulty Infinite Campus of a small district, and a hub that works with it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from homeroom.store.districts import District
from tests.integration.faults.district import DAY, write_district
from tests.integration.faults.scene import Scene
from tests.integration.sandbox.client import running


@pytest.fixture(scope="session")
def roster(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The roster of the small district."""
    return write_district(tmp_path_factory.mktemp("faults") / "district.zip")


@pytest.fixture
def api() -> str:
    """The API version; a test that differs parametrizes it."""
    return "1.2"


@pytest.fixture
def scene(district: District, roster: Path, api: str, tmp_path: Path) -> Iterator[Scene]:
    """Hub, SIS and app; three classes of which one has a grade by hand."""
    with running("--district", str(roster), "--day", DAY) as (_, client):
        yield Scene(district, client, api, tmp_path)
