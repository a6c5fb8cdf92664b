"""Records that a person made one, and how they are parted again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import msgspec
from msgspec import Struct

from homeroom.errors import NeedsDistrict
from homeroom.model.entities import ENTITIES
from homeroom.model.fields import Shape
from homeroom.model.kinds import Kind
from homeroom.store.columns import TABLES
from homeroom.store.scope import Scope


class Held(Struct, frozen=True):
    """A value that a record had before another one was merged into it, as JSON."""

    kind: Kind
    field: str
    before: Any


class Moved(Struct, frozen=True):
    """What moved from one record to another: links (app, kind, space, id), results that were
    retired, and what the record that stays held before."""

    links: tuple[tuple[int, str, str, str], ...] = ()
    retired: tuple[str, ...] = ()
    held: tuple[Held, ...] = ()


class Join(Struct, frozen=True, kw_only=True):
    """Two records of a kind that are one since a person said so."""

    id: int
    kind: Kind
    stays: str
    goes: str
    at: datetime
    actor: str
    reason: str
    moved: Moved
    parted_at: datetime | None


_COLUMNS = "id, kind, stays::text, goes::text, at, actor, reason, moved, parted_at"


def move_links(scope: Scope, kinds: Sequence[Kind], goes: str, stays: str) -> Moved:
    """Give all ids of one record to another and return which they were."""
    rows = scope.rows(
        "UPDATE record_links SET record_id = %(stays)s::uuid WHERE district_id = %(district)s"
        " AND record_id = %(goes)s::uuid AND kind = ANY(%(kinds)s)"
        " RETURNING app_id, kind, space, external_id",
        kinds=[kind.value for kind in kinds],
        goes=goes,
        stays=stays,
    )
    return Moved(tuple(sorted(tuple(row) for row in rows)))


def move_back(scope: Scope, moved: Moved, pair: tuple[str, str]) -> None:
    """Give ids back to the record that had them, unless they mean somebody else by now.

    `pair` are the record that stayed and the one that went.
    """
    scope.run(
        "UPDATE record_links l SET record_id = %(goes)s::uuid FROM unnest(%(apps)s::int[],"
        "  %(kinds)s::text[], %(spaces)s::text[], %(ids)s::text[]) m (app, kind, space, id)"
        " WHERE l.district_id = %(district)s AND l.record_id = %(stays)s::uuid"
        " AND (l.app_id, l.kind, l.space, l.external_id) = (m.app, m.kind, m.space, m.id)",
        stays=pair[0],
        goes=pair[1],
        apps=[app for app, *_ in moved.links],
        kinds=[kind for _, kind, _, _ in moved.links],
        spaces=[space for *_, space, _ in moved.links],
        ids=[id_ for *_, id_ in moved.links],
    )


def standing(scope: Scope) -> dict[int, Moved]:
    """Return what moved with each merge that stands."""
    rows = scope.rows(
        "SELECT id, moved FROM joins WHERE district_id = %(district)s AND parted_at IS NULL"
    )
    return {id_: msgspec.json.decode(moved, type=Moved) for id_, moved in rows}


def move_otherwise(scope: Scope, changed: Mapping[int, Moved]) -> None:
    """Note that other links moved with some merges: the ids of their source are others now."""
    rows = [{"id": id_, "moved": moved} for id_, moved in changed.items()]
    scope.run(
        "UPDATE joins j SET moved = w.moved"
        " FROM jsonb_to_recordset(%(rows)s::jsonb) w (id bigint, moved jsonb)"
        " WHERE j.district_id = %(district)s AND j.id = w.id",
        rows=msgspec.json.encode(rows).decode(),
    )


def add(
    scope: Scope,
    kind: Kind,
    pair: tuple[str, str],
    moved: Moved,
    by: tuple[str, str],
    now: datetime,
) -> int:
    """Remember that a pair (stays, goes) is one, by whom and why; return the number of that."""
    return int(
        scope.value(
            "INSERT INTO joins (district_id, kind, stays, goes, at, actor, reason, moved) VALUES"
            " (%(district)s, %(kind)s, %(stays)s, %(goes)s, %(now)s, %(actor)s, %(reason)s,"
            " %(moved)s::jsonb) RETURNING id",
            kind=kind.value,
            stays=pair[0],
            goes=pair[1],
            now=now,
            actor=by[0],
            reason=by[1],
            moved=msgspec.json.encode(moved).decode(),
        )
    )


def part(scope: Scope, join_id: int, actor: str, now: datetime) -> Join:
    """Note that two records are parted again and return what was joined."""
    row = scope.row(
        "UPDATE joins SET parted_at = %(now)s, parted_by = %(actor)s"
        " WHERE district_id = %(district)s AND id = %(id)s AND parted_at IS NULL"
        f" RETURNING {_COLUMNS}",
        id=join_id,
        actor=actor,
        now=now,
    )
    if row is None:
        raise NeedsDistrict(
            f"There is no merge {join_id} that stands.",
            fix="See which there are: homeroom duplicates merged",
        )
    return _join(row)


def every(scope: Scope, limit: int) -> list[Join]:
    """Return the last joins, newest first, parted ones too."""
    rows = scope.rows(
        f"SELECT {_COLUMNS} FROM joins WHERE district_id = %(district)s"
        " ORDER BY id DESC LIMIT %(limit)s",
        limit=limit,
    )
    return [_join(row) for row in rows]


def by_id(scope: Scope, join_id: int) -> Join | None:
    """Return a join by its number, parted or not."""
    row = scope.row(
        f"SELECT {_COLUMNS} FROM joins WHERE district_id = %(district)s AND id = %(id)s",
        id=join_id,
    )
    return _join(row) if row else None


def standing_later(scope: Scope, join: Join) -> list[int]:
    """Return later joins that stand and touch one of the two: those must be parted before."""
    rows = scope.rows(
        "SELECT id FROM joins WHERE district_id = %(district)s AND id > %(id)s"
        " AND parted_at IS NULL AND (stays = ANY(%(pair)s::uuid[]) OR goes = ANY(%(pair)s::uuid[]))"
        " ORDER BY id",
        id=join.id,
        pair=[join.stays, join.goes],
    )
    return [id_ for (id_,) in rows]


def naming(scope: Scope, kind: Kind, record_ids: Sequence[str]) -> dict[Kind, list[str]]:
    """Return the records, by kind, that refer to any of some records of a kind."""
    found = {}
    for child, entity in ENTITIES.items():
        tests = []
        for field in entity.references():
            column = field.name.rstrip("_")
            if field.to is not kind:
                continue
            if field.shape is Shape.REFERENCE:
                tests.append(f'"{column}_id" = ANY(%(ids)s::uuid[])')
            elif field.shape is Shape.REFERENCES:
                tests.append(f'"{column}" && %(ids)s::uuid[]')
            else:
                named = "SELECT FROM jsonb_array_elements(roles) r WHERE r->>'org' = ANY(%(ids)s)"
                tests.append(f"EXISTS ({named})")
        if tests:
            rows = scope.rows(
                f"SELECT id::text FROM {TABLES[child].name} WHERE district_id = %(district)s"
                f" AND ({' OR '.join(tests)}) ORDER BY id",
                ids=list(record_ids),
            )
            found[child] = [id_ for (id_,) in rows]
    return {child: ids for child, ids in found.items() if ids}


def revive(scope: Scope, kind: Kind, record_ids: Sequence[str], now: datetime) -> None:
    """Let retired records live again."""
    scope.run(
        f"UPDATE {TABLES[kind].name} SET retired_at = NULL, retired_reason = NULL,"
        " changed_at = %(now)s WHERE district_id = %(district)s AND id = ANY(%(ids)s::uuid[])",
        ids=list(record_ids),
        now=now,
    )


def surplus_results(scope: Scope, student: str) -> list[str]:
    """Return a student's active results that are not the newest of their line item."""
    rows = scope.rows(
        "SELECT id::text FROM (SELECT id, row_number() OVER (PARTITION BY line_item_id"
        "   ORDER BY date_last_modified DESC NULLS LAST, id) AS place FROM results"
        "   WHERE district_id = %(district)s AND student_id = %(student)s::uuid"
        "   AND retired_at IS NULL) r WHERE place > 1 ORDER BY id",
        student=student,
    )
    return [id_ for (id_,) in rows]


def _join(row: Sequence[object]) -> Join:
    held = dict(zip(Join.__struct_fields__, row, strict=True))
    held["moved"] = msgspec.json.decode(str(held["moved"]), type=Moved)
    held["kind"] = Kind(str(held["kind"]))
    return Join(**held)  # type: ignore[arg-type]
