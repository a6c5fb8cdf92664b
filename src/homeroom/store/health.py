"""Signs of life of the whole server, without any district's data."""

from datetime import datetime

from django.db import connection
from msgspec import Struct

# A worker leaves a sign every few seconds; one that was silent for so long is gone.
ALIVE_SECONDS = 15


class Signs(Struct, frozen=True):
    """What can be said about a server at a glance."""

    districts: int
    workers: int
    heartbeat: datetime | None  # the newest sign of any worker
    clock: datetime  # the database's
    version: str


def signs() -> Signs:
    """Return the signs; raises Django's DatabaseError when the database does not answer."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM districts),"
            " (SELECT count(*) FROM procrastinate_workers"
            "  WHERE last_heartbeat > now() - make_interval(secs => %s)),"
            " (SELECT max(last_heartbeat) FROM procrastinate_workers),"
            " now(), current_setting('server_version')",
            [ALIVE_SECONDS],
        )
        return Signs(*cursor.fetchone())
