"""Removals that wait for a person, and what a run changed, a page at a time."""

from collections.abc import Collection
from typing import Any

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store.absences import of_schools
from homeroom.store.belonging import Schools, is_seen, listed
from homeroom.store.json import decode_json
from homeroom.store.scope import Scope

STRETCH = 5_000  # changes that are looked through at once for those of some schools


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


def held_rows(
    scope: Scope, app_id: int, kind: Kind, after: str, limit: int, schools: Schools = None
) -> list[HeldRow]:
    """Return the next removals of a kind that wait, by the source's ids.

    `schools`: of what belongs to these and to no other; None: of everything.
    """
    rows = scope.rows(
        "SELECT a.source_id, (SELECT l.record_id::text FROM record_links l"
        "   WHERE l.district_id = a.district_id AND l.app_id = a.app_id AND l.kind = a.kind"
        "   AND l.external_id = a.source_id LIMIT 1), a.said_so, a.left_out FROM absences a"
        " WHERE a.district_id = %(district)s AND a.app_id = %(app)s AND a.kind = %(kind)s"
        f" AND a.decision = 'held' AND a.source_id > %(after)s{of_schools(schools)}"
        " ORDER BY a.source_id LIMIT %(limit)s",
        app=app_id,
        kind=kind.value,
        after=after,
        limit=limit,
        schools=listed(schools),
    )
    names = HeldRow.__struct_fields__
    return [HeldRow(**dict(zip(names, row, strict=True))) for row in rows]


def changed_by(scope: Scope, run_id: int, kind: Kind, after: int, limit: int) -> list[Changed]:
    """Return the next fields of a kind that a run changed, in the order of their change."""
    return _changed(scope, "true", run_id, kind, after=after, limit=limit)


def changed_of(
    scope: Scope, of: tuple[int, Kind], after: int, limit: int, schools: Collection[str]
) -> tuple[list[Changed], int | None]:
    """Return the same of what belongs to some schools, and behind which change to look further.

    `of`: the run and the kind. Only so many changes are looked through in one go.
    """
    run_id, kind = of
    stretch = _changed(scope, "true", run_id, kind, after=after, limit=STRETCH)
    rows = _changed(
        scope,
        f"id <= %(last)s AND {is_seen('kind', 'record_id')}",
        run_id,
        kind,
        after=after,
        limit=limit + 1,
        last=stretch[-1].id if stretch else 0,
        schools=listed(schools),
    )
    if len(rows) > limit:
        return rows[:limit], rows[limit - 1].id
    return rows, stretch[-1].id if len(stretch) == STRETCH else None


def _changed(scope: Scope, test: str, run_id: int, kind: Kind, **more: Any) -> list[Changed]:
    rows = scope.rows(
        "SELECT id, record_id::text, field, before, after, reason FROM record_history"
        " WHERE district_id = %(district)s AND run_id = %(run)s AND kind = %(kind)s"
        f" AND id > %(after)s AND {test} ORDER BY id LIMIT %(limit)s",
        run=run_id,
        kind=kind.value,
        **more,
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
