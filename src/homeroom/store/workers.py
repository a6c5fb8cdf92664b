"""Workers and their signs of life; what is taken from one that has fallen silent.

A worker is known by the name that all its connections bear (`application_name`).
"""

from collections.abc import Sequence

from django.db import connection
from msgspec import Struct, structs

# Who has left no sign for long; or who has left none just now and has no connection any more, as
# one whose process was killed.
_SILENT = (
    "(seen_at < clock_timestamp() - make_interval(secs => %(silent)s)"
    " OR seen_at < clock_timestamp() - make_interval(secs => %(gone)s)"
    "  AND NOT EXISTS (SELECT FROM pg_stat_activity WHERE application_name = name))"
)


class Patience(Struct, frozen=True):
    """Seconds without a sign of life after which a worker is silent, and is gone if it has no
    connection either."""

    silent: float
    gone: float


def own_name() -> str:
    """Return the name of the worker whose connection this is."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('application_name')")
        (name,) = cursor.fetchone()
    return str(name)


def leave_sign() -> None:
    """Leave a sign of life of the worker whose connection this is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO workers VALUES (current_setting('application_name'), clock_timestamp())"
            " ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at"
        )


def cut_off_silent(patience: Patience) -> list[str]:
    """End the connections of silent workers and return their names.

    One that is only paused, or whose machine is gone from the network, would otherwise keep its
    lanes and locks for as long as its connections stand.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT name, (SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
            f" WHERE application_name = name AND usename = current_user)"
            f" FROM workers WHERE {_SILENT} ORDER BY name",
            structs.asdict(patience),
        )
        return [name for name, _ in cursor.fetchall()]


def forget(names: Sequence[str]) -> None:
    """Forget workers that were silent; one that wakes up leaves its next sign as a new one."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM workers WHERE name = ANY(%s)", [list(names)])


def leave() -> None:
    """Forget the worker whose connection this is: it ends in order."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM workers WHERE name = current_setting('application_name')")


def queue_anew(silent_seconds: float) -> list[str]:
    """Give the jobs of silent workers back to the queue and return their names.

    Each becomes a new job and the old one goes. A worker that was only paused finds it gone when it
    wakes up, so it can neither end nor fail what somebody else is doing by then. A job of which
    another one waits in the queue already is not queued twice.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH silent AS ("
            "  SELECT j.id FROM procrastinate_jobs j"
            "  LEFT JOIN procrastinate_workers w ON w.id = j.worker_id"
            "  WHERE j.status = 'doing' AND (w.id IS NULL"
            "    OR w.last_heartbeat < clock_timestamp() - make_interval(secs => %s))"
            "  FOR UPDATE OF j SKIP LOCKED),"
            " gone AS ("
            "  DELETE FROM procrastinate_jobs j USING silent s WHERE j.id = s.id RETURNING j.*),"
            " anew AS ("
            "  INSERT INTO procrastinate_jobs"
            "    (queue_name, task_name, priority, lock, queueing_lock, args)"
            "  SELECT queue_name, task_name, priority, lock, queueing_lock, args FROM gone"
            "  ON CONFLICT (queueing_lock) WHERE status = 'todo' DO NOTHING)"
            " SELECT task_name FROM gone ORDER BY id",
            [silent_seconds],
        )
        return [name for (name,) in cursor.fetchall()]
