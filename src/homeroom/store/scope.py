"""The only way to a tenant row: a transaction that has entered one district."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any

import psycopg
from django.db import connection, transaction
from psycopg.pq import TransactionStatus

from homeroom.store.arrays import text_array
from homeroom.store.line import Line, Reply
from homeroom.store.statements import Numbered, Params, Question, numbered


class Scope:
    """A transaction within one district; row-level security shows no row of another.

    Statements use named parameters; `%(district)s` is always there.
    """

    def __init__(
        self,
        district: int,
        cursor: psycopg.Cursor[Any],
        line: Line | None = None,
        *,
        keeps: bool = False,
    ) -> None:
        self.district = district
        self._cursor = cursor
        self._line = line  # on which statements wait until something is asked
        self._keeps = keeps  # whether each of them is planned once for a connection

    @property
    def cursor(self) -> psycopg.Cursor[Any]:
        """Return what carries statements out one by one; those that wait go before."""
        if self._line:
            self._line.answer()
        return self._cursor

    def run(self, sql: str, **params: Any) -> int:
        """Execute a statement and return how many rows it touched."""
        if self._line:
            return self._asked(sql, params).touched
        return self._executed(sql, params).rowcount

    def send(self, sql: str, **params: Any) -> None:
        """Execute a statement of which nobody asks what it did.

        In a quick scope nobody waits for it: where it fails, the next question tells so, at the
        latest the commit, which then takes everything back.
        """
        if self._line:
            self._line.send(numbered(sql), self._given(params), keep=self._keeps)
            self._line.hurry()
        else:
            self._executed(sql, params)

    def ask(self, question: Question) -> Reply:
        """Ask something without waiting: the answer is there after the next `rows`.

        Only a quick scope can do so.
        """
        assert self._line is not None
        params = self._given(question.params)
        reply = self._line.send(numbered(question.sql), params, keep=self._keeps)
        self._line.hurry()
        return reply

    def _asked(
        self, sql: str | Numbered, params: Params, *, keep: bool | None = None, binary: bool = False
    ) -> Reply:
        assert self._line is not None
        statement = numbered(sql) if isinstance(sql, str) else sql
        keep = self._keeps if keep is None else keep
        reply = self._line.send(statement, self._given(params), keep=keep, binary=binary)
        self._line.answer()
        return reply

    def _executed(
        self, sql: str, params: Params, *, binary: bool | None = None
    ) -> psycopg.Cursor[Any]:
        return self._cursor.execute(sql.encode(), self._given(params), binary=binary)

    def _given(self, params: Params) -> dict[str, Any]:
        given = {name: _packed(value) for name, value in params.items()}
        given["district"] = self.district
        return given

    def add(self, sql: str, clause: str, *, new: bool, **params: Any) -> None:
        """Insert rows; `clause` says what to do where one is there (ON CONFLICT ...).

        With `new` none of them should be there: to look for each of them before it is inserted
        takes as long as to insert it, so that they are inserted first and looked for only when that
        fails.
        """
        if new:
            with suppress(psycopg.errors.UniqueViolation), self._within():
                self.run(sql, **params)
                return
        self.send(f"{sql} {clause}", **params)

    @contextmanager
    def _within(self) -> Iterator[None]:
        """Take back what fails, and nothing else."""
        if self._line:
            self._line.answer()
        with transaction.atomic():
            yield

    def rows(self, sql: str, **params: Any) -> list[Any]:
        """Return all rows of a query."""
        if self._line:
            return self._asked(sql, params).rows
        return self._executed(sql, params).fetchall()

    def row(self, sql: str, **params: Any) -> Any | None:
        """Return the first row of a query, or None."""
        rows = self.rows(sql, **params)
        return rows[0] if rows else None

    def value(self, sql: str, **params: Any) -> Any:
        """Return the only value of the only row of a query, or None without a row."""
        row = self.row(sql, **params)
        return row[0] if row else None

    def prepared(self, asked: Numbered, **params: Any) -> list[Any]:
        """Return all rows of a query that is asked often, as they are: see `binary`.

        In a quick scope it is planned once for a connection.
        """
        if self._line:
            return self._asked(asked, params, keep=True, binary=True).rows
        given = self._given(params)
        cursor = psycopg.RawCursor(self._cursor.connection)
        return cursor.execute(
            asked.sql, [given[name] for name in asked.names], binary=True
        ).fetchall()

    def binary(self, sql: str, **params: Any) -> list[Any]:
        """Return all rows of a query, of which nothing is written out as text on the way."""
        if self._line:
            return self._asked(sql, params, keep=False, binary=True).rows
        return self._executed(sql, params, binary=True).fetchall()

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
        self.cursor.execute(f"SELECT {_planned('off', _AT_HAND)}".encode())

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
    if isinstance(value, list) and all(issubclass(one, str) for one in set(map(type, value))):
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

    It is that of a request that has to be quick: all of it is set in one statement, which travels
    with the first question. What takes longer than so many seconds is broken off: TookTooLong.
    """
    patience = f"set_config('statement_timeout', '{seconds}s', true)"
    try:
        with _quick_scope(district, f", {_READ_ONLY}, {patience}", keeps=False) as scope:
            yield scope
    except psycopg.errors.QueryCanceled as problem:
        raise TookTooLong from problem


