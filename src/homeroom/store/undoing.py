"""What was delivered and is to be taken back: chosen by app, class, run or time."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store.deliveries import CHANNEL, COLUMNS, Delivery, delivery_of
from homeroom.store.scope import Scope


class Choice(Struct, frozen=True, kw_only=True):
    """Which deliveries to a target are meant; what is left out does not narrow it.

    `run_id` means what a run of an app took in and no later one changed.
    """

    app_id: int | None = None
    class_id: str = ""  # as the hub shows it
    run_id: int | None = None
    since: datetime | None = None
    until: datetime | None = None


def chosen(scope: Scope, target_id: int, kind: Kind, choice: Choice) -> list[Delivery]:
    """Return the deliveries of results or line items that a target has taken and still has."""
    item = "r.line_item_id" if kind is Kind.RESULT else "r.id"
    table = "results" if kind is Kind.RESULT else "line_items"
    rows = scope.rows(
        f"SELECT {COLUMNS} FROM deliveries WHERE district_id = %(district)s"
        " AND target_id = %(target)s AND kind = %(kind)s AND sent ? 'id'"
        " AND act IN ('put', 'clear') AND state <> 'sending' AND written_at IS NOT NULL"
        " AND (%(app)s::int IS NULL OR app_id = %(app)s)"
        " AND (%(since)s::timestamptz IS NULL OR written_at >= %(since)s)"
        " AND (%(until)s::timestamptz IS NULL OR written_at < %(until)s)"
        f" AND record_id IN (SELECT r.id FROM {table} r"
        f"   JOIN line_items i ON i.district_id = r.district_id AND i.id = {item}"
        "   JOIN classes c ON c.district_id = i.district_id AND c.id = i.class_id"
        "   WHERE r.district_id = %(district)s AND %(class)s IN ('', c.sourced_id)"
        "   AND (%(run)s::bigint IS NULL OR EXISTS (SELECT FROM runs u"
        "     WHERE u.district_id = r.district_id AND u.id = %(run)s"
        "     AND u.app_id = deliveries.app_id"
        "     AND r.changed_at BETWEEN u.started_at AND coalesce(u.finished_at, now()))))"
        " ORDER BY record_id",
        **{
            "target": target_id,
            "kind": kind.value,
            "app": choice.app_id,
            "class": choice.class_id,
            "run": choice.run_id,
            "since": choice.since,
            "until": choice.until,
        },
    )
    return [delivery_of(row) for row in rows]


def want(scope: Scope, target_id: int, rows: Sequence[Delivery]) -> int:
    """Put the taking back of deliveries into the outbox, unless they have changed since."""
    count = 0
    for kind in {one.kind for one in rows}:
        some = [one for one in rows if one.kind is kind]
        count += scope.run(
            "UPDATE deliveries d SET act = 'undo', state = 'waiting', version = d.version + 1,"
            " not_before = now(), attempts = 0, code = NULL, facts = NULL, approved = false,"
            " lifted = '{window.changed,window.emptied}', changed_at = now()"
            " FROM unnest(%(ids)s::uuid[], %(versions)s::int[]) w (id, version)"
            " WHERE d.district_id = %(district)s AND d.target_id = %(target)s"
            " AND d.kind = %(kind)s AND d.record_id = w.id AND d.version = w.version"
            " AND d.state <> 'sending'",
            target=target_id,
            kind=kind.value,
            ids=[one.record_id for one in some],
            versions=[one.version for one in some],
        )
    if count:
        scope.run(f"SELECT pg_notify('{CHANNEL}', %(district)s::text)")
    return count
