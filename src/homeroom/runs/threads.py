"""Threads that work with the database beside the one that asks for it."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager
from itertools import chain, cycle, islice
from typing import TypeVar

from django.db import connections

Piece = TypeVar("Piece")
Made = TypeVar("Made")


@contextmanager
def connected_thread(name: str) -> Iterator[Executor]:
    """Have one thread, with one connection to the database."""
    with ThreadPoolExecutor(1, name) as thread:
        try:
            yield thread
        finally:
            thread.submit(connections.close_all).result()


def side_by_side(work: Callable[[Piece], Made], pieces: Iterable[Piece]) -> Iterator[Made]:
    """Yield what becomes of each piece, in their order.

    While the work on one waits for the database, that on the next one goes on. A single piece is
    worked on by the thread that asks.
    """
    rest = iter(pieces)
    first = list(islice(rest, 2))
    if len(first) < 2:
        yield from map(work, first)
        return
    with connected_thread("one side") as one, connected_thread("other side") as other:
        flying = deque[Future[Made]]()
        for thread, piece in zip(cycle((one, other)), chain(first, rest), strict=False):
            flying.append(thread.submit(work, piece))
            if len(flying) > 1:
                yield flying.popleft().result()
        while flying:
            yield flying.popleft().result()
