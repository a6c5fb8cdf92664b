"""An app that calls us keeps the part of the contract that is not about reading lists."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from homeroom.connectors.base import Connection, Connector
from homeroom.connectors.checks import CheckState
from homeroom.connectors.contract import EntryContract
from homeroom.connectors.oneroster_api import CONNECTOR
from homeroom.errors import NeedsDeveloper
from homeroom.model.kinds import GRADEBOOK, Kind


class TestOneRosterApi(EntryContract):
    @pytest.fixture
    def connector(self) -> Connector:
        return CONNECTOR

    @pytest.fixture
    def given(self) -> Mapping[str, str]:
        return {}

    def test_there_is_nothing_to_pull(self, connection: Connection) -> None:
        assert list(connection.source.collections(frozenset(Kind))) == []

    def test_what_it_hands_over_is_the_gradebook(self, connection: Connection) -> None:
        assert connection.capabilities.reads == frozenset(GRADEBOOK)

    def test_nothing_is_sent_to_it(self, connection: Connection) -> None:
        with pytest.raises(NeedsDeveloper):
            connection.target  # noqa: B018
        (told,) = connection.write_check("a class", datetime(2026, 10, 14, tzinfo=UTC))
        assert told.state is CheckState.NOT_APPLICABLE
