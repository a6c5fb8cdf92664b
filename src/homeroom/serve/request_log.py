"""The log of requests: noted in memory, written together every second, so that no request waits.

What a process that is killed with -9 had not written yet is lost: at most a second of the log, and
never anything of a record.
"""

import atexit
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from threading import Event, Lock, Thread

import psycopg
import structlog
from django.db import DatabaseError, connections

from homeroom.store.scope import district_scope
from homeroom.store.vendors import clients, requests
from homeroom.store.vendors.requests import Asked

log = structlog.get_logger()

# Beyond this the oldest are dropped: the database has been away for long.
_MOST = 50_000
_EVERY = 1.0  # seconds
_AT_ONCE = 5_000
Noted = tuple[int, Asked]  # the district, and the request


class RequestLog:
    """Takes note of requests, and writes them from a thread of its own."""

    def __init__(self) -> None:
        self._noted: deque[Noted] = deque(maxlen=_MOST)
        self._writing = Lock()
        self._end = Event()
        self._thread: Thread | None = None

    def note(self, district_id: int, asked: Asked) -> None:
        """Note a request; the first one of a process starts the thread."""
        self._noted.append((district_id, asked))
        if self._thread is None:
            with self._writing:
                if self._thread is None:
                    self._thread = Thread(target=self._write_on, name="request log", daemon=True)
                    self._thread.start()
                    atexit.register(self.close)

    def flush(self) -> int:
        """Write what was noted; return how many requests. What cannot be written stays noted."""
        written = 0
        with self._writing:
            while self._noted:
                batch = [self._noted.popleft() for _ in range(min(_AT_ONCE, len(self._noted)))]
                waiting = _by_district(batch)
                try:
                    while waiting:
                        district_id = next(iter(waiting))
                        written += _write(district_id, waiting[district_id])
                        del waiting[district_id]
                finally:
                    # Districts that were written already are not written again.
                    self._noted.extendleft(
                        (id_, one) for id_, rest in waiting.items() for one in reversed(rest)
                    )
        return written

    def close(self) -> None:
        """Write what is left, at the end of the process."""
        self._end.set()
        if self._thread is not None:
            self._thread.join(timeout=5)

    def _write_on(self) -> None:
        while not self._end.wait(_EVERY):
            self._try_to_write()
        self._try_to_write()

    def _try_to_write(self) -> None:
        if not self._noted:
            return
        try:
            self.flush()
        except (psycopg.Error, DatabaseError) as problem:
            log.warning(
                "the log of requests waits for the database", problem=type(problem).__name__
            )
        finally:
            # A connection that lies idle may break until the next request.
            connections.close_all()


def _by_district(noted: Iterable[Noted]) -> dict[int, list[Asked]]:
    found: dict[int, list[Asked]] = defaultdict(list)
    for district_id, asked in noted:
        found[district_id].append(asked)
    return found


def _write(district_id: int, asked: Sequence[Asked]) -> int:
    try:
        with district_scope(district_id, repeatable=True) as scope:
            requests.keep(scope, asked)
            clients.note_use({one.client_id: one.at for one in asked})
    except psycopg.IntegrityError:
        log.warning("requests of a district that is gone are not kept", district=district_id)
        return 0
    return len(asked)


LOG = RequestLog()
