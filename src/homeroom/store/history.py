"""What changed in a record: field, before, after, when, by which run and source, and why."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store.json import decode_json, encode_json
from homeroom.store.scope import Scope


class FieldChange(Struct, frozen=True, kw_only=True):
    """One field of one record before and after; the values are JSON."""

    kind: Kind
    record_id: str
    field: str
    before: Any
    after: Any
    reason: str


_COLUMNS = {
    "kind": "text", "record_id": "uuid", "field": "text", "before": "jsonb", "after": "jsonb",
    "reason": "text",
}  # fmt: skip


def add(
    scope: Scope, changes: Iterable[FieldChange], now: datetime, run_id: int | None, app_id: int
) -> None:
    """Write the history of some changes; the creation of a record writes none."""
    scope.stage(
        "written",
        _COLUMNS,
        (
            (
                one.kind.value,
                one.record_id,
                one.field,
                encode_json(one.before),
                encode_json(one.after),
                one.reason,
            )
            for one in changes
        ),
    )
    scope.run(
        "INSERT INTO record_history"
        " (district_id, at, run_id, app_id, kind, record_id, field, before, after, reason)"
        " SELECT %(district)s, %(now)s, %(run)s, %(app)s, w.* FROM written w",
        now=now,
        run=run_id,
        app=app_id,
    )
    scope.unstage("written")


def of_record(
    scope: Scope, record_id: str, kind: Kind | None = None, limit: int | None = None
) -> list[dict[str, Any]]:
    """Return the history of one record, newest first.

    A person and the demographics have one id: `kind` says which of the two.
    """
    rows = scope.rows(
        "SELECT at, run_id, app_id, field, before, after, reason FROM record_history"
        " WHERE district_id = %(district)s AND record_id = %(id)s"
        " AND (%(kind)s::text IS NULL OR kind = %(kind)s) ORDER BY id DESC LIMIT %(limit)s",
        id=record_id,
        kind=kind.value if kind else None,
        limit=limit,
    )
    return [
        {
            "at": at,
            "run": run,
            "app": app,
            "field": field,
            "before": None if before is None else decode_json(before),
            "after": None if after is None else decode_json(after),
            "reason": reason,
        }
        for at, run, app, field, before, after, reason in rows
    ]
