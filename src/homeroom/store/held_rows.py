"""Removals that wait for a person, and what a run changed, a page at a time."""

from typing import Any

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store.json import decode_json
from homeroom.store.scope import Scope


class HeldRow(Struct, frozen=True, kw_only=True):
    """One record that a source does not show any more, and whose removal waits."""

    source_id: str
    record_id: str | None
    said_so: bool  # the source called it deleted, instead of merely not showing it
    left_out: bool  # the district leaves it out


class Changed(Struct, frozen=True, kw_only=True):
    """One field of one record that a run changed."""

    id: int
    record_id: str
    field: str
    before: Any
    after: Any
    reason: str


def held_rows(scope: Scope, app_id: int, kind: Kind, after: str, limit: int) -> list[HeldRow]:
    """Return the next removals of a kind that wait, by the source's ids."""
    rows = scope.rows(
        "SELECT a.source_id, (SELECT l.record_id::text FROM record_links l"
        "   WHERE l.district_id = a.district_id AND l.app_id = a.app_id AND l.kind = a.kind"
        "   AND l.external_id = a.source_id LIMIT 1), a.said_so, a.left_out FROM absences a"
        " WHERE a.district_id = %(district)s AND a.app_id = %(app)s AND a.kind = %(kind)s"
        " AND a.decision = 'held' AND a.source_id > %(after)s ORDER BY a.source_id"
        " LIMIT %(limit)s",
        app=app_id,
        kind=kind.value,
        after=after,
        limit=limit,
    )
    names = HeldRow.__struct_fields__
    return [HeldRow(**dict(zip(names, row, strict=True))) for row in rows]


def changed_by(scope: Scope, run_id: int, kind: Kind, after: int, limit: int) -> list[Changed]:
    """Return the next fields of a kind that a run changed, in the order of their change."""
    rows = scope.rows(
        "SELECT id, record_id::text, field, before, after, reason FROM record_history"
        " WHERE district_id = %(district)s AND run_id = %(run)s AND kind = %(kind)s"
        " AND id > %(after)s ORDER BY id LIMIT %(limit)s",
        run=run_id,
        kind=kind.value,
        after=after,
        limit=limit,
    )
    return [
        Changed(
            id=id_,
            record_id=record,
            field=field,
            before=None if before is None else decode_json(before),
            after=None if now is None else decode_json(now),
            reason=reason,
        )
        for id_, record, field, before, now, reason in rows
    ]
