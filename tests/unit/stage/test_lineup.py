"""Two readings of a list are lined up: what differs comes out, whatever moved, and what is gone."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from homeroom.stage import lineup
from homeroom.stage.heads import Heads
from homeroom.stage.lineup import LineUp

Pairs = Sequence[tuple[str, int]]


def paged(pairs: Pairs, size: int) -> list[Heads]:
    some = [pairs[start : start + size] for start in range(0, len(pairs), size)]
    return [Heads([id_ for id_, _ in page], [digest for _, digest in page]) for page in some]


def compared(
    old: Pairs, new: Pairs, *, size: int = 3, touched: frozenset[str] = frozenset()
) -> tuple[list[tuple[str, int]], set[str]]:
    """Return what differs as (id, hash), and what is gone."""
    line_up = LineUp(touched)
    rows = line_up.differing(paged(old, size), enumerate(paged(new, size)))
    return [(row.source_id, row.hash) for row in rows], line_up.gone


def numbered(count: int) -> list[tuple[str, int]]:
    return [(f"r{number}", number) for number in range(count)]


def test_equal_readings_differ_in_nothing() -> None:
    assert compared(numbered(10), numbered(10)) == ([], set())


@pytest.mark.parametrize("place", [0, 1, 5, 10])
def test_one_record_more_is_the_only_difference(place: int) -> None:
    new = numbered(10)
    new.insert(place, ("fresh", 99))
    assert compared(numbered(10), new) == ([("fresh", 99)], set())


@pytest.mark.parametrize("place", [0, 1, 5, 9])
def test_one_record_less_is_the_only_one_gone(place: int) -> None:
    new = numbered(10)
    gone = new.pop(place)
    assert compared(numbered(10), new) == ([], {gone[0]})


def test_a_changed_record_comes_out_as_it_is_now() -> None:
    assert compared([("a", 1), ("b", 2)], [("a", 1), ("b", 3)]) == ([("b", 3)], set())


def test_what_something_between_the_readings_touched_always_differs() -> None:
    assert compared(numbered(4), numbered(4), touched=frozenset({"r2"})) == ([("r2", 2)], set())


@pytest.mark.parametrize(("old", "new"), [(5, 0), (0, 5), (0, 0)], ids=["emptied", "first", "none"])
def test_an_empty_reading(old: int, new: int) -> None:
    rows, gone = compared(numbered(old), numbered(new))
    assert (len(rows), len(gone)) == (new, old)


def test_a_row_says_on_which_page_and_at_which_place_it_stands() -> None:
    rows = list(LineUp(set()).differing([], [(7, Heads(["a", "b"], [1, 2]))]))
    assert [(row.source_id, row.page_id, row.place) for row in rows] == [("a", 7, 0), ("b", 7, 1)]


readings = st.lists(
    st.tuples(st.integers(0, 30).map(str), st.integers(0, 2)), unique_by=lambda pair: pair[0]
)


@given(old=readings, new=readings, sizes=st.tuples(st.integers(1, 7), st.integers(1, 7)))
def test_whatever_moved_the_difference_is_that_of_the_sets(
    old: Pairs, new: Pairs, sizes: tuple[int, int]
) -> None:
    line_up = LineUp(set())
    rows = line_up.differing(paged(old, sizes[0]), enumerate(paged(new, sizes[1])))
    found = sorted((row.source_id, row.hash) for row in rows)
    assert found == sorted(set(new) - set(old))
    assert line_up.gone == dict(old).keys() - dict(new).keys()


@given(old=readings, new=readings)
def test_with_little_memory_nothing_is_passed_over(old: Pairs, new: Pairs) -> None:
    held, lineup.MOST_HELD = lineup.MOST_HELD, 2
    try:
        rows, gone = compared(old, new)
    finally:
        lineup.MOST_HELD = held
    assert set(rows) >= set(new) - set(old)  # the database sorts out what is equal after all
    assert gone >= dict(old).keys() - dict(new).keys()  # and whoever shows up after all
    assert set(rows) <= set(new)


def test_of_an_id_that_a_page_shows_twice_the_last_row_comes_out_last() -> None:
    rows, _ = compared([("a", 1), ("a", 2)], [("a", 3), ("a", 2)])
    assert dict(rows) == {"a": 2}


@given(
    old=readings,
    hashes=st.lists(st.integers(0, 2), min_size=31, max_size=31),
    touched=st.frozensets(st.integers(0, 30).map(str), max_size=2),
    size=st.integers(1, 7),
)
def test_where_nothing_moved_what_changed_or_was_touched_differs(
    old: Pairs, hashes: list[int], touched: frozenset[str], size: int
) -> None:
    new = [(id_, digest) for (id_, _), digest in zip(old, hashes, strict=False)]
    found, gone = compared(old, new, size=size, touched=touched)
    assert sorted(found) == sorted(
        (id_, now) for (id_, was), (_, now) in zip(old, new, strict=True)
        if was != now or id_ in touched
    )  # fmt: skip
    assert gone == set()
