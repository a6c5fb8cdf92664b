"""Grades out, all day: woken by the database when something is put into an outbox."""

import threading
import time

import psycopg
import structlog
from django.db import DatabaseError, connection, connections

from homeroom.errors import HomeroomError
from homeroom.push.stop import Stop
from homeroom.runs.conductor import DATABASE_AWAY
from homeroom.runs.deliver.delivering import deliver
from homeroom.runs.deliver.ports import delivers_now
from homeroom.runs.deliver.readiness import NotReady
from homeroom.store import apps, claims, deliveries, districts, workers
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.scope import district_scope

log = structlog.get_logger()

SWEEP_SECONDS = 5.0
# A target that needs somebody is not asked again before.
PAUSE_SECONDS = 120.0


Key = tuple[int, int]  # a district and one of its targets


class Work:
    """A thread that delivers to a target as it was set when it began; `again`: as it is set now.

    What is put into the outbox while it ends would otherwise wait for the next look.
    """

    def __init__(self, target: App, whole: threading.Event) -> None:
        self.target = target
        self.again: App | None = None
        self.stop = Stop(whole)
        self.thread: threading.Thread | None = None


class LaneLoop:
    """Delivers to every target of every district until it is stopped; one thread a target."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self._busy: dict[Key, Work] = {}
        self._paused: dict[Key, float] = {}
        self._lock = threading.Lock()

    def run(self) -> None:
        """Deliver whenever the database says so, and look by itself every few seconds."""
        try:
            while not self.stop.is_set():
                try:
                    self._listen()
                except (psycopg.Error, DatabaseError) as problem:
                    log.warning("the database is away", problem=str(problem)[:200])
                    connection.close()
                    self.stop.wait(SWEEP_SECONDS)
        finally:
            with self._lock:
                left = [one.thread for one in self._busy.values() if one.thread is not None]
            for thread in left:
                thread.join()
            connections.close_all()

    def _listen(self) -> None:
        connection.ensure_connection()
        held = connection.connection
        assert isinstance(held, psycopg.Connection)
        held.execute(f"LISTEN {deliveries.CHANNEL}".encode())
        _let_go()
        while not self.stop.is_set():
            self._sweep()
            for _ in held.notifies(timeout=SWEEP_SECONDS, stop_after=1):
                pass

    def _sweep(self) -> None:
        for district in districts.every():
            with district_scope(district.id) as scope:
                due = set(deliveries.due_targets(scope))
                known = apps.every(scope)
            for one in known:
                if not delivers_now(one):
                    self._end((district.id, one.id))
                elif one.id in due:
                    self._start(district, one)

    def _end(self, key: Key) -> None:
        """Let nothing more go to a target that takes nothing any more: apps may write all day."""
        with self._lock:
            work = self._busy.get(key)
            if work is not None:
                work.again = None
                work.stop.set()

    def _start(self, district: District, target: App) -> None:
        """Deliver, or do it once more when that ends; at once where it was set otherwise since."""
        key = (district.id, target.id)
        with self._lock:
            busy = self._busy.get(key)
            if busy is not None:
                busy.again = target
                if target.settings != busy.target.settings:
                    busy.stop.set()
                return
            if self._is_paused(key):
                return
            work = self._busy[key] = Work(target, self.stop)
            work.thread = threading.Thread(
                target=self._work, args=(district, key, work), daemon=True
            )
            work.thread.start()

    def _is_paused(self, key: Key) -> bool:
        return self._paused.get(key, 0.0) > time.monotonic()

    def _work(self, district: District, key: Key, work: Work) -> None:
        try:
            while not self.stop.is_set():
                self._deliver(district, work.target, work.stop)
                with self._lock:
                    if work.again is None or self._is_paused(key):
                        del self._busy[key]
                        return
                    work.target, work.again = work.again, None
                    work.stop.clear()
        finally:
            with self._lock:
                if self._busy.get(key) is work:
                    del self._busy[key]

    def _deliver(self, district: District, target: App, stop: threading.Event) -> None:
        try:
            deliver(district, target, stop, lambda sent: None)
        except NotReady as problem:
            # What was due is held and comes back by itself; there is nothing to wait out.
            log.info("deliveries wait", target=target.key, problem=str(problem))
        except HomeroomError as problem:
            self._paused[district.id, target.id] = time.monotonic() + PAUSE_SECONDS
            log.warning("deliveries wait", target=target.key, problem=str(problem))
        except DATABASE_AWAY as problem:
            log.warning("the database is away", problem=str(problem)[:200])
        except Exception:
            self._paused[district.id, target.id] = time.monotonic() + PAUSE_SECONDS
            log.exception("deliveries broke off", target=target.key)
        finally:
            connections.close_all()


def _let_go() -> None:
    """Put back what our lanes had claimed when the database went away, and could not put back."""
    name = workers.own_name()
    for district in districts.every():
        with district_scope(district.id) as scope:
            claims.let_go(scope, [name])
