"""What a change costs, and what a result takes, as more and more results are stored."""

from collections.abc import Callable
from statistics import median
from typing import Any

from homeroom.bench.district import A_CLASS
from homeroom.bench.fill import call_delivered, fill
from homeroom.bench.pull import KEY, SLUG, one_sync, set_up
from homeroom.bench.servers import Server, static_source
from homeroom.store import apps, districts
from homeroom.store.scope import Scope, district_scope

Tell = Callable[[str], None]
# What one stored result consists of, by the table.
PARTS = {"record": "results", "link": "record_links", "source_record": "source_records"}
# So many deliveries are enough to see what one takes.
DELIVERIES = 100_000


def bench_grow(
    sizes: tuple[int, int], changed: int, runs: int, make: Callable[[], None], tell: Tell
) -> dict[str, Any]:
    """Return what a changed record costs when so many results are stored, and what a result takes.

    `make` makes the database anew. A sync reads nothing but the changes, which lie spread over all
    that is stored; `microseconds` is the time from its start to its end by the changes, the median
    of several. Bytes are those on disk, with all indexes.
    """
    figures: dict[str, Any] = {}
    with static_source(A_CLASS) as source:
        make()
        set_up(source)
        one_sync()
        district = districts.named(SLUG).id
        stored = A_CLASS
        for name, size in zip(("small", "large"), sizes, strict=True):
            size = max(size // A_CLASS * A_CLASS, stored)
            tell(f"filling up to {size:,} results")
            fill(district, stored, size)
            stored = size
            figures[name] = {"results": size, **_cost(source, size, min(changed, size), runs)}
            tell(f"{name}: {figures[name]['microseconds']} microseconds for each change")
        with district_scope(district) as scope:
            figures["bytes_per_result"] = _bytes(scope)
            figures["beside"] = _beside(scope)
    costs = [figures[name]["microseconds"] for name in ("small", "large")]
    figures["ratio"] = round(costs[1] / costs[0], 2)
    return figures


def _cost(source: Server, stored: int, changed: int, runs: int) -> dict[str, Any]:
    done = []
    for turn in range(runs + 1):
        source.change(f"spread/{stored}/{changed}")
        said = one_sync("delta")
        assert said["changes"] == changed, f"{said['changes']} of {changed} changes were seen"
        if turn:  # the first one warms the caches
            done.append(said)
    return {
        "changed": changed,
        "microseconds": round(median(one["seconds"] for one in done) / changed * 1e6, 1),
        "cpu_microseconds": round(median(one["cpu_seconds"] for one in done) / changed * 1e6, 1),
    }


def _bytes(scope: Scope) -> dict[str, int]:
    """Return how many bytes of each table one row takes; a result has one row of each."""
    parts = {part: _of_a_row(scope, table) for part, table in PARTS.items()}
    return {**parts, "together": sum(parts.values())}


def _beside(scope: Scope) -> dict[str, int]:
    app_id = apps.keyed(scope, KEY).id
    call_delivered(scope, app_id, app_id, DELIVERIES)
    rows = scope.value(
        "SELECT sum(records) FROM run_pages r WHERE district_id = %(district)s"
        " AND run_id = (SELECT max(id) FROM runs WHERE district_id = %(district)s)"
    )
    pages = scope.value(
        "SELECT sum(length(body) + length(heads)) FROM pages p WHERE district_id = %(district)s"
        " AND EXISTS (SELECT FROM run_pages r WHERE r.district_id = p.district_id"
        "   AND r.page_id = p.id AND r.run_id = (SELECT max(id) FROM runs WHERE"
        "     district_id = %(district)s))"
    )
    return {
        "delivery": _of_a_row(scope, "deliveries"),
        "change_in_history": _of_a_row(scope, "record_history"),
        "page": round(pages / rows),
    }


def _of_a_row(scope: Scope, table: str) -> int:
    size, rows = scope.row(
        f"SELECT pg_total_relation_size('{table}'), (SELECT count(*) FROM {table})"
    ) or (0, 0)
    return round(size / max(rows, 1))
