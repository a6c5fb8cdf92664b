"""OneRoster CSV keeps the contract of all sources, with both versions of its files."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from homeroom.connectors.base import Connector
from homeroom.connectors.contract import ConnectorContract
from homeroom.connectors.oneroster_csv import CONNECTOR
from homeroom.connectors.oneroster_csv.listing import PAGE_ROWS
from homeroom.connectors.oneroster_csv.tests.districts import DISTRICT_1_1, DISTRICT_1_2
from homeroom.connectors.oneroster_csv.tests.packages import write_zip

DISTRICTS = {"1.1": DISTRICT_1_1, "1.2": DISTRICT_1_2}


@pytest.fixture(scope="module", params=["1.1", "1.2"])
def package(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A district with results over three pages."""
    files = DISTRICTS[request.param]
    rows = (f"more{at},,,li1,u1,fully graded,{at % 20},2026-09-09," for at in range(2 * PAGE_ROWS))
    empty = "," * (files["results"].partition("\r\n")[0].count(",") - 8)
    results = files["results"] + "".join(f"{row}{empty}\r\n" for row in rows)
    path = tmp_path_factory.mktemp("package") / "district.zip"
    return write_zip(path, {**files, "results": results})


class TestOneRosterCsv(ConnectorContract):
    @pytest.fixture
    def connector(self) -> Connector:
        return CONNECTOR

    @pytest.fixture
    def given(self, package: Path) -> Mapping[str, str]:
        return {"path": str(package)}
