"""A plain OneRoster server keeps the contract of all targets, with both versions of its API."""

from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

import pytest

from homeroom.connectors.base import Connection, Connector
from homeroom.connectors.oneroster import CONNECTOR
from homeroom.connectors.oneroster.tests.drafts import draft_for
from homeroom.connectors.oneroster.tests.gateways import plain
from homeroom.connectors.target_contract import Draft, TargetContract
from tests.sandboxes import Sandbox


@pytest.fixture(scope="module")
def address(campus: Sandbox) -> Iterator[str]:
    """The address of a OneRoster server that wants no vendor key."""
    with plain(campus) as running:
        yield running


class TestOneRoster(TargetContract):
    @pytest.fixture
    def connector(self) -> Connector:
        return CONNECTOR

    @pytest.fixture(params=["1.1", "1.2"])
    def given(
        self, campus: Sandbox, address: str, request: pytest.FixtureRequest
    ) -> Mapping[str, str]:
        settings = campus.delivery_config(request.param, grades=False)
        service = urlsplit(settings["service_url"]).path
        return {**settings, "service_url": address + service, "page_size": "50"}

    @pytest.fixture
    def draft(self, connection: Connection) -> Draft:
        return draft_for(connection)
