"""Shelves: pages cut from counted rows, with written rows merged in by id."""

from bisect import bisect_left

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from homeroom.sandbox.campus.shelf import ListShelf, MergedShelf, NoRows, Shelf, all_rows
from homeroom.sandbox.districts.section_shelf import SectionShelf


class _Row(Struct, frozen=True):
    id: str
    made: str = "under"


class _Sorted:
    """A ranked shelf over a list, for comparison."""

    def __init__(self, ids: list[str]) -> None:
        self.ids = sorted(ids)

    def __len__(self) -> int:
        return len(self.ids)

    def cut(self, start: int, stop: int) -> list[_Row]:
        return [_Row(name) for name in self.ids[start:stop]]

    def rank(self, row_id: str) -> int:
        return bisect_left(self.ids, row_id)


def _merged(under: set[str], over: set[str], deleted: set[str]) -> MergedShelf:
    """Written rows are `over`; of those, `deleted` are tombstones that are not shown."""
    rows = [_Row(name, "over") for name in sorted(over - deleted)]
    return MergedShelf(_Sorted(list(under)), rows, sorted(under & over))


_ids = st.sets(st.text("abc", min_size=1, max_size=4), max_size=25)


@given(_ids, _ids, _ids, st.integers(0, 30), st.integers(0, 30))
def test_page_of_merged_rows_is_that_of_the_whole_list(
    under: set[str], over: set[str], gone: set[str], start: int, size: int
) -> None:
    deleted = over & gone
    expected = [
        _Row(name, "over" if name in over else "under") for name in sorted((under | over) - deleted)
    ]
    shelf = _merged(under, over, deleted)
    assert len(shelf) == len(expected)
    assert shelf.cut(start, start + size) == expected[start : start + size]


@given(_ids, _ids, st.integers(1, 7))
def test_pages_of_any_size_together_are_the_whole(
    under: set[str], over: set[str], size: int
) -> None:
    shelf = _merged(under, over, set())
    whole = shelf.cut(0, len(shelf))
    pages = [row for start in range(0, len(shelf), size) for row in shelf.cut(start, start + size)]
    assert pages == whole
    assert list(all_rows(shelf, size)) == whole


def test_written_row_hides_the_generated_one_of_its_id() -> None:
    shelf = _merged({"a", "b", "c"}, {"b"}, set())
    assert [row.made for row in shelf.cut(0, 9)] == ["under", "over", "under"]


def test_tombstone_hides_the_generated_row_altogether() -> None:
    shelf = _merged({"a", "b", "c"}, {"b"}, {"b"})
    assert [row.id for row in shelf.cut(0, 9)] == ["a", "c"]
    assert len(shelf) == 2


@pytest.mark.parametrize(("start", "stop"), [(0, 0), (3, 3), (3, 99), (99, 100), (2, 1)])
def test_empty_cuts_are_empty(start: int, stop: int) -> None:
    assert _merged({"a", "b"}, {"c"}, set()).cut(start, stop) == []


def test_shelf_of_nothing_has_nothing() -> None:
    shelf = NoRows()
    assert len(shelf) == 0
    assert shelf.cut(0, 10) == []
    assert shelf.rank("a") == 0
    merged = MergedShelf(shelf, [_Row("a")], [])
    assert [row.id for row in merged.cut(0, 10)] == ["a"]


def test_list_shelf_keeps_the_order_it_was_given() -> None:
    shelf = ListShelf(["c", "a", "b"])
    assert len(shelf) == 3
    assert shelf.cut(1, 9) == ["a", "b"]


def test_what_can_be_cut_is_a_shelf_and_a_list_is_none() -> None:
    assert isinstance(ListShelf([]), Shelf)
    assert isinstance(NoRows(), Shelf)
    assert not isinstance([], Shelf)
    assert not isinstance(iter(()), Shelf)


# --- shelves by section ------------------------------------------------------------------------

_BASE = 1_000_001


def _sections(counts: list[int]) -> tuple[SectionShelf, list[_Row], list[int]]:
    rows = {
        _BASE + place: [_Row(f"{_BASE + place}{n:03d}") for n in range(count)]
        for place, count in enumerate(counts)
    }
    made: list[int] = []

    def rows_of(number: int) -> list[_Row]:
        made.append(number)
        return rows[number]

    shelf = SectionShelf(list(rows), lambda number: len(rows[number]), rows_of)
    return shelf, [row for found in rows.values() for row in found], made


@given(st.lists(st.integers(0, 5), max_size=8), st.integers(0, 40), st.integers(0, 40))
def test_section_shelf_cuts_across_sections(counts: list[int], start: int, size: int) -> None:
    shelf, whole, _ = _sections(counts)
    assert len(shelf) == len(whole)
    assert shelf.cut(start, start + size) == whole[start : start + size]


@given(st.lists(st.integers(0, 5), max_size=8))
def test_rank_of_a_row_is_its_position(counts: list[int]) -> None:
    shelf, whole, _ = _sections(counts)
    for position, row in enumerate(whole):
        assert shelf.rank(row.id) == position


def test_rank_of_an_id_between_two_rows_counts_those_before() -> None:
    shelf, _, _ = _sections([3, 0, 2])
    assert shelf.rank("1000001001x") == 2
    assert shelf.rank("0") == 0
    assert shelf.rank("1000002500") == 3
    assert shelf.rank("zzz") == 5
    assert shelf.rank("1000003") == 3
    assert shelf.rank("1000003999") == 5


def test_only_the_sections_of_a_page_are_made() -> None:
    shelf, _, made = _sections([10] * 50)
    shelf.cut(205, 215)
    assert made == [_BASE + 20, _BASE + 21]
    made.clear()
    shelf.rank("5b0a4a0e-53a2-4d5c-8f0e-0d1c2b3a4f5e")
    assert made == []
