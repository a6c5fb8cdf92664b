"""Places in the list of requests: written into an address, and read from it again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.console.views.vendor_requests import before_of, place_of
from homeroom.store.vendors.requests import Asked

FIRST = datetime(1970, 1, 1, tzinfo=UTC)
MOMENTS = st.integers(0, 250 * 10**15).map(lambda micros: FIRST + timedelta(microseconds=micros))


@given(MOMENTS, st.integers(1, 10**12))
def test_a_place_is_read_as_it_was_written(at: datetime, id_: int) -> None:
    asked = Asked(
        at=at, client_id="", method="GET", path="/", rows=None, status=200, milliseconds=1, id=id_
    )
    assert before_of(place_of(asked)) == (at, id_)


@pytest.mark.parametrize("text", ["", "-", "1", "x-1", "1-x", "9" * 18 + "-1", "-1-1"])
def test_what_is_no_place_begins_at_the_top(text: str) -> None:
    assert before_of(text) is None
