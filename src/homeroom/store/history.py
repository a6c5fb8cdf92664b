"""What changed in a record: field, before, after, when, by which run and source, and why."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store.arrays import text_array
from homeroom.store.json import decode_json, encode_json
from homeroom.store.scope import Scope


class FieldChange(Struct, frozen=True, kw_only=True, gc=False):
    """One field of one record before and after; the values are JSON."""

    kind: Kind
    record_id: str
    field: str
    before: Any
    after: Any
    reason: str


def add(
    scope: Scope, changes: Iterable[FieldChange], now: datetime, run_id: int | None, app_id: int
) -> None:
    """Write the history of some changes; the creation of a record writes none."""
    some = list(changes)
    if not some:
        return
    scope.send(
        "INSERT INTO record_history"
        " (district_id, at, run_id, app_id, kind, record_id, field, before, after, reason)"
        " SELECT %(district)s, %(now)s, %(run)s, %(app)s, w.* FROM unnest(%(kinds)s::text[],"
        "  %(records)s::uuid[], %(fields)s::text[], %(before)s::jsonb[], %(after)s::jsonb[],"
        "  %(reasons)s::text[]) w",
        now=now,
        run=run_id,
        app=app_id,
        kinds=text_array([one.kind.value for one in some]),
        records=text_array([one.record_id for one in some]),
        fields=text_array([one.field for one in some]),
        before=text_array([encode_json(one.before) for one in some]),
        after=text_array([encode_json(one.after) for one in some]),
        reasons=text_array([one.reason for one in some]),
    )


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


def soon_after(scope: Scope, seconds: tuple[int, int], newest: int) -> tuple[int, tuple[int, int]]:
    """Return how many edits of grades and line items there are among the newest changes.

    And how many of them came within so many seconds after another one of the same record.
    """
    row = scope.row(
        "SELECT count(*), count(*) FILTER (WHERE gap <= make_interval(secs => %(first)s)),"
        " count(*) FILTER (WHERE gap <= make_interval(secs => %(second)s)) FROM ("
        "  SELECT at - lag(at) OVER (PARTITION BY record_id ORDER BY at) AS gap FROM ("
        "   SELECT DISTINCT record_id, at FROM ("
        "    SELECT kind, record_id, at FROM record_history WHERE district_id = %(district)s"
        "    ORDER BY id DESC LIMIT %(newest)s) n"
        "   WHERE kind IN ('result', 'lineItem')) e) g",
        first=seconds[0],
        second=seconds[1],
        newest=newest,
    )
    assert row is not None
    return row[0], (row[1], row[2])
