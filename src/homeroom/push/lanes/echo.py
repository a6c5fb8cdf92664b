"""What a target shows of our own deliveries, read back by a later pull: no echo, but conflicts."""

from collections.abc import Mapping, Sequence
from typing import Any

from homeroom.model.gradebook import LineItem, Result
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.push.checks.conflict import differences, edit, score_alone, shown
from homeroom.store import counting, deliveries
from homeroom.store.deliveries import Delivery
from homeroom.store.runs import Run
from homeroom.store.scope import Scope

EDITED = "conflict.edited_in_sis"
RENAMED = "conflict.under_other_id"


def observe(scope: Scope, run: Run, kind: Kind, seen: Mapping[str, Record]) -> None:
    """Compare delivered grades with what the target shows now.

    The first sight after our write is the baseline. A row that was delivered while this pull was
    under way is passed over: the page may be older than the write.
    """
    if kind is Kind.LINE_ITEM:
        placed = [id_ for id_, one in seen.items() if isinstance(one, LineItem) and one.category]
        counting.note(scope, run.app_id, placed)
    if kind is not Kind.RESULT or not seen:
        return
    rows = deliveries.of_records(scope, run.app_id, kind, list(seen))
    for record_id, delivery in rows.items():
        record = seen[record_id]
        last = delivery.delivered_at if delivery.state == "delivered" else delivery.changed_at
        if last is None or last >= run.started_at or not isinstance(record, Result):
            continue
        if delivery.state == "delivered":
            _compare(scope, delivery, shown(record))
        elif delivery.state == "conflict" and delivery.code == EDITED:
            _look_again(scope, delivery, delivery.baseline or {}, shown(record))


def _compare(scope: Scope, delivery: Delivery, now: Mapping[str, Any]) -> None:
    before = delivery.baseline
    if before is not None and differences(before, now):
        deliveries.park(scope, delivery, "conflict", EDITED, edit(before, now))
    elif before is None or score_alone(before):
        deliveries.set_baseline(scope, delivery, now)


def _look_again(
    scope: Scope, delivery: Delivery, before: Mapping[str, Any], now: Mapping[str, Any]
) -> None:
    """An edit that was taken back is no conflict; another edit is what people shall see."""
    if differences(before, now):
        facts = {**delivery.facts, **edit(before, now)}
        deliveries.park(scope, delivery, "conflict", EDITED, facts)
    else:
        deliveries.settle(scope, delivery)


def observe_deleted(scope: Scope, target_id: int, kind: Kind, record_ids: Sequence[str]) -> None:
    """Note that delivered records are no longer at the target: somebody deleted them there."""
    rows = deliveries.of_records(scope, target_id, kind, list(record_ids))
    for delivery in rows.values():
        if delivery.state == "delivered" and delivery.act != "delete":
            deliveries.park(scope, delivery, "conflict", "conflict.deleted_in_sis", {})
