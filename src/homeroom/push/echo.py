"""What a target shows of our own deliveries, read back by a later pull: no echo, but conflicts."""

from collections.abc import Mapping, Sequence
from typing import Any

from homeroom.model.gradebook import Result
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.push.conflict import differences, shown
from homeroom.store import deliveries
from homeroom.store.deliveries import Delivery
from homeroom.store.runs import Run
from homeroom.store.scope import Scope


def observe(scope: Scope, run: Run, kind: Kind, seen: Mapping[str, Record]) -> None:
    """Compare delivered grades with what the target shows now.

    The first sight after our write is the baseline. A row that was delivered while this pull was
    under way is passed over: the page may be older than the write.
    """
    if kind is not Kind.RESULT or not seen:
        return
    rows = deliveries.of_records(scope, run.app_id, kind, list(seen))
    for record_id, delivery in rows.items():
        fresh = delivery.delivered_at is None or delivery.delivered_at >= run.started_at
        record = seen[record_id]
        if fresh or delivery.state != "delivered" or not isinstance(record, Result):
            continue
        now = shown(record)
        if delivery.baseline is None:
            deliveries.set_baseline(scope, delivery, now)
        elif differences(delivery.baseline, now):
            deliveries.park(
                scope, delivery, "conflict", "conflict.edited_in_sis", _facts(delivery, now)
            )


def observe_deleted(scope: Scope, target_id: int, kind: Kind, record_ids: Sequence[str]) -> None:
    """Note that delivered records are no longer at the target: somebody deleted them there."""
    rows = deliveries.of_records(scope, target_id, kind, list(record_ids))
    for delivery in rows.values():
        if delivery.state == "delivered" and delivery.act != "delete":
            deliveries.park(scope, delivery, "conflict", "conflict.deleted_in_sis", {})


def _facts(delivery: Delivery, now: Mapping[str, Any]) -> dict[str, Any]:
    before = delivery.baseline or {}
    changed = differences(before, now)
    return {
        "seen": ", ".join(f"{name} {now.get(name)}" for name in changed),
        "sent": ", ".join(f"{name} {before.get(name)}" for name in changed),
        "shown": dict(now),
    }
