"""The only way to a tenant row: a transaction that has entered one district."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from typing import Any

import psycopg
from django.db import connection, transaction

from homeroom.store.arrays import text_array
from homeroom.store.statements import Numbered, Params, Question

# So many statements stay prepared for a connection: those of all writes, and of the usual reads.
_PREPARED = 300
# Django lets nothing be prepared, as a connection pool between may not bear it; with this, what
# says so is prepared, and nothing else.
_WHAT_SAYS_SO = 1 << 30


class Scope:
    """A transaction within one district; row-level security shows no row of another.

    Statements use named parameters; `%(district)s` is always there.
    """

    def __init__(
        self,
        district: int,
        cursor: psycopg.Cursor[Any],
        until_end: ExitStack | None = None,
        line: psycopg.Pipeline | None = None,
    ) -> None:
        self.district = district
        self.cursor = cursor
        self._until_end = until_end
        self._line = line  # on which statements leave without waiting

    def run(self, sql: str, **params: Any) -> int:
        """Execute a statement and return how many rows it touched."""
        self.send(sql, **params)
        if self._line:
            self._line.sync()
        return self.cursor.rowcount

    def send(self, sql: str, **params: Any) -> None:
        """Execute a statement of which nobody asks what it did; see `wait_no_more`."""
        self._execute(sql, params)

    def _execute(
        self, sql: str, params: Params, prepare: bool | None = None, *, binary: bool | None = None
    ) -> None:
        if self._line:
            # What comes back goes to the cursor that asked.
            self.cursor = psycopg.Cursor(self.cursor.connection)
        given = {name: _packed(value) for name, value in params.items()}
        given["district"] = self.district
        self.cursor.execute(sql.encode(), given, prepare=prepare, binary=binary)

    def wait_no_more(self) -> None:
        """Let what is sent from here on leave at once, the commit behind it, without waiting.

        The first statement that fails is told of where something is asked, at the latest by the
        commit, which then takes everything back. Only a `writing_scope` can do so; it cannot COPY
        from then on.
        """
        assert self._until_end is not None
        self._line = self._until_end.enter_context(self.cursor.connection.pipeline())

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
        self.send(f"{sql} {clause}", **params)

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

    def prepared(self, asked: Numbered, **params: Any) -> list[Any]:
        """Return all rows of a query that is asked often: it is planned once for a connection."""
        cursor = psycopg.RawCursor(self.cursor.connection)
        given = {**params, "district": self.district}
        values = [_packed(given[name]) for name in asked.names]
        cursor.execute(asked.sql, values, prepare=True, binary=True)
        return cursor.fetchall()

    def binary(self, sql: str, **params: Any) -> list[Any]:
        """Return all rows of a query, of which nothing is written out as text on the way."""
        self._execute(sql, params, prepare=False, binary=True)
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

    It is that of a request that has to be quick: all of it is set in one statement, which travels
    with the first question. What takes longer than so many seconds is broken off: TookTooLong.
    """
    held, patience = _connected(), f"set_config('statement_timeout', '{seconds}s', true)"
    try:
        # Its end comes after that of the transaction.
        with ExitStack() as until_end, transaction.atomic():
            cursor, line = psycopg.Cursor(held), until_end.enter_context(held.pipeline())
            words = f", {_planned('off', _FOR_ALL)}, {_READ_ONLY}, {patience}"
            _ask_to_enter(cursor, district, words, prepare=True)
            yield Scope(district, psycopg.Cursor(held), line=line)
            _check_entered(cursor, district)
    except psycopg.errors.QueryCanceled as problem:
        raise TookTooLong from problem


@contextmanager
def writing_scope(
    district: int, questions: Sequence[Question] = ()
) -> Iterator[tuple[Scope, list[list[Any]]]]:
    """Enter a district for one transaction of few rows that has to be quick; see also answers.

    The questions travel with the entering. All statements are planned once for a connection, and
    find rows by their keys.
    """
    held = _connected()
    held.prepare_threshold = 0
    try:
        # Its end comes after that of the transaction.
        with ExitStack() as until_end, transaction.atomic():
            cursor, others = psycopg.Cursor(held), [psycopg.Cursor(held) for _ in questions]
            with held.pipeline():
                _ask_to_enter(cursor, district, f", {_planned('off', _FOR_ALL)}", prepare=True)
                for other, one in zip(others, questions, strict=True):
                    Scope(district, other).send(one.sql, **one.params)
            _check_entered(cursor, district)
            yield Scope(district, cursor, until_end), [one.fetchall() for one in others]
    finally:
        held.prepare_threshold = _WHAT_SAYS_SO


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


def _enter(district: int, more: str) -> Scope:
    cursor = psycopg.Cursor(_connected())
    _ask_to_enter(cursor, district, more, prepare=False)
    _check_entered(cursor, district)
    return Scope(district, cursor)


def _connected() -> psycopg.Connection[Any]:
    connection.ensure_connection()
    held = connection.connection
    assert isinstance(held, psycopg.Connection)
    if held.prepare_threshold is None:
        held.prepare_threshold, held.prepared_max = _WHAT_SAYS_SO, _PREPARED
    return held


def _ask_to_enter(cursor: psycopg.Cursor[Any], district: int, more: str, *, prepare: bool) -> None:
    words = (
        "SELECT nullif(current_setting('homeroom.district', true), ''),"
        f" set_config('homeroom.district', %s, true){more}"
    )
    cursor.execute(words.encode(), (str(district),), prepare=prepare)


def _check_entered(cursor: psycopg.Cursor[Any], district: int) -> None:
    entered = cursor.fetchone()
    if entered is None or entered[0] not in (None, str(district)):
        raise AssertionError("A transaction stays in the district that it entered first.")
