"""Any row of a page comes back from the spool as it was kept, without the others."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.stage.kept_rows import KeptRows, pack_rows


@given(st.lists(st.binary(max_size=300), max_size=40))
def test_rows_come_back_byte_by_byte_in_their_places(rows: list[bytes]) -> None:
    kept = KeptRows(pack_rows(rows))
    assert len(kept) == len(rows)
    assert [bytes(row) for row in kept] == rows
    assert [bytes(kept[place]) for place in range(len(rows))] == rows


def test_a_page_without_rows_is_kept_too() -> None:
    assert len(KeptRows(pack_rows([]))) == 0


def test_a_place_behind_the_last_row_is_none_of_the_page() -> None:
    with pytest.raises(IndexError):
        KeptRows(pack_rows([b"{}"]))[1]


def test_a_row_may_be_longer_than_what_two_bytes_can_count() -> None:
    long = b'"' + b"x" * 70_000 + b'"'
    assert bytes(KeptRows(pack_rows([b"1", long, b"2"]))[1]) == long


def test_rows_of_a_page_take_less_room_than_they_came_in() -> None:
    rows = [msgspec.json.encode({"sourcedId": f"r{number}"}) for number in range(500)]
    assert len(pack_rows(rows)) < sum(map(len, rows)) / 4
