"""A scripted server for every test, and one pretend Infinite Campus for the contract."""

from collections.abc import Iterator

import pytest

from homeroom.connectors.oneroster.client import Client
from homeroom.connectors.oneroster.tests.scripted import Scripted, scripted
from homeroom.connectors.oneroster.tests.settings import client_of
from tests.sandboxes import Sandbox, sandbox


@pytest.fixture
def server() -> Iterator[Scripted]:
    """A server that has no script yet but gives tokens."""
    with scripted() as running:
        yield running


@pytest.fixture
def client(server: Scripted) -> Iterator[Client]:
    """A client of that server."""
    asking = client_of(server)
    yield asking
    asking.close()


@pytest.fixture(scope="session")
def campus() -> Iterator[Sandbox]:
    """A district of 60 students whose server speaks both versions, category writes included."""
    with sandbox("--students", "60", "--api", "both", "--category-writes") as started:
        yield started
