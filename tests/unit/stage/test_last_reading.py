"""Rows that stood in the last reading are known again; one equal hash alone proves nothing."""

from collections.abc import Sequence
from typing import Any, cast

import pytest

from homeroom.stage.heads import Heads, pack_heads
from homeroom.stage.last_reading import PAGES_AT_ONCE, LastReading, again
from homeroom.store.earlier import KeptPage
from homeroom.store.scope import Scope

NOWHERE = cast(Scope, None)


def named(numbers: Sequence[int]) -> list[str | None]:
    return [f"r{number}" for number in numbers]


class Spool:
    """Pages of equal length with the rows 0, 1, 2 ..., whose hashes are their numbers."""

    def __init__(self, rows: int, size: int, unclean: Sequence[int] = ()) -> None:
        starts = range(0, rows, size)
        self.rows = {at: range(at * size, min((at + 1) * size, rows)) for at in range(len(starts))}
        self.asked: list[list[int]] = []
        kept = [
            KeptPage(at, at, b"", len(rows), clean=at not in unclean)
            for at, rows in self.rows.items()
        ]
        self.reading = LastReading(kept, self.heads)

    def heads(self, scope: Scope, page_ids: Sequence[int]) -> dict[int, bytes]:
        self.asked.append(list(page_ids))
        return {
            id_: pack_heads(Heads([f"r{n}" for n in self.rows[id_]], list(self.rows[id_])))
            for id_ in page_ids
        }

    def ids(self, start: int, hashes: Sequence[int]) -> list[str | None]:
        return self.reading.ids(NOWHERE, start, hashes)


def test_rows_at_their_old_places_are_known() -> None:
    spool = Spool(30, 10)
    assert spool.ids(0, range(10)) == named(range(10))
    assert spool.ids(10, range(10, 20)) == named(range(10, 20))


def test_a_changed_row_among_them_is_not() -> None:
    hashes = [*range(4), -4, *range(5, 10)]
    assert Spool(30, 10).ids(0, hashes) == [*named(range(4)), None, *named(range(5, 10))]


def test_one_equal_hash_alone_is_no_proof() -> None:
    assert again([1, 2, 3, 4], [1, -2, 3, -4]) == [None] * 4
    assert again([1, 2, 3, 4], [1, 2, -3, 4]) == [0, 1, None, None]
    assert again([1, 2, 3], [3, 1]) == [None, None]


@pytest.mark.parametrize("now", [[], [5], [5, 6]])
def test_where_nothing_was_nothing_is_known(now: list[int]) -> None:
    assert again([], now) == [None] * len(now)
    assert LastReading(()).ids(NOWHERE, 0, now) == [None] * len(now)


@pytest.mark.parametrize("more", [1, 3, 25])
def test_rows_that_were_put_in_front_shift_all_others_and_leave_them_known(more: int) -> None:
    spool = Spool(200, 10)
    moved = [*range(-more, 0), *range(200)]
    found = [id_ for at in range(0, 200, 10) for id_ in spool.ids(at, moved[at : at + 10])]
    known = [id_ for id_ in found if id_ is not None]
    assert known == named([int(id_[1:]) for id_ in known])
    assert all(id_ in (None, f"r{moved[at]}") for at, id_ in enumerate(found))
    # Where a shift is longer than a page, the places before are out of sight.
    assert len(known) >= (200 - more - 1 if more < 10 else 0)


@pytest.mark.parametrize("less", [1, 4])
def test_rows_that_went_away_in_front_leave_the_others_known(less: int) -> None:
    spool = Spool(100, 10)
    moved = range(less, 100)
    found = [id_ for at in range(0, 90, 10) for id_ in spool.ids(at, moved[at : at + 10])]
    assert [id_ for id_ in found if id_] == [f"r{n}" for n in moved[:90] if n not in hidden(less)]


def hidden(less: int) -> set[int]:
    """Return what the first page shows of the second one, before the shift has been seen."""
    return set(range(10, 10 + less))


def test_a_page_with_a_secret_takes_no_part_and_the_places_behind_it_still_fit() -> None:
    spool = Spool(30, 10, unclean=[1])
    assert spool.ids(5, range(5, 15)) == [*named(range(5, 10)), *[None] * 5]
    assert spool.ids(15, range(15, 25)) == [*[None] * 5, *named(range(20, 25))]
    assert all(1 not in asked for asked in spool.asked)


def test_behind_the_end_of_the_last_reading_nothing_is_known() -> None:
    assert Spool(20, 10).ids(40, [1, 2, 3]) == [None] * 3


def test_pages_are_fetched_some_at_a_time() -> None:
    spool = Spool(10 * 2 * PAGES_AT_ONCE, 10)
    for start in range(0, 20 * PAGES_AT_ONCE, 10):
        assert spool.ids(start, range(start, start + 10)) == named(range(start, start + 10))
    assert [len(asked) for asked in spool.asked] == [PAGES_AT_ONCE] * 2


def test_pages_of_another_length_find_the_same_rows() -> None:
    spool = Spool(40, 10)
    found: list[Any] = [spool.ids(at, range(at, at + 8)) for at in range(0, 40, 8)]
    assert [id_ for page in found for id_ in page] == named(range(40))


def test_on_a_page_that_kept_its_place_only_the_other_rows_are_read_again() -> None:
    hashes = [0, 2, 1, 3, 4, -5, 6, 7, 8, 9]
    ids = Spool(30, 10).ids(0, hashes)
    assert ids == ["r0", None, None, "r3", "r4", None, *named(range(6, 10))]


def test_a_page_of_mostly_other_rows_is_searched_for_pairs() -> None:
    hashes = [0, -1, -2, 3, 4, -5, -6, -7, -8, 9]
    ids = Spool(30, 10).ids(0, hashes)
    assert ids == [None, None, None, "r3", "r4", None, None, None, None, None]


def test_after_a_page_in_its_place_a_shift_is_still_followed() -> None:
    spool = Spool(40, 10)
    assert spool.ids(0, range(10)) == named(range(10))
    assert spool.ids(10, [-1, *range(10, 19)]) == [None, *named(range(10, 19))]
    assert spool.ids(20, range(19, 29)) == named(range(19, 29))
