"""The outbox, which is the queue as well: at most one row per target and record, for life."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store.json import decode_json, encode_json
from homeroom.store.scope import Scope

# Whoever claimed a delivery and was not heard of for so long has lost it.
CLAIM_SECONDS = 120
CHANNEL = "homeroom_deliveries"


class Wanted(Struct, frozen=True):
    """A record that a target should know about, after so many seconds of rest."""

    target_id: int
    kind: Kind
    record_id: str
    app_id: int
    act: str  # put, clear or delete
    settle: int = 0


class Delivery(Struct, frozen=True, kw_only=True):
    """One row of the outbox."""

    target_id: int
    kind: Kind
    record_id: str
    app_id: int
    act: str
    state: str
    version: int
    attempts: int
    code: str | None
    facts: Mapping[str, Any]
    notes: Mapping[str, Any]
    sent: Mapping[str, Any]
    baseline: Mapping[str, Any] | None
    found: Mapping[str, Any] | None
    approved: bool
    changed_at: datetime
    delivered_at: datetime | None


class Ending(Struct, frozen=True, kw_only=True):
    """How one claimed delivery came out."""

    delivery: Delivery
    state: str
    code: str | None = None
    facts: Mapping[str, Any] = {}
    notes: Mapping[str, Any] = {}
    sent: Mapping[str, Any] | None = None
    baseline: Mapping[str, Any] | None = None
    found: Mapping[str, Any] | None = None
    wait: float = 0.0  # seconds until it is due again


_COLUMNS = (
    "target_id, kind, record_id::text, app_id, act, state, version, attempts, code, facts, notes,"
    " sent, baseline, found, approved, changed_at, delivered_at"
)


def want(scope: Scope, wanted: Iterable[Wanted]) -> int:
    """Put records into the outbox; a later change replaces what waits, and asks for approval."""
    put = _stage_wanted(scope, wanted)
    scope.run(
        f"{_PUT_WANTED} DO UPDATE SET"
        " act = excluded.act, state = 'waiting', version = deliveries.version + 1,"
        " not_before = excluded.not_before, attempts = 0, code = NULL, facts = NULL, claim = NULL,"
        " approved = false, changed_at = now()"
    )
    _tell(scope, put)
    return put


def check_anew(scope: Scope, wanted: Iterable[Wanted]) -> int:
    """Let records be checked again because something around them changed.

    What a person has to decide stays with that person.
    """
    put = _stage_wanted(scope, wanted)
    scope.run(
        f"{_PUT_WANTED} DO UPDATE SET"
        " state = CASE WHEN deliveries.state = 'conflict' THEN 'conflict' ELSE 'waiting' END,"
        " version = deliveries.version + 1, attempts = 0,"
        " not_before = least(deliveries.not_before, excluded.not_before), claim = NULL"
    )
    _tell(scope, put)
    return put


_WANTED = {
    "target_id": "int",
    "kind": 'text COLLATE "C"',
    "record_id": "uuid",
    "app_id": "int",
    "act": "text",
    "settle": "int",
}
_PUT_WANTED = (
    "INSERT INTO deliveries (district_id, target_id, kind, record_id, app_id, act, state,"
    " not_before) SELECT DISTINCT ON (target_id, kind, record_id) %(district)s, w.target_id,"
    " w.kind, w.record_id, w.app_id, w.act, 'waiting', now() + make_interval(secs => w.settle)"
    " FROM wanted_out w ON CONFLICT (district_id, target_id, kind, record_id)"
)


def _stage_wanted(scope: Scope, wanted: Iterable[Wanted]) -> int:
    rows = [
        (one.target_id, one.kind.value, one.record_id, one.app_id, one.act, one.settle)
        for one in wanted
    ]
    scope.stage("wanted_out", _WANTED, rows)
    return len(rows)


def _tell(scope: Scope, put: int) -> None:
    """Tell the lanes that there is something to do, when the transaction commits."""
    if put:
        scope.run(f"SELECT pg_notify('{CHANNEL}', %(district)s::text)")
    scope.unstage("wanted_out")


def want_removal(scope: Scope, wanted: Sequence[Wanted]) -> None:
    """Ask a target for the removal of records that it was given; others simply stay at home."""
    for one in wanted:
        scope.run(
            "UPDATE deliveries SET act = CASE WHEN sent IS NULL THEN act ELSE %(act)s END,"
            " state = CASE WHEN sent IS NULL THEN 'dropped' ELSE 'waiting' END,"
            " version = version + 1, not_before = now(), attempts = 0, code = NULL, facts = NULL,"
            " claim = NULL, approved = false, changed_at = now()"
            " WHERE district_id = %(district)s AND target_id = %(target)s AND kind = %(kind)s"
            " AND record_id = %(record)s",
            act=one.act,
            target=one.target_id,
            kind=one.kind.value,
            record=one.record_id,
        )


def claim(scope: Scope, target_id: int, kind: Kind, claim_id: str, limit: int) -> list[Delivery]:
    """Take due deliveries of one kind to a target, the oldest first."""
    rows = scope.rows(
        "UPDATE deliveries d SET state = 'sending', claim = %(claim)s, attempts = attempts + 1,"
        " claimed_until = now() + make_interval(secs => %(seconds)s)"
        " WHERE d.district_id = %(district)s AND (d.target_id, d.kind, d.record_id) IN ("
        "   SELECT target_id, kind, record_id FROM deliveries"
        "   WHERE district_id = %(district)s AND target_id = %(target)s AND kind = %(kind)s"
        "   AND (state = 'waiting' OR (state = 'sending' AND claimed_until < now()))"
        "   AND not_before <= now()"
        "   ORDER BY not_before, record_id LIMIT %(limit)s"
        "   FOR UPDATE SKIP LOCKED)"
        f" RETURNING {_COLUMNS}",
        target=target_id,
        claim=claim_id,
        seconds=CLAIM_SECONDS,
        kind=kind.value,
        limit=limit,
    )
    return [_delivery(row) for row in rows]


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
        **_key(one),
    )
    if mine or ending.sent is None:
        return bool(mine)
    scope.run(
        "UPDATE deliveries SET state = 'waiting', claim = NULL,"
        " sent = coalesce(%(sent)s, sent), baseline = NULL WHERE district_id = %(district)s"
        " AND target_id = %(target)s AND kind = %(kind)s AND record_id = %(record)s"
        " AND state IN ('waiting', 'sending', 'delivered')",
        sent=_packed(ending.sent),
        **_key(one),
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


def set_baseline(scope: Scope, delivery: Delivery, baseline: Mapping[str, Any]) -> None:
    """Keep what a target shows of a delivery, to recognise later that somebody edited it."""
    scope.run(
        "UPDATE deliveries SET baseline = %(baseline)s WHERE district_id = %(district)s"
        " AND target_id = %(target)s AND kind = %(kind)s AND record_id = %(record)s"
        " AND version = %(version)s",
        baseline=encode_json(baseline),
        **_key(delivery),
    )


def park(scope: Scope, delivery: Delivery, state: str, code: str, facts: Mapping[str, Any]) -> bool:
    """Put a delivery aside for a person, unless its record changed meanwhile."""
    return bool(
        scope.run(
            "UPDATE deliveries SET state = %(state)s, code = %(code)s, facts = %(facts)s,"
            " changed_at = now() WHERE district_id = %(district)s AND target_id = %(target)s"
            " AND kind = %(kind)s AND record_id = %(record)s AND version = %(version)s"
            " AND state <> 'sending'",
            state=state,
            code=code,
            facts=encode_json(facts) if facts else None,
            **_key(delivery),
        )
    )


def of_records(
    scope: Scope, target_id: int, kind: Kind, record_ids: Sequence[str]
) -> dict[str, Delivery]:
    """Return the rows of a target for some records."""
    rows = scope.rows(
        f"SELECT {_COLUMNS} FROM deliveries WHERE district_id = %(district)s"
        " AND target_id = %(target)s AND kind = %(kind)s AND record_id = ANY(%(ids)s::uuid[])",
        target=target_id,
        kind=kind.value,
        ids=list(record_ids),
    )
    return {row[2]: _delivery(row) for row in rows}


def listed(
    scope: Scope, target_id: int | None, states: Sequence[str], limit: int
) -> list[Delivery]:
    """Return rows of the outbox, the latest change first."""
    rows = scope.rows(
        f"SELECT {_COLUMNS} FROM deliveries WHERE district_id = %(district)s"
        " AND (%(target)s::int IS NULL OR target_id = %(target)s)"
        " AND (%(states)s::text[] = '{}' OR state = ANY(%(states)s))"
        " ORDER BY changed_at DESC, record_id LIMIT %(limit)s",
        target=target_id,
        states=list(states),
        limit=limit,
    )
    return [_delivery(row) for row in rows]


def counted(scope: Scope, target_id: int | None) -> list[tuple[str, str, str | None, int]]:
    """Return how many rows there are by kind, state and code."""
    return scope.rows(
        "SELECT kind, state, code, count(*) FROM deliveries WHERE district_id = %(district)s"
        " AND (%(target)s::int IS NULL OR target_id = %(target)s)"
        " GROUP BY kind, state, code ORDER BY kind, state, code",
        target=target_id,
    )


def due_targets(scope: Scope) -> list[int]:
    """Return the targets for which something is due."""
    rows = scope.rows(
        "SELECT DISTINCT target_id FROM deliveries WHERE district_id = %(district)s"
        " AND (state = 'waiting' OR (state = 'sending' AND claimed_until < now()))"
        " AND not_before <= now()"
    )
    return [target for (target,) in rows]


def _key(delivery: Delivery) -> dict[str, Any]:
    return {
        "target": delivery.target_id,
        "kind": delivery.kind.value,
        "record": delivery.record_id,
        "version": delivery.version,
    }


def _packed(value: Mapping[str, Any] | None) -> str | None:
    return None if value is None else encode_json(value)


def _delivery(row: tuple[Any, ...]) -> Delivery:
    held = dict(zip(Delivery.__struct_fields__, row, strict=True))
    held["kind"] = Kind(held["kind"])
    for name in ("facts", "notes", "sent"):
        held[name] = decode_json(held[name]) if held[name] else {}
    for name in ("baseline", "found"):
        held[name] = decode_json(held[name]) if held[name] else None
    return Delivery(**held)
