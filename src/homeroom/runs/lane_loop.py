"""Grades out, all day: woken by the database when something is put into an outbox."""

import threading
import time

import psycopg
import structlog
from django.db import DatabaseError, connection, connections

from homeroom.errors import HomeroomError
from homeroom.runs.conductor import DATABASE_AWAY
from homeroom.runs.delivering import deliver
from homeroom.runs.ports import delivers_now
from homeroom.runs.readiness import NotReady
from homeroom.store import apps, claims, deliveries, districts, workers
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.scope import district_scope

log = structlog.get_logger()

SWEEP_SECONDS = 5.0
# A target that needs somebody is not asked again before.
PAUSE_SECONDS = 120.0


class LaneLoop:
    """Delivers to every target of every district until it is stopped; one thread a target."""

    def __init__(self) -> None:
        self.stop = threading.Event()
        self._busy: dict[tuple[int, int], threading.Thread] = {}
        self._paused: dict[tuple[int, int], float] = {}

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
            for thread in self._busy.values():
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
                targets = [one for one in apps.every(scope) if one.id in due and delivers_now(one)]
            for one in targets:
                self._start(district, one)

    def _start(self, district: District, target: App) -> None:
        key = (district.id, target.id)
        busy = self._busy.get(key)
        if (busy and busy.is_alive()) or self._paused.get(key, 0.0) > time.monotonic():
            return
        thread = threading.Thread(target=self._deliver, args=(district, target), daemon=True)
        self._busy[key] = thread
        thread.start()

    def _deliver(self, district: District, target: App) -> None:
        try:
            deliver(district, target, self.stop, lambda sent: None)
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
