"""Statements that leave one after the other and are answered together: PostgreSQL's pipeline mode.

The driver's own pipeline looks twice before each statement whether it may leave, and waits for the
beginning of the transaction; for a single grade that was half of what the web process did.
"""

from collections import OrderedDict
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
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
_MANY = 8
_GOOD = (ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK)
_Key = tuple[bytes, tuple[int, ...]]


class Reply(Struct):
    """What the database says to a statement; nothing until its line was answered."""

    rows: list[Any] = []
    result: PGresult | None = None

    @property
    def touched(self) -> int:
        """Return how many rows it touched."""
        return (self.result.command_tuples or 0) if self.result else 0

    @property
    def done(self) -> bytes:
        """Return the command that was carried out."""
        return (self.result.command_status or b"") if self.result else b""


class _Adapting:
    """How values of this connection travel, without the connection: that would hold itself."""

    connection = None

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self.adapters = connection.adapters


class _Kept:
    """What a connection keeps from one line to the next.

    `held` are the names of the statements that it has planned: nobody else plans any on it, or
    drops them. `values` has found out how values of each type travel, which takes longer than to
    let one travel.
    """

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self.held: OrderedDict[_Key, bytes] = OrderedDict()
        self.given = 0
        self.values = Transformer(_Adapting(connection))

    def new(self) -> bytes:
        self.given += 1
        return b"homeroom_%d" % self.given


_KEPT_BY: MutableMapping["psycopg.Connection[Any]", _Kept] = WeakKeyDictionary()


class Line:
    """The statements of one transaction on one connection.

    What was sent has to be answered before anything else uses the connection.
    """

    def __init__(self, connection: "psycopg.Connection[Any]") -> None:
        self._connection, self._database = connection, connection.pgconn
        kept = _KEPT_BY.get(connection)
        if kept is None:
            kept = _KEPT_BY[connection] = _Kept(connection)
        self._kept, self._values = kept, kept.values
        # Of each answer to come: whose it is, or the key of the statement that it says is planned.
        self._awaited: list[Reply | _Key | None] = []
        self._begun = 0  # how many of them the database has been let begin with

    def send(
        self,
        statement: Numbered,
        params: Mapping[str, Any],
        *,
        keep: bool = True,
        binary: bool = False,
    ) -> Reply:
        """Send a statement; return where its answer will stand. See also `hurry`.

        `keep`: it is planned once for a connection.
        """
        to, sql, values = self._database, statement.sql, [params[name] for name in statement.names]
        given = self._values.dump_sequence(values, [PyFormat.AUTO] * len(values))
        types, formats = self._values.types or (), self._values.formats
        back = Format.BINARY if binary else Format.TEXT
        if not self._awaited:
            to.enter_pipeline_mode()
        if keep:
            name = self._planned((sql, types))
            to.send_query_prepared(name, given, param_formats=formats, result_format=back)
        else:
            to.send_query_params(
                sql, given, param_types=types, param_formats=formats, result_format=back
            )
        reply = Reply()
        self._awaited.append(reply)
        return reply

    def _planned(self, key: _Key) -> bytes:
        """Return the name of a planned statement; where there is none yet, it is planned before."""
        held = self._kept.held
        if key in held:
            held.move_to_end(key)
            return held[key]
        name = held[key] = self._kept.new()
        self._database.send_prepare(name, *key)
        self._awaited.append(key)
        if len(held) > _KEPT:
            _, oldest = held.popitem(last=False)
            self._database.send_close_prepared(oldest)
            self._awaited.append(None)
        return name

    def hurry(self) -> None:
        """Let the database begin with what was sent, while more is prepared here.

        Each time costs a call of the kernel here and a waking there: it is let begin with the first
        statement, and again only when there are many more.
        """
        if len(self._awaited) >= _MANY * self._begun:
            self._database.flush()
            self._begun = len(self._awaited)

    def answer(self) -> None:
        """Fill in the answers to all that was sent.

        Raises the error of the first statement that failed; those behind it were not carried out.
        """
        failed = self._answered()
        if failed is not None:
            raise error_from_result(failed, self._values.encoding)

    def forget(self) -> None:
        """Wait until the connection can be used again, whatever came of what was sent."""
        with suppress(psycopg.OperationalError):
            self._answered()

    def _answered(self) -> PGresult | None:
        awaited, self._awaited, self._begun = self._awaited, [], 0
        if not awaited:
            return None
        try:
            self._database.pipeline_sync()
            results = self._connection.wait(_exchanged(self._database))
            self._database.exit_pipeline_mode()
        except BaseException:
            # What would still come in could not be told apart from later answers.
            self._connection.close()
            raise
        first = None
        for one, result in zip(awaited, results, strict=True):
            if result.status in _GOOD:
                if isinstance(one, Reply):
                    self._fill(one, result)
                continue
            first = first or result
            if isinstance(one, tuple):
                self._kept.held.pop(one, None)
        return first

    def _fill(self, reply: Reply, result: PGresult) -> None:
        reply.result = result
        if result.ntuples:
            self._values.set_pgresult(result)
            reply.rows = self._values.load_rows(0, result.ntuples, tuple)
            self._values.set_pgresult(None)  # it may be large


def _exchanged(database: Any) -> PQGen[list[PGresult]]:
    """Let all that was sent leave, and return the answer to every statement."""
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
