"""The merged records: read many by id, insert, replace and retire many at once."""

from collections.abc import Callable, Collection, Mapping, Sequence, Set
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any

from msgspec import Struct

from homeroom.model.fields import is_blank
from homeroom.model.kinds import Kind
from homeroom.model.records import Record, Status
from homeroom.store.arrays import text_array
from homeroom.store.columns import TABLES, Table, as_is, iso
from homeroom.store.json import encode_json
from homeroom.store.scope import Scope


def load(scope: Scope, kind: Kind, ids: Sequence[str]) -> dict[str, Record]:
    """Return the stored records of these hub ids; references in them are hub ids."""
    if not ids:
        return {}
    table = TABLES[kind]
    found = scope.rows(
        f"SELECT t.id::text, {table.selected('t')} FROM {table.name} t"
        " WHERE t.district_id = %(district)s AND t.id = ANY(%(ids)s::uuid[])",
        ids=list(ids),
    )
    return _by_id(table, found)


def all_active(scope: Scope, kind: Kind) -> dict[str, Record]:
    """Return every record of a kind that is not retired; for kinds that fit into memory."""
    table = TABLES[kind]
    found = scope.rows(
        f"SELECT t.id::text, {table.selected('t')} FROM {table.name} t"
        " WHERE t.district_id = %(district)s AND t.retired_at IS NULL"
    )
    return _by_id(table, found)


def _by_id(table: Table, rows: Sequence[tuple[Any, ...]]) -> dict[str, Record]:
    if not rows:
        return {}
    ids, *columns = zip(*rows, strict=True)
    return dict(zip(ids, table.back(columns), strict=True))


class Insertion(Struct, frozen=True):
    """A statement that stores new records, with its parameters."""

    sql: str
    params: dict[str, Any]


def insertion(kind: Kind, records: Mapping[str, Record], now: datetime) -> Insertion:
    """Return the statement that stores new records; it is made without a database."""
    table = TABLES[kind]
    cells = _cells(table, records, now, (_FIXED, *_assigned(table, None)))
    return Insertion(_to_insert(kind, tuple(cells)), {"now": now, **_arrays(records, cells)})


def insert(scope: Scope, kind: Kind, records: Mapping[str, Record], now: datetime) -> None:
    """Store new records under their hub ids."""
    insert_prepared(scope, insertion(kind, records, now))


def insert_prepared(scope: Scope, insertion: Insertion) -> None:
    """Store new records by a statement that was made ahead."""
    scope.send(insertion.sql, **insertion.params)


def replace(
    scope: Scope,
    kind: Kind,
    records: Mapping[str, Record],
    now: datetime,
    fields: Set[str] | None = None,
) -> None:
    """Give stored records new values; their ids stay.

    `fields` are those in which any of them may differ from what is stored, None is every one.
    """
    assigned = _assigned(TABLES[kind], fields)
    cells = _cells(TABLES[kind], records, now, assigned)
    scope.send(_to_replace(kind, assigned, tuple(cells)), now=now, **_arrays(records, cells))


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


# The values of some columns, each as PostgreSQL reads it, in the order of the records.
Cells = dict[str, list[str | None]]


_GONE, _MARKED = Status.TO_BE_DELETED, "the source marked it to be deleted"
_FIXED = "sourced_id"
# What columns of every table hold: the field, and the values of some records at this instant.
_COMMON: dict[str, tuple[str, Callable[[Sequence[Any], datetime], list[str | None]]]] = {
    "sourced_id": ("sourced_id", lambda rows, _: [one.sourced_id for one in rows]),
    "date_last_modified": (
        "date_last_modified",
        lambda rows, _: _written([one.date_last_modified for one in rows], iso),
    ),
    "retired_at": (
        "status",
        lambda rows, now: [now.isoformat() if one.status is _GONE else None for one in rows],
    ),
    "retired_reason": (
        "status",
        lambda rows, _: [_MARKED if one.status is _GONE else None for one in rows],
    ),
    "texts": (
        "texts",
        lambda rows, _: [encode_json(one.texts) if one.texts else None for one in rows],
    ),
    "metadata": (
        "metadata",
        lambda rows, _: [encode_json(one.metadata) if one.metadata else None for one in rows],
    ),
}


