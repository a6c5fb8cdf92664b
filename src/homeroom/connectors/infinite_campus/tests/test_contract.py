"""Infinite Campus keeps the contract of all targets, with both versions of its API."""

from collections.abc import Mapping

import pytest

from homeroom.connectors.base import Connection, Connector
from homeroom.connectors.infinite_campus import CONNECTOR
from homeroom.connectors.oneroster.tests.drafts import draft_for
from homeroom.connectors.target_contract import Draft, TargetContract
from tests.sandboxes import Sandbox


class TestInfiniteCampus(TargetContract):
    @pytest.fixture
    def connector(self) -> Connector:
        return CONNECTOR

    @pytest.fixture
    def given(self, campus: Sandbox, api: str) -> Mapping[str, str]:
        return {**campus.delivery_config(api), "page_size": "50"}

    @pytest.fixture
    def draft(self, connection: Connection) -> Draft:
        return draft_for(connection)
