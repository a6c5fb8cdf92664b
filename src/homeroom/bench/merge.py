"""How fast changed records are merged: of one source, of three that differ, and by other rules."""

import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from homeroom.bench.memory import peak_mb
from homeroom.bench.people import SOURCES, write_people
from homeroom.bench.pull import SLUG, one_sync, set_up
from homeroom.bench.servers import static_source
from homeroom.rules.document import Rules
from homeroom.rules.masters import MasterField, Voice
from homeroom.rules.uniqueness import Domain
from homeroom.runs.rules import rework
from homeroom.runs.setup import activation
from homeroom.runs.setup.activation import Wish
from homeroom.store import districts, rules
from homeroom.store.districts import District
from homeroom.store.scope import district_scope

Tell = Callable[[str], None]
STORE = "store"  # the step in which rows are mapped, merged and stored
_BY_ID = (
    Domain(entity="org", fields=("identifier",)),
    Domain(entity="user", fields=("identifier",)),
)
_PHONES = MasterField(entity="user", field="phone", sources=(Voice(app="sis"),))


def bench_merge(records: int, people: int, make: Callable[[], None], tell: Tell) -> dict[str, Any]:
    """Return rows a second of the step that maps, merges and stores, and the peak of memory.

    `single_source`: so many results of which every one has another score. `three_sources`: so many
    people from each of three sources with ids of their own, who are found by an identifier and
    differ in a field. `preview_seconds`: a rule about that field over all of them.
    """
    single = _single(records, make, tell)
    make()
    district = districts.create(SLUG, "Bench Schools", "America/Chicago")
    with district_scope(district.id) as scope:
        rules.save(scope, Rules(uniqueness=_BY_ID), 0, ("bench", "bench"), datetime.now(UTC))
    with tempfile.TemporaryDirectory(prefix="homeroom-bench-") as folder:
        done = [_read(district, Path(folder), source, people, tell) for source in SOURCES]
    seconds = sum(one["steps"][STORE] for one in done)
    began = time.perf_counter()
    changed = sum(1 for _ in rework.preview(district, Rules(uniqueness=_BY_ID, masters=(_PHONES,))))
    previewed = time.perf_counter() - began
    tell(f"preview: {changed:,} of {people:,} people would change")
    peaks = [one["peak_mb"] for one in (single, *done)]
    return {
        "single_source": _rate(records, single["steps"][STORE], single["changes"]),
        "three_sources": _rate(len(SOURCES) * people, seconds, done[-1]["changes"]),
        "preview_seconds": round(previewed, 1),
        "preview_changes": changed,
        "peak_mb": round(max(*peaks, peak_mb()), 1),
    }


def _single(records: int, make: Callable[[], None], tell: Tell) -> dict[str, Any]:
    with static_source(records) as source:
        make()
        set_up(source)
        one_sync()
        source.change("rescored")
        said = one_sync()
    tell(f"one source: {said['changes']:,} changes in {said['steps'][STORE]:.1f} s")
    return said


def _read(district: District, folder: Path, source: str, people: int, tell: Tell) -> dict[str, Any]:
    path = folder / f"{source}.zip"
    write_people(path, source, people)
    wish = Wish(
        connector="oneroster_csv",
        key=source,
        title=source,
        mode="import",
        grade_sync=False,
        role=SOURCES[source][0],
        delivery={"path": str(path)},
    )
    with district_scope(district.id) as scope:
        activation.activate(scope, wish, "bench")
    said = one_sync(key=source)
    tell(f"{source}: {people:,} people in {said['steps'][STORE]:.1f} s")
    return said


def _rate(rows: int, seconds: float, changes: int) -> dict[str, Any]:
    return {
        "rows": rows,
        "rows_per_s": round(rows / seconds),
        "seconds": round(seconds, 2),
        "changes": changes,
    }