def _assigned(table: Table, fields: Set[str] | None) -> tuple[str, ...]:
    """Return the columns that hold these fields; the instant of a change goes with each."""
    held = {name: field for name, (field, _) in _COMMON.items() if name != _FIXED}
    held |= {column.name: column.field for column in table.columns}
    return tuple(
        name
        for name, field in held.items()
        if fields is None or field in fields or name == "date_last_modified"
    )


def _cells(
    table: Table, records: Mapping[str, Record], now: datetime, wanted: Collection[str]
) -> Cells:
    """Return the values of those of the wanted columns that have any; most kinds use half."""
    rows = list(records.values())
    cells = {name: cells(rows, now) for name, (_, cells) in _COMMON.items() if name in wanted}
    for column in table.columns:
        if column.name in wanted:
            held = list(map(attrgetter(column.field), rows))
            # Half of the columns are blank in every row; to see that at once costs a tenth.
            if not rows or not is_blank(held[0]) or held.count(held[0]) < len(held):
                cells[column.name] = _written(held, column.text)
    return {name: held for name, held in cells.items() if held.count(None) < len(held)}


def _written(held: list[Any], text: Callable[[Any], str]) -> list[str | None]:
    """Return the values of a column as PostgreSQL reads them: texts as they are, and each day and
    instant written once, as many rows have the same."""
    if text is as_is:
        return held
    if text is iso:
        made = {one: None if one is None else iso(one) for one in set(held)}
        return [made[one] for one in held]
    return [None if is_blank(one) else text(one) for one in held]


# For one record, to put a statement together takes longer than to send it.
@lru_cache(maxsize=500)
def _to_insert(kind: Kind, names: tuple[str, ...]) -> str:
    """Return the statement that stores new records with values in these columns."""
    table = TABLES[kind]
    columns = ", ".join(f'"{name}"' for name in names)
    return (
        f"INSERT INTO {table.name} (district_id, changed_at, id, {columns})"
        f" SELECT %(district)s, %(now)s, i.id, {', '.join(_values(table, names).values())}"
        f" FROM {_incoming(table, names)}"
    )


@lru_cache(maxsize=500)
def _to_replace(kind: Kind, assigned: tuple[str, ...], names: tuple[str, ...]) -> str:
    """Return the statement that assigns some columns: of these names they get values, else none."""
    table = TABLES[kind]
    values = {"changed_at": "%(now)s", **dict.fromkeys(assigned, "NULL"), **_values(table, names)}
    assignments = ", ".join(f'"{name}" = {value}' for name, value in values.items())
    return (
        f"UPDATE {table.name} t SET {assignments} FROM {_incoming(table, names)}"
        " WHERE t.district_id = %(district)s AND t.id = i.id"
    )


def _values(table: Table, names: Sequence[str]) -> dict[str, str]:
    """Return what each column is set to; lists travel as text, as arrays of arrays are one."""
    types = table.types()
    return {
        name: f'i."{name}"' + (f"::{types[name]}" if types[name].endswith("[]") else "")
        for name in names
    }


def _incoming(table: Table, names: Sequence[str]) -> str:
    """Return the cells as a table `i`, whose columns are parameters of the statement."""
    types = table.types()
    arrays = [f"%(c_{name})s::{_travels_as(types[name])}[]" for name in names]
    columns = ", ".join(["id", *(f'"{name}"' for name in names)])
    return f"unnest({', '.join(['%(c_id)s::uuid[]', *arrays])}) AS i ({columns})"


def _travels_as(type_: str) -> str:
    return "text" if type_.endswith("[]") else type_


def _arrays(records: Mapping[str, Record], cells: Cells) -> dict[str, str]:
    return {
        "c_id": text_array(list(records)),
        **{f"c_{name}": text_array(held) for name, held in cells.items()},
    }
