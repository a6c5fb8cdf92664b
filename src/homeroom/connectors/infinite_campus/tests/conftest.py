"""One pretend Infinite Campus for all tests of the connector: it serves both API versions."""

from collections.abc import Iterator

import pytest

from homeroom.connectors.oneroster.tests.scripted import Scripted, scripted
from tests.sandboxes import Sandbox, sandbox


@pytest.fixture(scope="session")
def campus() -> Iterator[Sandbox]:
    """A district of 60 students in one school; who writes to it cleans up."""
    with sandbox("--students", "60", "--api", "both") as started:
        yield started


@pytest.fixture(params=["1.1", "1.2"])
def api(request: pytest.FixtureRequest) -> str:
    """Both API versions, one after the other."""
    version: str = request.param
    return version


@pytest.fixture
def server() -> Iterator[Scripted]:
    """A server that has no script yet but gives tokens."""
    with scripted() as running:
        yield running
