"""Work side by side: in order, on threads of its own, and over when nobody asks any more."""

import threading
from collections.abc import Iterator

import pytest

from homeroom.runs.threads import connected_thread, side_by_side


def name_of(_: int) -> str:
    return threading.current_thread().name


@pytest.mark.parametrize("many", range(6))
def test_what_is_made_comes_in_the_order_of_the_pieces(many: int) -> None:
    made = side_by_side(lambda piece: piece * 10, range(many))
    assert list(made) == [0, 10, 20, 30, 40, 50][:many]


def test_a_single_piece_needs_no_other_thread() -> None:
    here = threading.current_thread().name
    assert list(side_by_side(name_of, [1])) == [here]


def test_two_threads_take_turns() -> None:
    names = list(side_by_side(name_of, range(4)))
    assert names[0] == names[2] != names[1] == names[3]
    assert threading.current_thread().name not in names


def test_the_next_piece_is_at_work_while_one_is_waited_for() -> None:
    second_began = threading.Event()

    def work(piece: int) -> bool:
        if piece == 0:
            # Nobody would set this if pieces came one after the other.
            return second_began.wait(60)
        second_began.set()
        return True

    assert list(side_by_side(work, range(2))) == [True, True]


def test_no_more_pieces_are_asked_for_than_are_at_work() -> None:
    asked: list[int] = []

    def pieces() -> Iterator[int]:
        for one in range(100):
            asked.append(one)
            yield one

    made = side_by_side(lambda piece: piece, pieces())
    assert next(made) == 0
    assert len(asked) == 2


def test_an_error_comes_where_its_piece_stands() -> None:
    made = side_by_side(lambda piece: 6 // piece, [3, 2, 0, 1])
    assert [next(made), next(made)] == [2, 3]
    with pytest.raises(ZeroDivisionError):
        next(made)


def test_who_stops_asking_leaves_no_thread_behind() -> None:
    before = threading.active_count()
    made = side_by_side(lambda piece: piece, range(10))
    next(made)
    assert threading.active_count() > before
    made.close()  # type: ignore[attr-defined]
    assert threading.active_count() == before


def test_a_connected_thread_does_all_its_work_in_one_thread() -> None:
    with connected_thread("scribe") as thread:
        names = {thread.submit(name_of, one).result() for one in range(3)}
    assert len(names) == 1
    assert names.pop().startswith("scribe")