@contextmanager
def writing_scope(district: int) -> Iterator[Scope]:
    """Enter a district for one transaction of few rows that has to be quick.

    All statements are planned once for a connection, and find rows by their keys.
    """
    with _quick_scope(district, "", keeps=True) as scope:
        yield scope


@contextmanager
def _quick_scope(district: int, more: str, *, keeps: bool) -> Iterator[Scope]:
    """Enter a district on a line; nobody waits for that before the first question."""
    held = _connected()
    line = Line(held)
    with transaction.atomic():
        # Django, and the driver, find a transaction that is open already, and one that is over.
        alone = held.pgconn.transaction_status == TransactionStatus.IDLE
        if alone:
            line.send(_BEGIN, {})
        entering = numbered(_to_enter(f", {_planned('off', _FOR_ALL)}{more}"))
        entered = line.send(entering, {"entered": str(district)})
        try:
            yield Scope(district, psycopg.Cursor(held), line, keeps=keeps)
        except BaseException:
            line.forget()
            raise
        committed = line.send(_COMMIT, {}) if alone else None
        line.answer()
        _check_entered(entered.rows[0], district)
        # After an error that somebody has passed over, the server takes everything back, and is
        # content with it.
        assert committed is None or committed.done == b"COMMIT"


# How often a statement is planned: where it is prepared, once for all values that may come; or each
# time, for the values at hand. Without a word of it PostgreSQL decides, for what is not prepared by
# the values at hand: a plan for all would compare the ids of a chunk with a row one by one.
_FOR_ALL, _AT_HAND = "force_generic_plan", "force_custom_plan"


def _planned(word: str, plans: str = "") -> str:
    """Return what sets which ways the planner may go, and for which values it plans."""
    settings = {
        "enable_seqscan": word,
        "enable_hashjoin": word,
        "enable_mergejoin": word,
        "jit": "off",
        **({"plan_cache_mode": plans} if plans else {}),
    }
    return ", ".join(f"set_config('{name}', '{held}', true)" for name, held in settings.items())


_READ_ONLY = "set_config('transaction_read_only', 'on', true)"
_REPEATABLE = ", set_config('synchronous_commit', 'off', true)"


_BEGIN, _COMMIT = numbered("BEGIN"), numbered("COMMIT")


def _enter(district: int, more: str) -> Scope:
    cursor = psycopg.Cursor(_connected())
    cursor.execute(_to_enter(more).encode(), {"entered": str(district)})
    _check_entered(cursor.fetchone(), district)
    return Scope(district, cursor)


def _connected() -> psycopg.Connection[Any]:
    connection.ensure_connection()
    held = connection.connection
    assert isinstance(held, psycopg.Connection)
    return held


def _to_enter(more: str) -> str:
    return (
        "SELECT nullif(current_setting('homeroom.district', true), ''),"
        f" set_config('homeroom.district', %(entered)s, true){more}"
    )


def _check_entered(entered: Any, district: int) -> None:
    if entered is None or entered[0] not in (None, str(district)):
        raise AssertionError("A transaction stays in the district that it entered first.")
