"""Items are fetched ahead, handed over as they are there, and errors come after them."""

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from homeroom.pull.prefetch import AHEAD, prefetched


class Lane:
    """Counts who holds it."""

    def __init__(self) -> None:
        self.held = 0
        self.most = 0

    @contextmanager
    def one(self) -> Iterator[None]:
        self.held += 1
        self.most = max(self.most, self.held)
        yield
        self.held -= 1


@pytest.fixture
def thread() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as made:
        yield made


def test_every_item_comes_once_and_in_order(thread: ThreadPoolExecutor) -> None:
    lane = Lane()
    some = list(prefetched(iter(range(100)), lane.one, thread))
    assert [item for group in some for item in group] == list(range(100))
    assert all(1 <= len(group) <= AHEAD + 1 for group in some)
    assert (lane.held, lane.most) == (0, 1)


def test_nothing_comes_of_nothing(thread: ThreadPoolExecutor) -> None:
    assert list(prefetched(iter(()), Lane().one, thread)) == []


def test_after_the_last_item_no_lane_is_asked_for(thread: ThreadPoolExecutor) -> None:
    taken: list[int] = []

    @contextmanager
    def lane() -> Iterator[None]:
        taken.append(1)
        yield

    def ends_at_3() -> Iterator[int]:
        yield from (1, 2, 3)
        raise AssertionError("nobody has to ask whether there is more")

    came = [one for some in prefetched(ends_at_3(), lane, thread, lambda n: n == 3) for one in some]
    assert came == [1, 2, 3]
    assert len(taken) == 3
    # Without a sign of the end, somebody has to ask for more to see that nothing comes.
    assert list(prefetched(iter((4,)), lane, thread)) == [[4]]
    assert len(taken) == 5


def test_what_is_there_does_not_wait_for_what_is_not(thread: ThreadPoolExecutor) -> None:
    go_on = threading.Event()

    def slow() -> Iterator[int]:
        yield 1
        assert go_on.wait(10)
        yield 2

    groups = prefetched(slow(), Lane().one, thread)
    assert next(groups) == [1]
    go_on.set()
    assert next(groups) == [2]
    assert list(groups) == []


def test_what_came_while_the_first_was_kept_comes_together(thread: ThreadPoolExecutor) -> None:
    fetched = threading.Event()

    def quick() -> Iterator[int]:
        yield from range(AHEAD + 1)
        fetched.set()
        yield 99

    groups = prefetched(quick(), Lane().one, thread)
    first = next(groups)
    assert fetched.wait(10)
    rest = [item for group in groups for item in group]
    assert first + rest == [*range(AHEAD + 1), 99]


def failing(before: int) -> Iterator[int]:
    """Yield so many items and fail."""
    for number in range(before + 1):
        if number == before:
            raise ConnectionError("gone")
        yield number


@pytest.mark.parametrize("before", [0, 1, 2, AHEAD, AHEAD + 1, 20])
def test_an_error_comes_after_the_items_before_it(thread: ThreadPoolExecutor, before: int) -> None:
    came: list[int] = []

    def take_all() -> None:
        for group in prefetched(failing(before), Lane().one, thread):
            came.extend(group)

    with pytest.raises(ConnectionError, match="gone"):
        take_all()
    assert came == list(range(before))


def test_who_stops_early_stops_the_thread(thread: ThreadPoolExecutor) -> None:
    taken: list[int] = []

    def endless() -> Iterator[int]:
        number = 0
        while True:
            taken.append(number)
            yield number
            number += 1

    groups = prefetched(endless(), Lane().one, thread)
    next(groups)
    groups.close()  # type: ignore[attr-defined]
    many = len(taken)
    assert thread.submit(lambda: "free").result(timeout=10) == "free"
    assert len(taken) == many
