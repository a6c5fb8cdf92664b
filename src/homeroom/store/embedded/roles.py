"""The three roles and the database, made or completed at every start of the server."""

from collections.abc import Mapping

import psycopg
from psycopg import sql

from homeroom.store.embedded.running import APP, DATABASE, OWNER

ABILITIES = {
    # pg_signal_backend: to end sessions that still use a database it drops.
    OWNER: "LOGIN CREATEDB IN ROLE pg_signal_backend",
    APP: "LOGIN",
}


def complete_roles(url: str, passwords: Mapping[str, str]) -> None:
    """Make what is missing; a start that was cut short is finished by the next one."""
    with psycopg.connect(url, autocommit=True) as connection:
        for role in ABILITIES:
            if not _exists(connection, "SELECT FROM pg_roles WHERE rolname = %s", role):
                _make_role(connection, role, passwords[role])
        if not _exists(connection, "SELECT FROM pg_database WHERE datname = %s", DATABASE):
            connection.execute(_named("CREATE DATABASE {} OWNER {}", DATABASE, OWNER))
        _close_to_the_public(connection)


def _exists(connection: psycopg.Connection, query: str, name: str) -> bool:
    return connection.execute(query.encode(), [name]).fetchone() is not None


def _named(statement: str, *names: str) -> sql.Composed:
    return sql.SQL(statement).format(*map(sql.Identifier, names))


# Since PostgreSQL 16 one can say how often a password is hashed at each sign-in. To do it 4,096
# times makes guesses dear, which random passwords of 192 bits do not need, and every connection.
CHEAP_SIGN_IN = 16


def _make_role(connection: psycopg.Connection, role: str, password: str) -> None:
    if connection.info.server_version // 10000 >= CHEAP_SIGN_IN:
        connection.execute("SET scram_iterations = 1")
    # Hashed on this side: no log, history or statistics ever sees the password.
    hashed = connection.pgconn.encrypt_password(password.encode(), role.encode(), b"scram-sha-256")
    connection.execute(
        _named(f"CREATE ROLE {{}} {ABILITIES[role]} PASSWORD ", role) + sql.Literal(hashed.decode())
    )


def _close_to_the_public(connection: psycopg.Connection) -> None:
    """Leave the database to its owner and to the app; a new one is open to every role."""
    query = "SELECT FROM pg_database WHERE datname = %s AND datacl IS NULL"
    if _exists(connection, query, DATABASE):
        with connection.transaction():
            connection.execute(_named("REVOKE ALL ON DATABASE {} FROM PUBLIC", DATABASE))
            connection.execute(
                _named("GRANT CONNECT, TEMPORARY ON DATABASE {} TO {}", DATABASE, APP)
            )
