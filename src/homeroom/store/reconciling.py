"""What was delivered, column by column: for comparing it with what a target shows."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store.deliveries import COLUMNS, Delivery, delivery_of
from homeroom.store.scope import Scope


class Column(Struct, frozen=True, kw_only=True):
    """A line item that a target has taken: its ids there, and where people find it."""

    record_id: str
    target_id: str
    class_target_id: str
    class_title: str
    title: str
    posted: bool = False  # a grading task of the SIS, into which term grades were posted


def columns(scope: Scope, target_id: int, space: str, class_id: str | None) -> list[Column]:
    """Return the line items of apps that a target has taken, in one class or in all living ones."""
    rows = scope.rows(
        "SELECT i.id::text, d.sent->>'id', l.external_id, c.title, i.title"
        " FROM deliveries d JOIN line_items i ON i.district_id = d.district_id"
        "   AND i.id = d.record_id"
        " JOIN classes c ON c.district_id = i.district_id AND c.id = i.class_id"
        " JOIN LATERAL (SELECT external_id FROM record_links l"
        "   WHERE l.district_id = c.district_id AND l.record_id = c.id AND l.app_id = d.target_id"
        "   AND l.kind = 'class' AND l.space = %(space)s"
        "   ORDER BY l.origin <> 'read', l.external_id LIMIT 1) l ON true"
        " WHERE d.district_id = %(district)s AND d.target_id = %(target)s AND d.kind = 'lineItem'"
        " AND d.act <> 'delete' AND d.sent ? 'id' AND c.retired_at IS NULL"
        " AND (%(class)s::uuid IS NULL OR c.id = %(class)s::uuid)"
        " ORDER BY c.title, c.id, i.title, i.id",
        **{"target": target_id, "space": space, "class": class_id},
    )
    return [_column(row) for row in rows]


def posted_columns(scope: Scope, target_id: int, space: str, class_id: str | None) -> list[Column]:
    """Return the grading tasks into which term grades were posted, by the line items of apps."""
    rows = scope.rows(
        "SELECT DISTINCT i.id::text, d.sent->>'task', l.external_id, c.title, i.title, true"
        " FROM deliveries d JOIN results r ON r.district_id = d.district_id AND r.id = d.record_id"
        " JOIN line_items i ON i.district_id = r.district_id AND i.id = r.line_item_id"
        " JOIN classes c ON c.district_id = i.district_id AND c.id = i.class_id"
        " JOIN LATERAL (SELECT external_id FROM record_links l"
        "   WHERE l.district_id = c.district_id AND l.record_id = c.id AND l.app_id = d.target_id"
        "   AND l.kind = 'class' AND l.space = %(space)s"
        "   ORDER BY l.origin <> 'read', l.external_id LIMIT 1) l ON true"
        " WHERE d.district_id = %(district)s AND d.target_id = %(target)s AND d.kind = 'result'"
        " AND d.sent ? 'task' AND c.retired_at IS NULL"
        " AND (%(class)s::uuid IS NULL OR c.id = %(class)s::uuid) ORDER BY 4, 5, 1, 2",
        **{"target": target_id, "space": space, "class": class_id},
    )
    return [_column(row) for row in rows]


def _column(row: Sequence[Any]) -> Column:
    return Column(**dict(zip(Column.__struct_fields__, row, strict=False)))


def outbox_of(scope: Scope, target_id: int, line_item_id: str) -> list[Delivery]:
    """Return the deliveries of the results of one line item."""
    rows = scope.rows(
        f"SELECT {COLUMNS} FROM deliveries WHERE district_id = %(district)s"
        " AND target_id = %(target)s AND kind = 'result' AND record_id IN ("
        "   SELECT id FROM results WHERE district_id = %(district)s"
        "   AND line_item_id = %(item)s::uuid)",
        target=target_id,
        item=line_item_id,
    )
    return [delivery_of(row) for row in rows]


def grades_of_apps(scope: Scope, line_item_id: str) -> dict[str, int]:
    """Return the living results of a line item that a learning app handed over, and whose."""
    rows = scope.rows(
        "SELECT DISTINCT ON (r.id) r.id::text, a.id FROM results r"
        " JOIN record_links l ON l.district_id = r.district_id AND l.record_id = r.id"
        "   AND l.kind = 'result' AND l.origin = 'read'"
        " JOIN apps a ON a.district_id = l.district_id AND a.id = l.app_id"
        "   AND a.role = 'learning' AND a.grade_sync AND a.state = 'active'"
        " WHERE r.district_id = %(district)s AND r.line_item_id = %(item)s::uuid"
        " AND r.retired_at IS NULL ORDER BY r.id, a.id",
        item=line_item_id,
    )
    return dict(rows)


def send_anew(scope: Scope, target_id: int, kind: Kind, record_ids: Sequence[str]) -> int:
    """Let delivered records be sent again as if the target had never taken them, as approved."""
    return scope.run(
        "UPDATE deliveries SET state = 'waiting', act = 'put', approved = true, attempts = 0,"
        " version = version + 1, not_before = now(), baseline = NULL, tried = NULL, code = NULL,"
        " facts = NULL, sent = sent - 'digest', changed_at = now() WHERE district_id = %(district)s"
        " AND target_id = %(target)s AND kind = %(kind)s AND state = 'delivered'"
        " AND record_id = ANY(%(ids)s::uuid[])",
        target=target_id,
        kind=kind.value,
        ids=list(record_ids),
    )


def forget_digests(scope: Scope, target_id: int) -> None:
    """Let grades that are still to be delivered be looked up at the target, whatever was sent last.

    With its digest, content that was sent before would count as delivered without a look.
    """
    scope.run(
        "UPDATE deliveries SET sent = sent - 'digest' WHERE district_id = %(district)s"
        " AND target_id = %(target)s AND kind = 'result' AND sent ? 'digest'"
        " AND state NOT IN ('delivered', 'dropped')",
        target=target_id,
    )
