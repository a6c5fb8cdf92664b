"""Fetch the next pages while the present ones are being kept."""

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from typing import TypeVar

from django.db import connections

Item = TypeVar("Item")
_END = object()
# So many items are there beside those at hand; each may be a page of some megabytes.
AHEAD = 3


@contextmanager
def fetcher() -> Iterator[Executor]:
    """Have one thread that fetches, with one connection to the database, list after list."""
    with ThreadPoolExecutor(1, "prefetch") as thread:
        try:
            yield thread
        finally:
            thread.submit(connections.close_all).result()


def never(_: object) -> bool:
    """Say of no item that it is the last one."""
    return False


def prefetched(
    items: Iterator[Item],
    lane: Callable[[], AbstractContextManager[object]],
    fetcher: Executor,
    is_last: Callable[[Item], bool] = never,
) -> Iterator[list[Item]]:
    """Yield items that a thread fetches ahead, each while it holds a lane: all that are there.

    An error of the source comes out here, after the items before it. Whoever stops early waits for
    the thread to stop, too. After an item that is known to be the last one no lane is waited for.
    """
    ready: queue.Queue[object] = queue.Queue(maxsize=AHEAD)
    stopped = threading.Event()

    def fetch() -> None:
        try:
            while not stopped.is_set():
                with lane():
                    item = next(items, _END)
                _hand_over(ready, item, stopped)
                if item is _END:
                    return
                if is_last(item):  # type: ignore[arg-type]
                    _hand_over(ready, _END, stopped)
                    return
        except BaseException as problem:
            _hand_over(ready, _Failed(problem), stopped)

    fetching = fetcher.submit(fetch)
    try:
        going_on = True
        while going_on:
            came = _all_there(ready)
            last = came[-1]
            going_on = last is not _END and not isinstance(last, _Failed)
            some = came if going_on else came[:-1]
            if some:
                yield some  # type: ignore[misc]
            if isinstance(last, _Failed):
                raise last.problem
    finally:
        stopped.set()
        fetching.result()


def _all_there(ready: "queue.Queue[object]") -> list[object]:
    """Wait for an item, and take what follows it, as far as it is there and up to an end."""
    came = [ready.get()]
    while len(came) <= AHEAD and came[-1] is not _END and not isinstance(came[-1], _Failed):
        try:
            came.append(ready.get_nowait())
        except queue.Empty:
            break
    return came


class _Failed:
    def __init__(self, problem: BaseException) -> None:
        self.problem = problem


def _hand_over(ready: "queue.Queue[object]", item: object, stopped: threading.Event) -> None:
    while not stopped.is_set():
        try:
            ready.put(item, timeout=0.2)
        except queue.Full:
            continue
        return
