"""Jobs in the hands of workers that have fallen silent: queued anew, once."""

from django.db import connection


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
