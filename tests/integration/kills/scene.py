"""One district, its SIS and its app on a hub of which a part is killed at a drawn moment."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

from django.db import connections

from homeroom.runs.conductor import DATABASE_AWAY
from homeroom.runs.jobs import defer_sync
from homeroom.store import apps, districts, runs
from homeroom.store.runs import Run
from homeroom.store.scope import district_scope
from tests.hub import IC, MATHLY
from tests.integration.faults.district import DAY
from tests.integration.faults.scene import Scene
from tests.integration.kills import state
from tests.integration.kills.hub import PAUSE, WEB, Hub
from tests.integration.kills.moments import Clock
from tests.integration.sandbox.client import running

SCORES = ["8.5", "7.25", "10", "0", "9", "6.125", "3", "10", "4", "5", "8", "9.5", "7", "1", "2"]
# While a moment is awaited we look often, for a statement may be over in a millisecond.
QUICK = 0.003
# What a living worker leaves, and by whose age a dead one is known.
SIGNS = (
    ("runs", "heartbeat_at"),
    ("procrastinate_workers", "last_heartbeat"),
    ("workers", "seen_at"),
)
PATIENCE = 180.0  # seconds, for a machine that is busy with other things


class KillScene(Scene):
    """Syncs are done by the hub's worker; the test asks for them and looks."""

    clock: Clock
    hub: Hub
    _recovered = False

    def play(self) -> None:
        """Teacher and app give grades; SIS and app are synced, and all grades arrive."""
        first, second, third = self.students
        self.teach(first, "Warm-up", SCORES[:6])
        self.grade(first, "Quiz 1", SCORES)
        self.grade(second, "Quiz 1", SCORES[:9], points="20")
        self.grade(third, "Quiz 2", SCORES[:12])
        self.export()
        self._sync(IC)
        self.clock.pulled = self.clock.requests["GET"]
        self._sync(MATHLY)
        self._wait(self._all_delivered, "all deliveries")

    def strike(self, victim: str, chance: Random) -> None:
        """Kill a part of the hub."""
        self.killed = self.hub.kill(victim, chance)
        self.when, self.victim = datetime.now(UTC), victim

    def recover(self) -> None:
        """Once the hub is whole again, let what died look as dead as it is, without waiting."""
        self.hub.wait_until_back(self.killed)
        connections.close_all()
        self._recovered = True
        if self.victim != WEB:
            with district_scope(self.district.id) as scope:
                for table, sign in SIGNS:
                    scope.run(
                        f"UPDATE {table} SET {sign} = {sign} - interval '1 minute'"
                        f" WHERE {sign} < %(when)s",
                        when=self.when,
                    )

    def runs(self) -> list[Run]:
        """Return the runs of the district."""
        with district_scope(self.district.id) as scope:
            return runs.latest(scope, None, 100)

    def outcome(self) -> dict[str, Any]:
        """Return what hub and SIS hold, in lasting names."""
        with district_scope(self.district.id) as scope:
            found: dict[str, Any] = dict(state.held(scope))
        found["teacher view"] = state.shown(self.client.control("teacher-view.json"))
        return found

    def _sync(self, key: str) -> None:
        with district_scope(self.district.id) as scope:
            app_id = apps.keyed(scope, key).id
        defer_sync(self.district.id, app_id, "test")

        def done() -> bool:
            with district_scope(self.district.id) as scope:
                found = runs.latest(scope, app_id, 1)
                waiting = scope.value(
                    "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'sync_app'"
                    " AND status IN ('todo', 'doing') AND args->>'app_id' = %(app)s",
                    app=str(app_id),
                )
            return bool(found) and found[0].state not in runs.OPEN and not waiting

        self._wait(done, f"the sync of {key}")

    def _all_delivered(self) -> bool:
        with district_scope(self.district.id) as scope:
            return not scope.value(
                "SELECT count(*) FROM deliveries WHERE state IN ('waiting', 'sending')"
            )

    def _wait(self, look: Callable[[], bool], what: str) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with suppress(*DATABASE_AWAY):
                self.clock.look()
                if look():
                    return
            if self.clock.struck and not self._recovered:
                self.recover()
            time.sleep(PAUSE if self._recovered else QUICK)
        raise AssertionError(f"waited in vain for {what}: {self.runs()}")


@contextmanager
def scene(hub: Hub, roster: Path, name: str, folder: Path) -> Iterator[KillScene]:
    """Set a district up that nobody has synced yet."""
    district = districts.create(name, name, "America/Chicago")
    folder.mkdir()
    with running("--district", str(roster), "--day", DAY) as (sandbox, client):
        made = KillScene(district, client, "1.2", folder)
        made.hub = hub
        made.clock = Clock(hub.urls.owner_url, sandbox)
        yield made
