"""Deliveries in somebody's hands: claimed, checked to be still theirs, closed or put back."""

from collections.abc import Mapping, Sequence
from typing import Any

from homeroom.model.kinds import Kind
from homeroom.store.deliveries import COLUMNS, KNOWN_APP, Delivery, Ending, delivery_of, key_of
from homeroom.store.json import encode_json
from homeroom.store.scope import Scope

# Whoever claimed a delivery and was not heard of for so long has lost it.
CLAIM_SECONDS = 120


def claim(scope: Scope, target_id: int, kind: Kind, claim_id: str, limit: int) -> list[Delivery]:
    """Take due deliveries of one kind to a target, the oldest first."""
    rows = scope.rows(
        "UPDATE deliveries d SET state = 'sending', claim = %(claim)s, attempts = attempts + 1,"
        " claimed_until = now() + make_interval(secs => %(seconds)s)"
        " WHERE d.district_id = %(district)s AND (d.target_id, d.kind, d.record_id) IN ("
        "   SELECT target_id, kind, record_id FROM deliveries"
        "   WHERE district_id = %(district)s AND target_id = %(target)s AND kind = %(kind)s"
        "   AND (state = 'waiting' OR (state = 'sending' AND claimed_until < now()))"
        f"   AND not_before <= now() AND {KNOWN_APP}"
        "   ORDER BY not_before, record_id LIMIT %(limit)s"
        "   FOR UPDATE SKIP LOCKED)"
        f" RETURNING {COLUMNS}",
        target=target_id,
        claim=claim_id,
        seconds=CLAIM_SECONDS,
        kind=kind.value,
        limit=limit,
    )
    return [delivery_of(row) for row in rows]


def still_mine(scope: Scope, claim_id: str, deliveries: Sequence[Delivery]) -> set[str]:
    """Return which of these records the claim still holds, hold them, and forget their baselines.

    From here on the target may show the new content, even when its answer is lost.
    """
    rows = scope.rows(
        "UPDATE deliveries SET claimed_until = now() + make_interval(secs => %(seconds)s),"
        " baseline = NULL"
        " WHERE district_id = %(district)s AND claim = %(claim)s AND state = 'sending'"
        " AND record_id = ANY(%(ids)s::uuid[]) RETURNING record_id::text",
        claim=claim_id,
        seconds=CLAIM_SECONDS,
        ids=[one.record_id for one in deliveries],
    )
    return {id_ for (id_,) in rows}


def end(scope: Scope, claim_id: str, ending: Ending) -> bool:
    """Close a claimed delivery; False when the record changed or the claim was lost meanwhile.

    In that case what was sent may be old, or may have overtaken something newer: it is sent again.
    """
    one = ending.delivery
    mine = scope.run(
        "UPDATE deliveries SET state = %(state)s, code = %(code)s, facts = %(facts)s,"
        " notes = %(notes)s, sent = coalesce(%(sent)s, sent),"
        " baseline = CASE WHEN %(sent)s::jsonb IS NULL THEN coalesce(%(baseline)s, baseline)"
        " ELSE %(baseline)s END, found = coalesce(found, %(found)s),"
        " claim = NULL, not_before = now() + make_interval(secs => %(wait)s),"
        " delivered_at = CASE WHEN %(state)s = 'delivered' THEN now() ELSE delivered_at END,"
        " changed_at = now() WHERE district_id = %(district)s AND target_id = %(target)s"
        " AND kind = %(kind)s AND record_id = %(record)s AND claim = %(claim)s"
        " AND version = %(version)s",
        state=ending.state,
        code=ending.code,
        facts=encode_json(ending.facts) if ending.facts else None,
        notes=encode_json(ending.notes) if ending.notes else None,
        sent=_packed(ending.sent),
        baseline=_packed(ending.baseline),
        found=_packed(ending.found),
        wait=ending.wait,
        claim=claim_id,
        **key_of(one),
    )
    if mine or ending.sent is None:
        return bool(mine)
    scope.run(
        "UPDATE deliveries SET state = 'waiting', claim = NULL,"
        " sent = coalesce(%(sent)s, sent), baseline = NULL WHERE district_id = %(district)s"
        " AND target_id = %(target)s AND kind = %(kind)s AND record_id = %(record)s"
        " AND state IN ('waiting', 'sending', 'delivered')",
        sent=_packed(ending.sent),
        **key_of(one),
    )
    return False


def release(scope: Scope, claim_id: str) -> None:
    """Put back what was claimed and not sent."""
    scope.run(
        "UPDATE deliveries SET state = 'waiting', claim = NULL WHERE district_id = %(district)s"
        " AND claim = %(claim)s AND state = 'sending'",
        claim=claim_id,
    )


def attempted(scope: Scope, attempt: Mapping[str, Any]) -> None:
    """Keep what one attempt did and what the target answered."""
    scope.run(
        "INSERT INTO delivery_attempts (district_id, target_id, kind, record_id, act, outcome,"
        " status, code, words) VALUES (%(district)s, %(target)s, %(kind)s, %(record)s, %(act)s,"
        " %(outcome)s, %(status)s, %(code)s, %(words)s)",
        **attempt,
    )


def _packed(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else encode_json(value)
