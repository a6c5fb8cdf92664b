"""The merged records: read many by id, insert, replace and retire many at once."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from homeroom.model.fields import is_blank
from homeroom.model.kinds import Kind
from homeroom.model.records import Record, Status
from homeroom.store.columns import TABLES, Column, Table
from homeroom.store.json import encode_json
from homeroom.store.scope import Scope


def load(scope: Scope, kind: Kind, ids: Sequence[str]) -> dict[str, Record]:
    """Return the stored records of these hub ids; references in them are hub ids."""
    table = TABLES[kind]
    found = scope.rows(
        f"SELECT t.id::text, {table.selected('t')} FROM {table.name} t"
        " WHERE t.district_id = %(district)s AND t.id = ANY(%(ids)s::uuid[])",
        ids=list(ids),
    )
    return {row[0]: table.back(row[1:]) for row in found}


def all_active(scope: Scope, kind: Kind) -> dict[str, Record]:
    """Return every record of a kind that is not retired; for kinds that fit into memory."""
    table = TABLES[kind]
    found = scope.rows(
        f"SELECT t.id::text, {table.selected('t')} FROM {table.name} t"
        " WHERE t.district_id = %(district)s AND t.retired_at IS NULL"
    )
    return {row[0]: table.back(row[1:]) for row in found}


def insert(scope: Scope, kind: Kind, records: Mapping[str, Record], now: datetime) -> None:
    """Store new records under their hub ids."""
    table = TABLES[kind]
    columns = _said(table, records)
    scope.stage("incoming", table.types(columns), _rows(scope.district, columns, records, now))
    names = _names(table.types(columns))
    scope.run(f"INSERT INTO {table.name} ({names}) SELECT {names} FROM incoming")
    scope.unstage("incoming")


def replace(scope: Scope, kind: Kind, records: Mapping[str, Record], now: datetime) -> None:
    """Give stored records new values in every field; their ids stay."""
    table = TABLES[kind]
    types = table.types(table.columns)
    scope.stage("incoming", types, _rows(scope.district, table.columns, records, now))
    kept = ("district_id", "id", "sourced_id")
    assigned = ", ".join(f'"{name}" = i."{name}"' for name in types if name not in kept)
    scope.run(
        f"UPDATE {table.name} t SET {assigned} FROM incoming i"
        " WHERE t.district_id = %(district)s AND t.id = i.id"
    )
    scope.unstage("incoming")


def retire(scope: Scope, kind: Kind, ids: Sequence[str], now: datetime, reason: str) -> None:
    """Mark active records as gone, with the date and the reason; nothing is ever deleted."""
    scope.run(
        f"UPDATE {TABLES[kind].name} SET retired_at = %(now)s, changed_at = %(now)s,"
        " retired_reason = %(reason)s"
        " WHERE district_id = %(district)s AND id = ANY(%(ids)s::uuid[]) AND retired_at IS NULL",
        ids=list(ids),
        now=now,
        reason=reason,
    )


def count_active(scope: Scope, kind: Kind) -> int:
    """Return how many records of a kind are not retired."""
    return int(
        scope.value(
            f"SELECT count(*) FROM {TABLES[kind].name}"
            " WHERE district_id = %(district)s AND retired_at IS NULL"
        )
    )


def _said(table: Table, records: Mapping[str, Record]) -> list[Column]:
    """Return the columns of which some record says something; most kinds use half of theirs."""
    return [
        column
        for column in table.columns
        if not all(is_blank(getattr(one, column.field)) for one in records.values())
    ]


def _rows(
    district: int, columns: Sequence[Column], records: Mapping[str, Record], now: datetime
) -> Iterable[Sequence[Any]]:
    plan = [(column.field, column.into) for column in columns]
    for id_, record in records.items():
        gone = record.status is Status.TO_BE_DELETED
        yield (
            district,
            id_,
            record.sourced_id,
            now,
            record.date_last_modified,
            now if gone else None,
            "the source marked it to be deleted" if gone else None,
            encode_json(record.texts) if record.texts else None,
            encode_json(record.metadata) if record.metadata else None,
            *(_stored(into, getattr(record, field)) for field, into in plan),
        )


def _stored(into: Any, value: Any) -> Any:
    return None if is_blank(value) else into(value)


def _names(types: Mapping[str, str]) -> str:
    return ", ".join(f'"{name}"' for name in types)
