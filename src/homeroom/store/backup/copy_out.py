"""Copy the database out as it stood in one moment, while everything else works on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from django.db import connection, transaction
from psycopg import sql

from homeroom.store.backup.tables import Counter, Table, counters, tables

# How values are written must not depend on the settings of a role, a database or a server.
SETTINGS = {
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "postgres",
    "TimeZone": "UTC",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "client_encoding": "UTF8",
    "statement_timeout": "0",
    "lock_timeout": "0",
    "idle_in_transaction_session_timeout": "0",
}


class Snapshot:
    """The database in one moment; whatever is written meanwhile is not in it."""

    def __init__(self, cursor: psycopg.Cursor[Any]) -> None:
        self._cursor = cursor
        self.tables = tables(cursor)
        rows = cursor.execute("SELECT now(), current_setting('server_version')").fetchall()
        self.made_at: datetime = rows[0][0]
        self.server: str = rows[0][1]
        self.districts: dict[int, str] = dict(
            cursor.execute("SELECT id, slug FROM districts ORDER BY id").fetchall()
        )
        self.migrations: list[tuple[str, str]] = cursor.execute(
            "SELECT app, name FROM django_migrations ORDER BY id"
        ).fetchall()

    def rows(self, table: Table) -> Iterator[bytes]:
        """Yield the rows of a table in PostgreSQL's text format, a line each, in chunks."""
        if not table.by_district:
            yield from self._copied(table, sql.SQL(""))
            return
        for district in self.districts:
            # Works for any role: one that row security binds, and one that it does not.
            self._cursor.execute(
                "SELECT set_config('homeroom.district', %s, true)", (str(district),)
            )
            where = sql.SQL(" WHERE district_id = {}").format(sql.Literal(district))
            yield from self._copied(table, where)

    def counters(self) -> list[Counter]:
        """Return where the sequences stand by now, which is never before what was copied."""
        return counters(self._cursor)

    def _copied(self, table: Table, where: sql.Composable) -> Iterator[bytes]:
        query = sql.SQL("COPY (SELECT {} FROM {}{}) TO STDOUT").format(
            names(table.columns), sql.Identifier(table.name), where
        )
        with self._cursor.copy(query) as copy:
            for block in copy:
                yield bytes(block)


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """Hold the database still for us: a transaction that reads one moment, to its end."""
    with transaction.atomic():
        held = connection.connection
        assert isinstance(held, psycopg.Connection)
        cursor = psycopg.Cursor(held)
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        apply_settings(cursor)
        yield Snapshot(cursor)


def apply_settings(cursor: psycopg.Cursor[Any]) -> None:
    """Fix how values are written and read for the transaction at hand."""
    for name, value in SETTINGS.items():
        cursor.execute("SELECT set_config(%s, %s, true)", (name, value))


def names(columns: tuple[str, ...]) -> sql.Composable:
    """Return quoted column names, separated by commas."""
    return sql.SQL(", ").join(map(sql.Identifier, columns))
