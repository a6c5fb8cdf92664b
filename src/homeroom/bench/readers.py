"""Readers of the API: each follows `next` on a connection of its own, and does nothing else."""

import re
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlsplit

from homeroom.errors import NeedsDeveloper

_NEXT = re.compile(r'<([^>]+)>; rel="next"')
# So many pages are read before the time is taken.
_WARM = 8


class Reader:
    """Reads page after page, from one of which it learns where the next one is."""

    def __init__(self, address: str, token: str, path: str) -> None:
        self._connection = HTTPConnection(urlsplit(address).netloc, timeout=60)
        self._headers = {"Authorization": f"Bearer {token}"}
        self._first = self._path = path
        self.body = b""

    def read(self, pages: int) -> None:
        """Read so many pages; after the last one of the list the first one comes again."""
        for _ in range(pages):
            self._connection.request("GET", self._path, headers=self._headers)
            answer = self._connection.getresponse()
            self.body = answer.read()
            if answer.status != 200:
                raise NeedsDeveloper(f"{self._path} answered {answer.status}.")
            found = _NEXT.search(answer.headers.get("Link", ""))
            parts = urlsplit(found[1]) if found else None
            self._path = f"{parts.path}?{parts.query}" if parts else self._first


def pages_per_s(readers: Sequence[Reader], pages: int) -> float:
    """Return how many pages a second several readers get, each of whom reads so many."""
    together = threading.Barrier(len(readers) + 1)

    def go(reader: Reader) -> None:
        reader.read(_WARM)
        together.wait()
        reader.read(pages)

    with ThreadPoolExecutor(len(readers)) as crowd:
        done = [crowd.submit(go, one) for one in readers]
        together.wait()
        began = time.perf_counter()
        for one in done:
            one.result()
        taken = time.perf_counter() - began
    return pages * len(readers) / taken
