"""The scripted school year can be met: a careful clerk brings about what is written down."""

import pytest
from tests.integration.sandbox.clerk import Clerk
from tests.integration.sandbox.client import running


@pytest.mark.parametrize("api", ["1.1", "1.2"])
def test_careful_clerk_meets_every_expected_view(api: str) -> None:
    with running("--script", "school-year") as (_, client):
        clerk = Clerk(client, api)
        steps = client.control("school-year")["steps"]
        for step in steps:
            done = client.control("school-year/next", {})
            clerk.sync()
            expected = client.control(f"school-year/expected?api={api}")["items"]
            actual = client.control(f"school-year/actual?api={api}")["items"]
            assert actual == expected, (done["number"], step["name"])
        before = clerk.writes
        clerk.sync()
        assert clerk.writes == before
