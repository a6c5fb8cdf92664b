"""What a backup holds of the database: every table of ours with its columns, and the counters."""

from typing import Any

import psycopg
from msgspec import Struct

# Jobs are work that is at hand, and workers are at it; a restored hub begins its work anew. The
# others belong to the database rather than to its content: migrations make the one, and a restore
# writes the other.
LEFT_OUT = "procrastinate_%"
ON_INSERT = 4  # a bit of pg_trigger.tgtype
WORKERS = "workers"
# Nobody stays signed in, invited or locked out in a hub that was restored.
ENDED = (
    "django_session",
    "usersessions_usersession",
    "sign_in_links",
    "access_tokens",
    "axes_accessattempt",
    "axes_accessattemptexpiration",
    "axes_accessfailurelog",
    "axes_accesslog",
)
OWN = ("django_migrations", "restores", WORKERS, *ENDED)


class Table(Struct, frozen=True):
    """One table; a tenant's rows are copied district by district, which row security demands."""

    name: str
    columns: tuple[str, ...]
    by_district: bool


class Counter(Struct, frozen=True):
    """Where a sequence stands; it may stand further than the rows that are copied."""

    name: str
    last: int
    used: bool


def tables(cursor: psycopg.Cursor[Any]) -> list[Table]:
    """Return the tables of the database that are backed up, in the order of a restore.

    References are lifted for its time, but a table that looks for its parents by a trigger must
    come after them.
    """
    rows = cursor.execute(
        "SELECT c.relname, array_agg(a.attname::text ORDER BY a.attnum), c.relrowsecurity"
        " FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
        " AND NOT a.attisdropped AND a.attgenerated = ''"
        " WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'"
        " AND c.relname NOT LIKE %(left_out)s AND c.relname <> ALL(%(own)s)"
        " GROUP BY c.oid ORDER BY EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid"
        f"   AND NOT t.tgisinternal AND t.tgtype & {ON_INSERT} <> 0), c.relname",
        {"left_out": LEFT_OUT, "own": list(OWN)},
    ).fetchall()
    return [Table(name, tuple(columns), protected) for name, columns, protected in rows]


def counters(cursor: psycopg.Cursor[Any]) -> list[Counter]:
    """Return the sequences that those tables draw from, by name."""
    names = cursor.execute(
        "SELECT s.relname FROM pg_class s LEFT JOIN pg_depend d ON d.objid = s.oid"
        " AND d.classid = 'pg_class'::regclass AND d.refclassid = 'pg_class'::regclass"
        " AND d.deptype IN ('a', 'i') LEFT JOIN pg_class t ON t.oid = d.refobjid"
        " WHERE s.relnamespace = 'public'::regnamespace AND s.relkind = 'S'"
        " AND s.relname NOT LIKE %(left_out)s"
        " AND coalesce(t.relname <> ALL(%(own)s), true) ORDER BY s.relname",
        {"left_out": LEFT_OUT, "own": list(OWN)},
    ).fetchall()
    return [_counter(cursor, name) for (name,) in names]


def _counter(cursor: psycopg.Cursor[Any], name: str) -> Counter:
    query = psycopg.sql.SQL("SELECT last_value, is_called FROM {}")
    row = cursor.execute(query.format(psycopg.sql.Identifier(name))).fetchone()
    assert row is not None
    return Counter(name, *row)
