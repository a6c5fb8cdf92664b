"""Every night what is older than the district keeps it is removed, in small batches."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from homeroom.rules.retention import KEPT, check
from homeroom.store import audit, retention
from homeroom.store.districts import District
from homeroom.store.scope import Scope, district_scope

# Each batch is a transaction of its own, so that nobody waits for it.
BATCH = 2_000
# A preview looks no further.
MOST_COUNTED = 100_000
# The hour of the district's clock in which it happens, before the comparisons and syncs.
HOUR = 1
BY = "retention"


def days_of(scope: Scope) -> dict[str, int]:
    """Return for how many days everything is kept: as the district has it, or by default."""
    chosen = retention.chosen(scope)
    return {name: chosen.get(name, one.days) for name, one in KEPT.items()}


def choose(scope: Scope, wanted: Mapping[str, int], by: str) -> None:
    """Keep how long things are kept; NeedsDistrict, and nothing kept, for one out of bounds."""
    for name, days in wanted.items():
        check(name, days)
    held = days_of(scope)
    changed = {name: days for name, days in wanted.items() if held[name] != days}
    for name, days in changed.items():
        retention.choose(scope, name, days, by)
    if changed:
        audit.note(scope, by, "retention.change", "", changed)


def preview(scope: Scope, wanted: Mapping[str, int], now: datetime) -> dict[str, int]:
    """Return how many rows would be removed now; `MOST_COUNTED` means so many or more."""
    for name, days in wanted.items():
        check(name, days)
    return {
        name: retention.count(scope, name, now - timedelta(days=days), MOST_COUNTED)
        for name, days in wanted.items()
    }


def is_time(district: District, now: datetime) -> bool:
    """Say whether this is the hour of the night in which a district is cleared."""
    return now.astimezone(district.zone).hour == HOUR


def clear(district: District, now: datetime) -> dict[str, int]:
    """Remove what is older than it is kept, and return how many rows of each; it may break off."""
    gone = {name: clear_one(district, name, now) for name in KEPT}
    if any(gone.values()):
        with district_scope(district.id) as scope:
            audit.note(scope, BY, "retention.clear", "", gone)
    return gone


def clear_one(district: District, name: str, now: datetime) -> int:
    """Remove what is older of one of them, and return how many rows."""
    with district_scope(district.id) as scope:
        before = now - timedelta(days=days_of(scope)[name])
    gone = 0
    while True:
        with district_scope(district.id, repeatable=True) as scope:
            batch = retention.delete(scope, name, before, BATCH)
        gone += batch
        if batch < BATCH:
            return gone
