"""Statements that leave together and are answered together: the pipeline mode of PostgreSQL.

The driver's own pipeline lets every statement leave by itself, and looks twice beforehand whether
it may; for a single grade that was half of what the web process did. Here they wait until somebody
asks.
"""

from collections import OrderedDict
from collections.abc import Mapping, MutableMapping
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from msgspec import Struct
from psycopg.abc import PQGen
from psycopg.adapt import PyFormat, Transformer
from psycopg.errors import error_from_result
from psycopg.pq import ExecStatus, Format
from psycopg.pq.abc import PGresult
from psycopg.waiting import Ready, Wait

from homeroom.store.statements import Numbered

# So many statements stay planned for a connection: those of all writes, and of the usual reads.
_KEPT = 300
_GOOD = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)
_Key = tuple[bytes, tuple[int, ...]]


class Reply(Struct):
    """What the database says to a statement; nothing until its line was answered."""

    rows: list[Any] = []
    touched: int = 0  # rows


class _Names:
    """The statements that a connection has planned. Nobody else plans any on it, or drops them."""

    def __init__(self) -> None:
        self.held: OrderedDict[_Key, bytes] = OrderedDict()
        self.given = 0

    def new(self) -> bytes:
        self.given += 1
        return b"homeroom_%d" % self.given


_NAMES: MutableMapping["psycopg.Connection[Any]", _Names] = WeakKeyDictionary()


class _Sent(Struct, frozen=True):
    """A statement that waits for the others; None is that which ends the way of another one."""

    statement: Numbered
    values: list[Any]
    keep: bool
    binary: bool
    reply: Reply


class Line:
    """The statements of one transaction on one connection, between two of its ways."""

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection = connection
        self._waiting: list[_Sent] = []
        self._names = _NAMES.setdefault(connection, _Names())

    def send(
        self,
        statement: Numbered,
        params: Mapping[str, Any],
        *,
        keep: bool = True,
        binary: bool = False,
    ) -> Reply:
        """Let a statement leave with the next way; return where its answer will stand.

        `keep`: it is planned once for a connection.
        """
        values = [params[name] for name in statement.names]
        one = _Sent(statement, values, keep, binary, Reply())
        self._waiting.append(one)
        return one.reply

    def answer(self) -> None:
        """Let what waits leave, and fill in the answers.

        Raises the error of the first statement that failed; those behind it were not carried out.
        """
        if not self._waiting:
            return
        some, self._waiting = self._waiting, []
        try:
            with _Way(self._connection, self._names) as way:
                for one in some:
                    way.take(one)
                way.back()
        except BaseException:
            # What would still come in could not be told apart from later answers.
            self._connection.close()
            raise
        way.check()


class _Way:
    """One way to the database and back."""

    def __init__(self, connection: "psycopg.Connection[Any]", names: _Names) -> None:
        self._connection, self._names = connection, names
        self._database = connection.pgconn
        self._values = Transformer(connection)
        # Of each answer to come: whose it is, or the key of the statement that it says is planned.
        self._awaited: list[Reply | _Key | None] = []
        self._failed: PGresult | None = None

    def __enter__(self) -> "_Way":
        self._database.enter_pipeline_mode()
        return self

    def __exit__(self, *failed: object) -> None:
        if failed[0] is None:
            self._database.exit_pipeline_mode()

    def take(self, one: _Sent) -> None:
        """Gather a statement; libpq keeps it until it has many, or is told to let them go."""
        sql, to = one.statement.sql, self._database
        params = self._values.dump_sequence(one.values, [PyFormat.AUTO] * len(one.values))
        types, formats = self._values.types or (), self._values.formats
        back = Format.BINARY if one.binary else Format.TEXT
        if one.keep:
            name = self._planned((sql, types))
            to.send_query_prepared(name, params, param_formats=formats, result_format=back)
        else:
            to.send_query_params(
                sql, params, param_types=types, param_formats=formats, result_format=back
            )
        self._awaited.append(one.reply)

    def _planned(self, key: _Key) -> bytes:
        """Return the name of a planned statement; where there is none yet, it is planned before."""
        held = self._names.held
        if key in held:
            held.move_to_end(key)
            return held[key]
        name = held[key] = self._names.new()
        self._database.send_prepare(name, *key)
        self._awaited.append(key)
        if len(held) > _KEPT:
            _, oldest = held.popitem(last=False)
            self._database.send_query_params(b"DEALLOCATE " + oldest, None)
            self._awaited.append(None)
        return name

    def back(self) -> None:
        """Let all of it go, and hand out what comes back."""
        self._database.pipeline_sync()
        results = self._connection.wait(_exchanged(self._database))
        for awaited, result in zip(self._awaited, results, strict=True):
            good = result.status in _GOOD
            if not good and self._failed is None:
                self._failed = result
            if isinstance(awaited, tuple) and not good:
                self._names.held.pop(awaited, None)
            elif isinstance(awaited, Reply) and good:
                self._fill(awaited, result)

    def _fill(self, reply: Reply, result: PGresult) -> None:
        reply.touched = result.command_tuples or 0
        if result.ntuples:
            self._values.set_pgresult(result)
            reply.rows = self._values.load_rows(0, result.ntuples, tuple)

    def check(self) -> None:
        """Raise the error of the first statement that failed."""
        if self._failed is not None:
            raise error_from_result(self._failed, self._values.encoding)


def _exchanged(database: Any) -> PQGen[list[PGresult]]:
    """Send all, and return the answer to every statement."""
    while database.flush():
        if (yield Wait.RW) & Ready.R:
            database.consume_input()
    results: list[PGresult] = []
    while True:
        while database.is_busy():
            if (yield Wait.R):
                database.consume_input()
        result = database.get_result()
        if result is None:  # the end of one answer
            if database.status:
                raise psycopg.OperationalError("the connection to the database is lost")
        elif result.status == ExecStatus.PIPELINE_SYNC:
            return results
        else:
            results.append(result)
