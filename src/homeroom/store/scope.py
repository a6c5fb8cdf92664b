"""The only way to a tenant row: a transaction that has entered one district."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from django.db import connection, transaction

from homeroom.store.arrays import text_array

Params = Mapping[str, Any]


class Scope:
    """A transaction within one district; row-level security shows no row of another.

    Statements use named parameters; `%(district)s` is always there.
    """

    def __init__(self, district: int, cursor: psycopg.Cursor[Any]) -> None:
        self.district = district
        self.cursor = cursor

    def run(self, sql: str, **params: Any) -> int:
        """Execute a statement and return how many rows it touched."""
        given = {name: _packed(value) for name, value in params.items()}
        self.cursor.execute(sql.encode(), {"district": self.district, **given})
        return self.cursor.rowcount

    def add(self, sql: str, clause: str, *, new: bool, **params: Any) -> None:
        """Insert rows; `clause` says what to do where one is there (ON CONFLICT ...).

        With `new` none of them should be there: to look for each of them before it is inserted
        takes as long as to insert it, so that they are inserted first and looked for only when that
        fails.
        """
        if new:
            with suppress(psycopg.errors.UniqueViolation), transaction.atomic():
                self.run(sql, **params)
                return
        self.run(f"{sql} {clause}", **params)

    def rows(self, sql: str, **params: Any) -> list[Any]:
        """Return all rows of a query."""
        self.run(sql, **params)
        return self.cursor.fetchall()

    def row(self, sql: str, **params: Any) -> Any | None:
        """Return the first row of a query, or None."""
        self.run(sql, **params)
        return self.cursor.fetchone()

    def value(self, sql: str, **params: Any) -> Any:
        """Return the only value of the only row of a query, or None without a row."""
        row = self.row(sql, **params)
        return row[0] if row else None

    def prepared(self, sql: str, **params: Any) -> list[Any]:
        """Return all rows of a query that is asked often: it is planned once for a connection."""
        # Django lets nothing be prepared, as a connection pool between may not bear it.
        held = self.cursor.connection
        held.prepare_threshold = 0
        try:
            return self.binary(sql, **params)
        finally:
            held.prepare_threshold = None

    def binary(self, sql: str, **params: Any) -> list[Any]:
        """Return all rows of a query, of which nothing is written out as text on the way."""
        given = {name: _packed(value) for name, value in params.items()}
        given["district"] = self.district
        prepare = self.cursor.connection.prepare_threshold is not None
        self.cursor.execute(sql.encode(), given, prepare=prepare, binary=True)
        return self.cursor.fetchall()

    def by_key(self) -> None:
        """Let the rest of the transaction find rows by their keys, whatever the planner thinks.

        To find some thousand of a million rows it would rather read all of them: that is quick
        enough, but then a change costs more with every record that is stored.
        """
        self.cursor.execute(f"SELECT {_planned('off')}".encode())

    def as_a_page(self) -> None:
        """Let the rest of the transaction find rows by their keys, and plan for the values at hand.

        A plan for all values cannot use an index of some states only: it would go through all
        deliveries for the few that are held.
        """
        self.cursor.execute(f"SELECT {_planned('off', 'force_custom_plan')}".encode())

    def by_any_way(self) -> None:
        """Let the planner choose again, for what has to look at everything."""
        self.cursor.execute(f"SELECT {_planned('on')}".encode())

    def stage(self, table: str, columns: Mapping[str, str], rows: Iterable[Sequence[Any]]) -> None:
        """Copy rows into a new temporary table that lives as long as the transaction.

        PostgreSQL refuses COPY into a table under row-level security, hence the detour.
        """
        described = ", ".join(f'"{name}" {type_}' for name, type_ in columns.items())
        self.cursor.execute(f"CREATE TEMP TABLE {table} ({described}) ON COMMIT DROP".encode())
        self.append(table, rows)

    def append(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        """Copy more rows into a staged table."""
        with self.cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy:
            for row in rows:
                copy.write_row(row)

    def unstage(self, table: str) -> None:
        """Drop a staged table before its transaction ends, so that its name is free again."""
        self.cursor.execute(f"DROP TABLE {table}".encode())


def _packed(value: Any) -> Any:
    """Return a parameter; a list of texts as PostgreSQL writes an array of them."""
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return text_array(value)
    return value


@contextmanager
def district_scope(district: int, *, repeatable: bool = False) -> Iterator[Scope]:
    """Enter a district for one transaction; it commits at the end and rolls back on an error.

    `repeatable`: who does this work does it again where it is missing, so its commit need not wait
    for the disk. After a crash of the server the last of such transactions may be gone, but none
    that came before one which was waited for.
    """
    with transaction.atomic():
        yield _enter(district, _REPEATABLE if repeatable else "")


@contextmanager
def looking_scope(district: int) -> Iterator[Scope]:
    """Enter a district for one transaction that is taken back at its end, whatever it did.

    Scopes of the same district that are entered within see what it did, and are taken back, too.
    """
    with transaction.atomic():
        yield _enter(district, "")
        transaction.set_rollback(True)


class TookTooLong(Exception):
    """A statement that was broken off because it took longer than a request may."""


@contextmanager
def reading_scope(district: int, seconds: int) -> Iterator[Scope]:
    """Enter a district for one transaction that writes nothing and finds rows by their keys.

    It is that of a request that has to be quick: all of it is set in one statement. What takes
    longer than so many seconds is broken off: TookTooLong.
    """
    patience = f"set_config('statement_timeout', '{seconds}s', true)"
    try:
        with transaction.atomic():
            yield _enter(district, f", {_planned('off')}, {_READ_ONLY}, {patience}")
    except psycopg.errors.QueryCanceled as problem:
        raise TookTooLong from problem


def _planned(word: str, plans: str = "force_generic_plan") -> str:
    """Return what sets which ways the planner may go; what is prepared has one plan for all
    values, or one for those at hand."""
    settings = {
        "enable_seqscan": word,
        "enable_hashjoin": word,
        "enable_mergejoin": word,
        "plan_cache_mode": plans,
        "jit": "off",
    }
    return ", ".join(f"set_config('{name}', '{held}', true)" for name, held in settings.items())


_READ_ONLY = "set_config('transaction_read_only', 'on', true)"
_REPEATABLE = ", set_config('synchronous_commit', 'off', true)"


def _enter(district: int, more: str) -> Scope:
    connection.ensure_connection()
    held = connection.connection
    assert isinstance(held, psycopg.Connection)
    cursor = psycopg.Cursor(held)
    words = (
        "SELECT nullif(current_setting('homeroom.district', true), ''),"
        f" set_config('homeroom.district', %s, true){more}"
    )
    entered = cursor.execute(words.encode(), (str(district),)).fetchone()
    if entered is None or entered[0] not in (None, str(district)):
        raise AssertionError("A transaction stays in the district that it entered first.")
    return Scope(district, cursor)
