"""What a restore changes in the rows that it brought back, before anybody works with them.

Since the backup was made, the hub that was lost may have delivered more, and teachers may have
edited. What the rows say about the systems outside is old; nothing may be built on it unseen.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import psycopg

from homeroom.store.json import encode_json

PROBLEM = {
    "message": "Broken off: the hub was restored from a backup that was made meanwhile.",
    "fix": "Sync again.",
    "detail": "",
}


def make_careful(cursor: psycopg.Cursor[Any], made_at: datetime, open_states: Sequence[str]) -> int:
    """Let nothing be delivered before a comparison; return how many open runs were ended.

    No reading of ours could show what an app wrote since that calls the API: its grades wait for
    the comparison at the target alone, and a change that was not sent yet for a person.
    """
    for statement in _DELIVERIES:
        cursor.execute(statement)
    cursor.execute(
        "UPDATE apps SET restored_at = greatest(now(), %s)"
        f" WHERE grade_sync AND state <> 'removed' AND NOT {_CALLS.format('id')}",
        (made_at,),
    )
    ended = cursor.execute(
        "UPDATE runs SET state = 'stopped', epoch = epoch + 1, finished_at = now(), problem = %s"
        " WHERE state = ANY(%s)",
        (encode_json(PROBLEM), list(open_states)),
    ).rowcount
    return ended


def note(cursor: psycopg.Cursor[Any], actor: str, made_at: datetime, file: str) -> None:
    """Write the restore into the audit log of every district."""
    cursor.execute(
        "INSERT INTO audit_events (district_id, actor, act, subject, facts)"
        " SELECT id, %s, 'hub.restore', %s, %s FROM districts",
        (actor, file, encode_json({"made_at": made_at.isoformat()})),
    )


# Apps that write through the API have credentials for it.
_CALLS = "(district_id, {}) IN (SELECT c.district_id, c.app_id FROM vendor_clients c)"
_DELIVERIES = (
    # Whoever had claimed a row is gone, and whether its write arrived is not known. A person who
    # agreed to an overwrite or a removal had looked at what stood there then.
    "UPDATE deliveries SET state = CASE WHEN state = 'sending' THEN 'waiting' ELSE state END,"
    " claim = NULL, claimed_until = NULL, claimed_by = NULL, approved = false"
    " WHERE state = 'sending' OR claim IS NOT NULL OR approved",
    # Without a baseline, the next sight of the target would become one, whoever changed it
    # meanwhile. What was sent last is all that may stand there unasked.
    "UPDATE deliveries SET baseline = sent - '{id,digest,kept}'::text[]"
    " WHERE kind = 'result' AND baseline IS NULL AND sent ? 'score'",
    # A grade whose first write left no trace here: its id, which is derived and thus the same, is
    # looked up at the target again, so that what stands there is noted before anything is written.
    "DELETE FROM record_links l USING deliveries d WHERE l.district_id = d.district_id"
    " AND l.app_id = d.target_id AND l.kind = d.kind AND l.record_id = d.record_id"
    " AND l.origin = 'derived' AND d.kind = 'result' AND d.sent IS NULL",
    # The lost hub may have sent this and what came after it: a grade that went from 8 to 9 and back
    # to 8 stands as 8 in both, and only the 9 of the backup would seem to be new.
    "UPDATE deliveries SET state = 'held', code = 'restored.unsent', facts = '{}',"
    " changed_at = now() WHERE state = 'waiting' AND kind = 'result' AND sent IS NOT NULL"
    f" AND {_CALLS.format('app_id')}",
)
