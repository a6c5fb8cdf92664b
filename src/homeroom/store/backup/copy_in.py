"""Copy a backup into the database, as its owner and all or nothing."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import psycopg
from django.db import connections, transaction
from psycopg import sql

from homeroom.errors import NeedsOperator
from homeroom.store.backup.copy_out import apply_settings, names
from homeroom.store.backup.tables import ENDED, WORKERS, Counter, counters, tables
from homeroom.store.migrating import OWNER

# Whoever holds this lock is restoring; the server takes it back from a process that was killed.
LOCK = 0x686F6D65
PATIENCE = "60s"


class Load:
    """The transaction that replaces the content; whoever looks sees the old one until it ends."""

    def __init__(self, cursor: psycopg.Cursor[Any]) -> None:
        self.cursor = cursor
        self._tables = {one.name: one for one in tables(cursor)}
        self._keys: list[tuple[str, str, str]] = []

    def check(self, columns: Mapping[str, Sequence[str]]) -> None:
        """Raise NeedsOperator unless the database has these tables with these columns."""
        for name, wanted in columns.items():
            table = self._tables.get(name)
            if table is None or set(table.columns) != set(wanted):
                raise NeedsOperator(
                    f"The table {name} of this backup has another form here.",
                    fix="It was made by a version between releases: restore it with that version.",
                )

    def empty(self) -> None:
        """Empty all tables, those of jobs as well, and set aside what would stand in the way."""
        self._keys = self._foreign_keys()
        for table, name, _ in self._keys:
            self._alter(table, "DROP CONSTRAINT {}", name)
        # The owner is bound by row security as everyone is, until it says otherwise.
        for table in self._protected():
            self._alter(table, "NO FORCE ROW LEVEL SECURITY")
        every = self.cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
            " AND relkind = 'r' AND (relname = ANY(%s) OR relname LIKE 'procrastinate_%%')",
            ([*self._tables, WORKERS, *ENDED],),
        ).fetchall()
        self.cursor.execute(
            sql.SQL("TRUNCATE {}").format(names(tuple(table for (table,) in every)))
        )

    def rows(self, table: str, columns: Sequence[str], data: bytes) -> None:
        """Add rows in PostgreSQL's text format."""
        query = sql.SQL("COPY {} ({}) FROM STDIN").format(
            sql.Identifier(table), names(tuple(columns))
        )
        with self.cursor.copy(query) as copy:
            copy.write(data)

    def finish(self, wanted: Mapping[str, int], at: Sequence[Counter]) -> None:
        """Count the rows, set the counters, and put back all that was set aside."""
        for table, many in wanted.items():
            query = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))
            row = self.cursor.execute(query).fetchone()
            assert row == (many,), f"{table}: {row} instead of {many}"
        known = {one.name for one in counters(self.cursor)}
        for one in at:
            if one.name in known:
                name = sql.Identifier(one.name).as_string(self.cursor)
                self.cursor.execute("SELECT setval(%s, %s, %s)", (name, one.last, one.used))
        # Each reference is looked at again: a row without its parent ends the restore.
        for table, name, definition in self._keys:
            self._alter(table, f"ADD CONSTRAINT {{}} {definition}", name)

    def protect(self) -> None:
        """Let row security bind the owner again."""
        for table in self._protected():
            self._alter(table, "FORCE ROW LEVEL SECURITY")

    def _protected(self) -> list[str]:
        return [one.name for one in self._tables.values() if one.by_district]

    def _foreign_keys(self) -> list[tuple[str, str, str]]:
        return self.cursor.execute(
            "SELECT c.relname, k.conname, pg_get_constraintdef(k.oid) FROM pg_constraint k"
            " JOIN pg_class c ON c.oid = k.conrelid WHERE k.contype = 'f'"
            " AND c.relname = ANY(%s) AND c.relnamespace = 'public'::regnamespace ORDER BY 1, 2",
            (list(self._tables),),
        ).fetchall()

    def _alter(self, table: str, act: str, *what: str) -> None:
        text = sql.SQL("ALTER TABLE {} " + act)
        self.cursor.execute(text.format(*map(sql.Identifier, (table, *what))))


@contextmanager
def only_restore() -> Iterator[None]:
    """Keep every other restore of this database out, as long as this process lives.

    The lock has a connection of its own, because migrations close the one that they work on.
    """
    keeper = connections[OWNER].copy()
    try:
        with keeper.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [LOCK])
            if cursor.fetchone() != (True,):
                raise NeedsOperator(
                    "Another restore into this database is under way.", fix="Wait for its end."
                )
        yield
    finally:
        keeper.close()
        connections[OWNER].close()


def begin(made_at: datetime, file: str) -> int:
    """Note that a restore begins; the note stays without an end if it is broken off."""
    with connections[OWNER].cursor() as cursor:
        cursor.execute(
            "INSERT INTO restores (made_at, file) VALUES (%s, %s) RETURNING id", [made_at, file]
        )
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])


@contextmanager
def loading() -> Iterator[Load]:
    """Replace the content of the database; an error, or a kill, leaves it as it was."""
    try:
        with transaction.atomic(using=OWNER):
            held = connections[OWNER].connection
            assert isinstance(held, psycopg.Connection)
            cursor = psycopg.Cursor(held)
            apply_settings(cursor)
            cursor.execute("SELECT set_config('lock_timeout', %s, true)", (PATIENCE,))
            yield Load(cursor)
    except (psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected) as problem:
        raise NeedsOperator(
            "Somebody else is at work in this database.",
            fix="Stop every homeroom process of it (serve, web, worker), then restore again.",
        ) from problem


def end(cursor: psycopg.Cursor[Any], restore_id: int) -> None:
    """Note, in the same transaction, that the restore is done."""
    cursor.execute("UPDATE restores SET ended_at = clock_timestamp() WHERE id = %s", (restore_id,))
