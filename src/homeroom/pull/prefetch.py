"""Fetch the next page while the present one is being kept."""

import queue
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from typing import TypeVar

from django.db import connections

Item = TypeVar("Item")
_END = object()


@contextmanager
def fetcher() -> Iterator[Executor]:
    """Have one thread that fetches, with one connection to the database, list after list."""
    with ThreadPoolExecutor(1, "prefetch") as thread:
        try:
            yield thread
        finally:
            thread.submit(connections.close_all).result()


def prefetched(
    items: Iterator[Item], lane: Callable[[], AbstractContextManager[object]], fetcher: Executor
) -> Iterator[Item]:
    """Yield items that a thread fetches one ahead, each while it holds a lane.

    An error of the source comes out here, after the items before it. Whoever stops early waits for
    the thread to stop, too.
    """
    ready: queue.Queue[object] = queue.Queue(maxsize=1)
    stopped = threading.Event()

    def fetch() -> None:
        try:
            while not stopped.is_set():
                with lane():
                    item = next(items, _END)
                _hand_over(ready, item, stopped)
                if item is _END:
                    return
        except BaseException as problem:
            _hand_over(ready, _Failed(problem), stopped)

    fetching = fetcher.submit(fetch)
    try:
        while (item := ready.get()) is not _END:
            if isinstance(item, _Failed):
                raise item.problem
            yield item  # type: ignore[misc]
    finally:
        stopped.set()
        fetching.result()


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
