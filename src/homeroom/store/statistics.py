"""Fresh statistics after much was stored, so that the planner does not guess.

Without them PostgreSQL takes a wrong index for the foreign keys of a first import (measured: 150
microseconds a row instead of 10). Autovacuum would see to it, but minutes later.
"""

from django.db import connection, connections

from homeroom.model.kinds import Kind
from homeroom.store.columns import TABLES
from homeroom.store.scope import Scope

# From here on a role that does not own a table may be allowed to analyse it (MAINTAIN).
MAINTAIN_SINCE = 170_000
_ALWAYS = ("record_links", "source_records")


def refresh(scope: Scope, kind: Kind) -> None:
    """Analyse the table of a kind and what grows with it; older servers leave it to autovacuum."""
    if may_analyse():
        for table in (TABLES[kind].name, *_ALWAYS):
            scope.run(f"ANALYZE {table}")


def refresh_all() -> None:
    """Analyse every table, as its owner: after a restore."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    connections["owner"].close()


def tidy_all() -> None:
    """Do at once, as the owner, what autovacuum would do minutes after much was stored."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    connections["owner"].close()


def may_analyse() -> bool:
    """Say whether the server knows the privilege that migrations grant to the app role."""
    connection.ensure_connection()
    assert connection.connection is not None
    return bool(connection.connection.info.server_version >= MAINTAIN_SINCE)
