"""A PostgreSQL server for all tests of a session, and a migrated database for each test.

In the `conftest.py` of a room:

    from tests.database import DatabaseUrls, copy_of, make_template

    @pytest.fixture(scope="session")
    def migrated() -> str:
        return make_template("migrated", migrate)    # migrate(owner_url) runs once a session

    @pytest.fixture
    def database(migrated: str) -> Iterator[DatabaseUrls]:
        with copy_of(migrated) as urls:              # its own database, in some 25 ms
            yield urls                               # tests connect with urls.app_url

The first use starts an embedded server in a temporary folder, without fsync; the workers of
pytest-xdist share it, and the last one to end stops and removes it. HOMEROOM_DATABASE_URL and
HOMEROOM_DATABASE_OWNER_URL together name another server to use instead (version 15 or newer; the
owner needs CREATEDB, and membership in pg_signal_backend where a test leaves connections open).
"""

import atexit
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import psycopg
from psycopg import sql

from homeroom.errors import HomeroomError
from homeroom.settings import knob
from homeroom.store.embedded import EmbeddedServer, State
from homeroom.store.embedded.locks import only_one
from homeroom.store.embedded.running import with_database
from homeroom.store.embedded.waiting import Waiting

# Workers of one run share this word; without workers the process is the run.
RUN = os.environ.get("PYTEST_XDIST_TESTRUNUID", f"{os.getpid():08x}")[:8]
MARK = f"homeroom_test_{RUN}"  # begins the name of each database of this run
GIVEN = knob("DATABASE_URL"), knob("DATABASE_OWNER_URL")
SETTINGS = {
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "shared_buffers": "128MB",
    "checkpoint_timeout": "1h",
    "autovacuum_naptime": "1h",
}
ROOM = 2 << 30  # bytes that copies of a template may need in memory
SHM = Path("/dev/shm")


@dataclass(frozen=True)
class DatabaseUrls:
    """The addresses of one database; only the embedded server has a superuser for tests."""

    app_url: str
    owner_url: str
    superuser_url: str | None

    def of(self, database: str) -> "DatabaseUrls":
        """Return the same roles' addresses of another database."""
        root = self.superuser_url and with_database(self.superuser_url, database)
        return DatabaseUrls(
            with_database(self.app_url, database), with_database(self.owner_url, database), root
        )


def make_template(name: str, prepare: Callable[[str], None], of: str = "template1") -> str:
    """Return a database to copy; `prepare(owner_url)` fills it, in the first worker that asks.

    It begins as a copy of the template `of`.
    """
    template = f"{MARK}_{name}"
    _caretaker()
    with psycopg.connect(server().owner_url, autocommit=True) as connection:
        # Released with the connection. Another worker waits here until the template is whole.
        connection.execute("SELECT pg_advisory_lock(hashtext(%s))", [template])
        ready = "SELECT FROM pg_database WHERE datname = %s AND datistemplate"
        if connection.execute(ready, [template]).fetchone() is None:
            _run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", template)
            _run(connection, "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", template, of)
            prepare(server().of(template).owner_url)
            _run(connection, "ALTER DATABASE {} ALLOW_CONNECTIONS false", template)
            _end_sessions(connection, template)
            _run(connection, "ALTER DATABASE {} IS_TEMPLATE true", template)
    return template


@contextmanager
def copy_of(template: str) -> Iterator[DatabaseUrls]:
    """Lend a copy of a template; it is dropped afterwards, whoever is still connected."""
    name = f"{template}_{secrets.token_hex(4)}"
    # With fsync off, copying files takes a tenth of the time that the usual way by WAL takes.
    _run(_caretaker(), "CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy", name, template)
    try:
        yield server().of(name)
    finally:
        _run(_caretaker(), "DROP DATABASE {} WITH (FORCE)", name)


@cache
def server() -> DatabaseUrls:
    """Return the addresses of the session's server, which the first call starts."""
    app_url, owner_url = GIVEN
    return DatabaseUrls(app_url, owner_url, None) if app_url and owner_url else _start()


@cache
def _caretaker() -> psycopg.Connection:
    """The connection that makes and drops databases; its lock counts the workers of the run."""
    connection = psycopg.connect(server().owner_url, autocommit=True)
    connection.execute("SELECT pg_advisory_lock_shared(hashtext(%s))", [MARK])
    atexit.register(_dismiss, connection)
    return connection


def _dismiss(connection: psycopg.Connection) -> None:
    """Let the last worker drop what the run has left, for a server that is given stays."""
    connection.execute("SELECT pg_advisory_unlock_shared(hashtext(%s))", [MARK])
    alone = connection.execute("SELECT pg_try_advisory_lock(hashtext(%s))", [MARK]).fetchone()
    if all(GIVEN) and alone == (True,):
        query = "SELECT datname FROM pg_database WHERE starts_with(datname, %s)"
        for (name,) in connection.execute(query, [MARK]).fetchall():
            _run(connection, "ALTER DATABASE {} IS_TEMPLATE false", name)
            _run(connection, "DROP DATABASE {} WITH (FORCE)", name)
    connection.close()


def _run(connection: psycopg.Connection, statement: str, *names: str) -> None:
    text = sql.SQL(statement)
    connection.execute(text.format(*map(sql.Identifier, names)))


def _end_sessions(connection: psycopg.Connection, database: str) -> None:
    """End what `prepare` has left open: a database in use cannot be copied."""
    query = "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = %s"
    connection.execute(query, [database])


def quick_folder() -> Path:
    """Return where temporary files cost least: in memory, where there is room to run programs."""
    if SHM.is_dir():
        found = os.statvfs(SHM)
        roomy = found.f_bavail * found.f_frsize > ROOM
        if roomy and not found.f_flag & os.ST_NOEXEC and os.access(SHM, os.W_OK):
            return SHM
    return Path(tempfile.gettempdir())


def _start() -> DatabaseUrls:
    mine = f"homeroom-tests-{os.geteuid()}"
    home = quick_folder() / f"{mine}-{RUN}"
    lock = quick_folder() / f"{mine}.lock"
    with only_one(lock, Waiting(print), "Another test run starts or stops its database"):
        for abandoned in quick_folder().glob(f"{mine}-*"):
            if abandoned != home:
                with suppress(HomeroomError):
                    _remove(EmbeddedServer(abandoned), abandoned)
        embedded = EmbeddedServer(home, settings=SETTINGS)
        running = embedded.start()
    atexit.register(_stop, embedded, home, lock)
    return DatabaseUrls(running.app_url, running.owner_url, running.superuser_url)


def _stop(embedded: EmbeddedServer, home: Path, lock: Path) -> None:
    with only_one(lock, Waiting(print), "Another test run starts or stops its database"):
        embedded.stop()
        _remove(embedded, home)


def _remove(embedded: EmbeddedServer, home: Path) -> None:
    """Remove a server's folder, unless somebody uses it; one that a killed run left is stopped."""
    if embedded.status().state is not State.STOPPED:
        embedded.start()
        embedded.stop()
    if embedded.status().state is State.STOPPED:
        shutil.rmtree(home)
