"""How fast a source is pulled: at first, unchanged, and changed a little in several ways."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any

from django.db import connection

from homeroom import settings
from homeroom.bench.floor import floor
from homeroom.bench.servers import Server, static_source
from homeroom.connectors.gallery import connector
from homeroom.errors import NeedsDeveloper
from homeroom.model.kinds import COLLECTIONS
from homeroom.runs.setup import activation
from homeroom.runs.setup.activation import Wish
from homeroom.store import districts, statistics
from homeroom.store.scope import district_scope

SLUG, KEY = "bench", "static"
PAGE_SIZE = 5_000
CHANGES = ("one_percent", "shifted", "rewritten")
Tell = Callable[[str], None]


def bench_pull(
    records: int, runs: int, on_fresh_database: Callable[[], None], tell: Tell
) -> dict[str, Any]:
    """Return the figures of a pull of so many results; medians of several runs but for `cold`.

    `on_fresh_database` makes the database anew. `records_per_s` counts the records of all
    collections; `peak_mb` is the largest memory of the process that syncs.
    """
    small = _small(min(records, 100_000), on_fresh_database, tell)
    figures: dict[str, Any] = {"records": records}
    peaks: list[float] = []
    with static_source(records) as source:
        on_fresh_database()
        set_up(source)

        def measured(name: str, times: int) -> None:
            done = []
            for _ in range(times):
                if name in CHANGES:
                    source.change(name)
                done.append(one_sync())
            peaks.extend(one["peak_mb"] for one in done)
            figures[name] = _rate(done)
            tell(f"{name}: {figures[name]['records_per_s']:,} records/s")

        measured("cold", 1)
        # The housekeeping after an import is no part of the pulls that follow it.
        statistics.tidy_all()
        figures["floor"] = _floor(source, runs)
        tell(f"floor: {figures['floor']['records_per_s']:,} records/s")
        measured("unchanged", runs)
        for name in CHANGES:
            measured(name, runs)
        figures["database_mb"] = round(database_mb(), 1)
    figures["peak_mb"] = round(max(peaks), 1)
    figures["peak_mb_100k"] = small
    return figures


def _small(records: int, on_fresh_database: Callable[[], None], tell: Tell) -> float:
    """Return the peak of memory with a district of at most 100,000 results."""
    with static_source(records) as source:
        on_fresh_database()
        set_up(source)
        peak = max(one_sync()["peak_mb"] for _ in range(2))
    tell(f"peak of memory at {records:,} results: {peak:.0f} MB")
    return round(float(peak), 1)


def set_up(source: Server) -> None:
    """Make a district whose SIS is the static server."""
    district = districts.create(SLUG, "Bench Schools", "America/Chicago")
    wish = Wish(
        connector="oneroster",
        key=KEY,
        title="Static",
        mode="2-way",
        grade_sync=True,
        delivery=source.delivery_config(PAGE_SIZE),
    )
    with district_scope(district.id) as scope:
        activation.activate(scope, wish, "bench")


def one_sync(reach: str = "complete", key: str = KEY) -> dict[str, Any]:
    """Sync once in a process of its own."""
    urls = {
        "HOMEROOM_DATABASE_URL": settings.url_of("default"),
        "HOMEROOM_DATABASE_OWNER_URL": settings.url_of("owner"),
    }
    command = [sys.executable, "-m", "homeroom.bench.once", SLUG, key, reach]
    done = subprocess.run(
        command, env={**os.environ, **urls}, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        raise NeedsDeveloper("A measured sync failed; its messages stand above.")
    said: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return said


def _rate(done: Sequence[dict[str, Any]]) -> dict[str, Any]:
    seconds = median(one["seconds"] for one in done)
    return {
        "records_per_s": round(done[-1]["records"] / seconds),
        "seconds": round(seconds, 2),
        "cpu_seconds": round(median(one["cpu_seconds"] for one in done), 2),
        "changes": done[-1]["changes"],
    }


def _floor(source: Server, runs: int) -> dict[str, Any]:
    kinds = connector("oneroster").capabilities("1.2").reads
    base = f"{source.url}/ims/oneroster/v1p2"
    read = [COLLECTIONS[kind] for kind in kinds]
    done = [floor(base, read, PAGE_SIZE) for _ in range(runs)]
    seconds = median(seconds for _, seconds in done)
    return {"records_per_s": round(done[0][0] / seconds), "seconds": round(seconds, 2)}


def database_mb() -> float:
    """Return how large the database is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_database_size(current_database())")
        return float(cursor.fetchone()[0]) / (1 << 20)
