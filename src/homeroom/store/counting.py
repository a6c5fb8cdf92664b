"""Line items that were delivered and do not count yet: they stand in no category of the SIS."""

from collections.abc import Sequence

from msgspec import Struct

from homeroom.store.deliveries import COLUMNS, Delivery, delivery_of
from homeroom.store.scope import Scope

_NOT_YET = (
    " d.district_id = %(district)s AND (%(target)s::int IS NULL OR d.target_id = %(target)s)"
    " AND NOT d.counts AND d.state = 'delivered'"
)


class NotCounting(Struct, frozen=True):
    """How many line items do not count yet, and how many delivered grades stand in them."""

    line_items: int
    grades: int


def note(scope: Scope, target_id: int, record_ids: Sequence[str]) -> int:
    """Note that line items count now: they were seen in a category, or somebody said so."""
    if not record_ids:
        return 0
    return scope.run(
        "UPDATE deliveries SET counts = true WHERE district_id = %(district)s"
        " AND target_id = %(target)s AND kind = 'lineItem' AND NOT counts"
        " AND record_id = ANY(%(ids)s::uuid[])",
        target=target_id,
        ids=list(record_ids),
    )


def waiting(
    scope: Scope, target_id: int | None, limit: int | None, class_id: str = ""
) -> list[Delivery]:
    """Return delivered line items that do not count yet, in one class (by its shown id) or all."""
    columns = ", ".join(f"d.{name.strip()}" for name in COLUMNS.split(","))
    rows = scope.rows(
        f"SELECT {columns} FROM deliveries d JOIN line_items i ON i.district_id = d.district_id"
        " AND i.id = d.record_id JOIN classes c ON c.district_id = i.district_id"
        f" AND c.id = i.class_id WHERE{_NOT_YET} AND %(class)s IN ('', c.sourced_id)"
        " ORDER BY d.delivered_at DESC, d.record_id LIMIT %(limit)s",
        **{"target": target_id, "class": class_id, "limit": limit},
    )
    return [delivery_of(row) for row in rows]


def line_items(scope: Scope, target_id: int) -> int:
    """Return how many line items do not count yet at a target."""
    found = scope.value(f"SELECT count(*) FROM deliveries d WHERE{_NOT_YET}", target=target_id)
    return int(found)


def counted(scope: Scope, target_id: int | None, most: int | None = None) -> NotCounting:
    """Return how many line items do not count yet, with the delivered grades in them.

    Of either no more than `most` are counted; None: all.
    """
    row = scope.row(
        f"SELECT (SELECT count(*) FROM (SELECT FROM deliveries d WHERE{_NOT_YET}"
        "   LIMIT %(most)s) items), (SELECT count(*) FROM (SELECT FROM deliveries d"
        "   CROSS JOIN LATERAL (SELECT id FROM results WHERE district_id = d.district_id"
        "     AND line_item_id = d.record_id OFFSET 0) r"
        "   CROSS JOIN LATERAL (SELECT FROM deliveries WHERE district_id = d.district_id"
        "     AND target_id = d.target_id AND kind = 'result' AND record_id = r.id"
        "     AND state = 'delivered' OFFSET 0) g"
        f"   WHERE{_NOT_YET} LIMIT %(most)s) grades)",
        target=target_id,
        most=most,
    )
    assert row is not None
    return NotCounting(int(row[0]), int(row[1]))


def among(scope: Scope, deliveries: Sequence[Delivery]) -> set[str]:
    """Return which of these records do not count yet: line items, and grades in them."""
    found = {one.record_id for one in deliveries if one.counts is False}
    rows = scope.rows(
        "SELECT r.id::text FROM results r JOIN deliveries d ON d.district_id = r.district_id"
        " AND d.kind = 'lineItem' AND d.record_id = r.line_item_id AND NOT d.counts"
        " WHERE r.district_id = %(district)s AND r.id = ANY(%(ids)s::uuid[])",
        ids=[one.record_id for one in deliveries],
    )
    delivered = {one.record_id for one in deliveries if one.state == "delivered"}
    return (found | {id_ for (id_,) in rows}) & delivered
