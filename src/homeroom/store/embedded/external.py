"""A PostgreSQL server of the operator's own: can Homeroom reach it, and is it new enough?"""

import re
from collections.abc import Mapping

import psycopg
from psycopg.conninfo import conninfo_to_dict

from homeroom.errors import HomeroomError, NeedsOperator, RetryLater

OLDEST = 15
PATIENCE = 10  # seconds until a host that does not answer counts as unreachable

# A pattern in the words of libpq, psycopg or the server; what it means; what to do.
REFUSALS = (
    (
        r"translate host name|resolve host|Name or service not known|nodename nor servname",
        "The database's host {host} is unknown.",
        "Correct the host in HOMEROOM_DATABASE_URL, or its entry in the DNS.",
    ),
    (
        r"password authentication failed|no password supplied|28P01",
        "The database on {host} refused the password of {user}.",
        "Correct the user and the password in HOMEROOM_DATABASE_URL (a special character in it is"
        " written %XX).",
    ),
    (
        r"database \".*\" does not exist|3D000",
        "There is no database {dbname} on {host}.",
        "Create it (CREATE DATABASE), or correct the name in HOMEROOM_DATABASE_URL.",
    ),
    (
        r"no pg_hba\.conf entry|pg_hba\.conf rejects",
        "The database on {host} does not accept {user} from this machine.",
        "Allow it in the server's pg_hba.conf.",
    ),
    (
        r"Connection refused|No such file or directory",
        "Nothing listens on {host}, port {port}.",
        "Start the PostgreSQL server, or correct host and port in HOMEROOM_DATABASE_URL.",
    ),
)
NOT_READY = re.compile(
    r"is starting up|not yet accepting|is shutting down|in recovery mode"
    r"|closed the connection unexpectedly|terminating connection"
)
FULL = re.compile(r"too many (clients|connections)|remaining connection slots")


def check_server_version(url: str) -> None:
    """Raise unless a server of version 15 or newer lets us in.

    Raises NeedsOperator for what a person must put right, RetryLater for a server that starts.
    """
    parts = _parts(url)
    try:
        with psycopg.connect(url, connect_timeout=PATIENCE) as connection:
            version = connection.info.server_version // 10000
    except (psycopg.OperationalError, UnicodeError) as error:
        # Python's own name look-up answers a malformed host with a UnicodeError.
        malformed = "could not translate host name" if isinstance(error, UnicodeError) else ""
        raise _refusal(malformed or str(error), parts) from error
    if version < OLDEST:
        raise NeedsOperator(
            f"The database on {parts['host']} is PostgreSQL {version}; Homeroom needs {OLDEST}.",
            fix=f"Upgrade it to PostgreSQL {OLDEST} or newer.",
        )


def _parts(url: str) -> Mapping[str, str]:
    try:
        given = conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        # Without its cause: libpq quotes what it could not read, which may be the password.
        raise NeedsOperator(
            "HOMEROOM_DATABASE_URL cannot be read.",
            fix="Write it as postgresql://user:password@host:5432/database, special characters"
            " as %XX.",
        ) from None
    shown = {"host": "localhost", "port": "5432", "user": "this user", "dbname": "of that name"}
    return shown | {name: str(value) for name, value in given.items() if name in shown and value}


def _refusal(words: str, parts: Mapping[str, str]) -> HomeroomError:
    if NOT_READY.search(words) or FULL.search(words):
        busy = f"The database on {parts['host']} takes no connection just now."
        return RetryLater(busy, detail=words)
    for pattern, message, fix in REFUSALS:
        if re.search(pattern, words):
            return NeedsOperator(message.format(**parts), fix=fix, detail=words)
    return NeedsOperator(
        f"The database on {parts['host']} cannot be reached: {words.strip()}",
        fix="Check that this machine reaches it, and HOMEROOM_DATABASE_URL.",
        detail=words,
    )
