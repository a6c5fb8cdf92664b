"""Pages that shift, repeat and lie: what each fault does to one small collection."""

from collections import Counter
from itertools import pairwise

import pytest

from tests.unit.sandbox.faulty import NAMES, Seen, Server, names


def test_a_record_that_comes_to_the_front_is_missed_and_another_comes_twice() -> None:
    server = Server("shifting")
    pages = server.reading()
    assert pages[0].names == NAMES[1:6]
    assert pages[0].total == 22
    assert pages[1].names == NAMES[5:10]
    assert pages[1].total == 23
    assert sorted(set(NAMES) - set(names(pages))) == ["r00"]
    assert Counter(names(pages))["r05"] == 2
    assert names(server.reading()) == NAMES


def test_a_record_that_leaves_the_front_hides_another_one() -> None:
    server = Server("shrinking")
    pages = server.reading()
    assert pages[0].names == NAMES[:5]
    assert [page.total for page in pages] == [23, 22, 22, 22, 22]
    assert sorted(set(NAMES) - set(names(pages))) == ["r05"]
    assert names(server.reading()) == NAMES


def test_the_page_before_comes_again() -> None:
    server = Server("repeated")
    pages = server.reading()
    assert pages[0].names == pages[1].names == NAMES[:5]
    assert pages[2].names == NAMES[5:10]
    assert names(server.reading()) == NAMES


def test_clamped_pages_link_in_steps_of_what_was_asked_for() -> None:
    server = Server("clamped=3")
    pages = server.reading()
    assert [len(page.names) for page in pages] == [3, 3, 3, 3, 3]
    assert [page.next for page in pages] == [5, 10, 15, 20, None]
    assert pages[0].total == 23
    # Whoever goes on by what arrived misses nothing.
    assert [name for at in range(0, 23, 3) for name in server.page(at).names] == NAMES


def test_filters_are_dropped_and_everything_else_of_the_query_stays() -> None:
    server = Server("no-filters")
    server.page(0, more="&filter=status%3D'active'&sort=sourcedId")
    assert server.reached[0].query == "limit=5&offset=0&sort=sourcedId"
    assert server.hits() == 1


@pytest.mark.parametrize("seed", range(12))
def test_totals_are_wrong_on_every_page_of_two_readings(seed: int) -> None:
    server = Server("wrong-totals", seed)
    for _ in range(2):
        pages = server.reading()
        assert names(pages) == NAMES
        assert all(page.total in (5, 3, 30, 11, 0) for page in pages)
    assert {page.total for page in server.reading()} == {23}


def test_all_kinds_of_wrong_totals_occur() -> None:
    found = {Server("wrong-totals", seed).page(0).total for seed in range(30)}
    assert found == {5, 30, 11, 0}


def test_totals_and_links_are_left_out() -> None:
    page = Server("no-totals").page(0)
    assert (page.total, page.linked) == (None, True)
    page = Server("no-links").page(0)
    assert (page.total, page.linked) == (23, False)


@pytest.mark.parametrize("limit", [1, 4, 5, 22, 23, 24, 50])
@pytest.mark.parametrize("seed", range(8))
def test_one_record_comes_twice_and_no_other_is_touched(seed: int, limit: int) -> None:
    server = Server("doubled", seed)
    pages = server.reading(limit)
    assert {page.total for page in pages} == {24}
    assert all(len(page.names) == limit for page in pages[:-1])
    counted = Counter(names(pages))
    assert sorted(counted) == NAMES
    assert sorted(counted.values()) == [1] * 22 + [2]
    assert names(pages) == sorted(names(pages))
    assert names(server.reading(limit)) == NAMES


def test_the_doubled_record_often_lies_on_two_pages() -> None:
    def split(pages: list[Seen]) -> bool:
        return any(a.names[-1] == b.names[0] for a, b in pairwise(pages))

    across = [split(Server("doubled", seed).reading()) for seed in range(40)]
    assert 10 < sum(across) < 40


def test_keys_change_their_order_from_the_second_reading_on_and_values_never() -> None:
    server = Server("key-order")
    first, second, third = (server.reading(50)[0].rows for _ in range(3))
    assert first == second == third
    assert {tuple(row) for row in first} == {("sourcedId", "a", "b")}
    orders = [[tuple(row) for row in rows] for rows in (second, third)]
    assert len(set(orders[0])) > 3
    assert orders[0] != orders[1]


def test_collections_are_told_apart_by_path_and_filter() -> None:
    server = Server("shifting")
    assert server.page(0).total == 22
    assert server.page(0, more="&filter=x").total == 22
    assert server.page(0).total == 23
    assert server.page(0, more="&filter=x").total == 23
