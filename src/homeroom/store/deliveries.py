"""The outbox, which is the queue as well: at most one row per target and record, for life."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store.arrays import number_array, text_array
from homeroom.store.json import decode_json, encode_json
from homeroom.store.scope import Scope

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
    tried: Mapping[str, Any] | None  # sent, or about to be, and not seen at the target since
    approved: bool
    lifted: tuple[str, ...] = ()  # codes of holds that a person has lifted for this content
    changed_at: datetime
    delivered_at: datetime | None
    counts: bool | None = None  # of a line item: False while it stands in no category there


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
    wrote: Mapping[str, Any] | None = None  # what was sent just now, seen or not
    counts: bool | None = None  # whether a line item stands in a category there; None: as before
    known: bool = False  # what stands at the target is known: of what was tried nothing is open
    wait: float = 0.0  # seconds until it is due again


# After a restore, what the hub holds of an app may be old until the app was read once more.
KNOWN_APP = (
    "app_id NOT IN (SELECT id FROM apps WHERE district_id = %(district)s AND role = 'learning'"
    " AND state = 'active' AND restored_at IS NOT NULL)"
)
COLUMNS = (
    "target_id, kind, record_id::text, app_id, act, state, version, attempts, code, facts, notes,"
    " sent, baseline, found, tried, approved, lifted, changed_at, delivered_at,"
    " counts"
)
# What somebody is sending stays in their hands: it waits once they have ended, so that the older
# content cannot arrive after the newer one.
_IN_HAND = "(deliveries.state = 'sending' AND deliveries.claimed_until > now())"
_OPEN = (
    f"state = CASE WHEN {_IN_HAND} THEN 'sending' ELSE 'waiting' END,"
    f" claim = CASE WHEN {_IN_HAND} THEN deliveries.claim END"
)
# A window moves on, and a restore is over; what they held waits for the person all the same.
_FOR_A_PERSON = (
    "(deliveries.state = 'conflict' OR deliveries.code = 'restored.unsent'"
    " OR deliveries.code LIKE 'window.%%')"
)
_MAY_BE_THERE = f"(sent IS NOT NULL OR tried IS NOT NULL OR {_IN_HAND})"


def want(scope: Scope, wanted: Iterable[Wanted]) -> int:
    """Put records into the outbox; a later change replaces what waits, and asks for approval."""
    some = list(wanted)
    if some:
        changes = (
            f"act = excluded.act, {_OPEN}, version = deliveries.version + 1,"
            " not_before = excluded.not_before, attempts = 0, code = NULL, facts = NULL,"
            " approved = false, lifted = '{}', changed_at = now()"
        )
        scope.send(_and_tell(changes), **_columns_of(some))
    return len(some)


def check_anew(scope: Scope, wanted: Iterable[Wanted]) -> int:
    """Let records be checked again because something around them changed.

    What a person has to decide stays with that person.
    """
    some = list(wanted)
    if some:
        changes = (
            f"state = CASE WHEN {_FOR_A_PERSON} OR {_IN_HAND} THEN deliveries.state"
            f" ELSE 'waiting' END, claim = CASE WHEN {_IN_HAND} THEN deliveries.claim END,"
            " version = deliveries.version + 1, attempts = 0,"
            " not_before = least(deliveries.not_before, excluded.not_before)"
        )
        scope.send(_and_tell(changes), **_columns_of(some))
    return len(some)


_PUT_WANTED = (
    "INSERT INTO deliveries (district_id, target_id, kind, record_id, app_id, act, state,"
    " not_before) SELECT DISTINCT ON (target_id, kind, record_id) %(district)s, w.target_id,"
    " w.kind, w.record_id, w.app_id, w.act, 'waiting', now() + make_interval(secs => w.settle)"
    " FROM unnest(%(targets)s::int[], %(kinds)s::text[], %(records)s::uuid[], %(apps)s::int[],"
    "  %(acts)s::text[], %(settles)s::int[]) w (target_id, kind, record_id, app_id, act, settle)"
    " ON CONFLICT (district_id, target_id, kind, record_id)"
)


def _columns_of(wanted: Sequence[Wanted]) -> dict[str, str]:
    return {
        "targets": number_array(one.target_id for one in wanted),
        "kinds": text_array([one.kind.value for one in wanted]),
        "records": text_array([one.record_id for one in wanted]),
        "apps": number_array(one.app_id for one in wanted),
        "acts": text_array([one.act for one in wanted]),
        "settles": number_array(one.settle for one in wanted),
    }


def _and_tell(changes: str) -> str:
    """Return what puts rows in, or changes those there are, and tells the lanes at the commit."""
    return (
        f"WITH put AS ({_PUT_WANTED} DO UPDATE SET {changes})"
        f" SELECT pg_notify('{CHANNEL}', %(district)s::text)"
    )


def want_removal(scope: Scope, wanted: Sequence[Wanted]) -> None:
    """Ask a target for the removal of records that it was given; others simply stay at home."""
    for one in wanted:
        scope.run(
            f"UPDATE deliveries SET act = CASE WHEN {_MAY_BE_THERE} THEN %(act)s ELSE act END,"
            f" state = CASE WHEN {_IN_HAND} THEN 'sending' WHEN {_MAY_BE_THERE} THEN 'waiting'"
            f" ELSE 'dropped' END, claim = CASE WHEN {_IN_HAND} THEN claim END,"
            " version = version + 1, not_before = now(), attempts = 0, code = NULL, facts = NULL,"
            " approved = false, lifted = '{}', changed_at = now()"
            " WHERE district_id = %(district)s AND target_id = %(target)s AND kind = %(kind)s"
            " AND record_id IN (SELECT %(record)s::uuid UNION ALL SELECT id FROM result_parts"
            "   WHERE district_id = %(district)s AND target_id = %(target)s"
            "   AND result_id = %(record)s::uuid)",
            act=one.act,
            target=one.target_id,
            kind=one.kind.value,
            record=one.record_id,
        )


def set_baseline(scope: Scope, delivery: Delivery, baseline: Mapping[str, Any]) -> None:
    """Keep what a target shows of a delivery, to recognise later that somebody edited it."""
    scope.run(
        "UPDATE deliveries SET baseline = %(baseline)s WHERE district_id = %(district)s"
        " AND target_id = %(target)s AND kind = %(kind)s AND record_id = %(record)s"
        " AND version = %(version)s",
        baseline=encode_json(baseline),
        **key_of(delivery),
    )


def note_found(
    scope: Scope, target_id: int, kind: Kind, found: Mapping[str, Mapping[str, Any]]
) -> None:
    """Keep what stood at a target before our first write, by record; the first note counts."""
    packed = ((record_id, encode_json(shown)) for record_id, shown in found.items())
    scope.stage("stood", {"record_id": "uuid", "shown": "jsonb"}, packed)
    scope.run(
        "UPDATE deliveries d SET found = coalesce(d.found, s.shown) FROM stood s"
        " WHERE d.district_id = %(district)s AND d.target_id = %(target)s AND d.kind = %(kind)s"
        " AND d.record_id = s.record_id",
        target=target_id,
        kind=kind.value,
    )
    scope.unstage("stood")


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
            **key_of(delivery),
        )
    )


def settle(scope: Scope, delivery: Delivery) -> None:
    """Let a conflict that is over be checked anew."""
    scope.run(
        "UPDATE deliveries SET state = 'waiting', code = NULL, facts = NULL, not_before = now()"
        " WHERE district_id = %(district)s AND target_id = %(target)s AND kind = %(kind)s"
        " AND record_id = %(record)s AND version = %(version)s AND state = 'conflict'",
        **key_of(delivery),
    )


def of_records(
    scope: Scope, target_id: int, kind: Kind, record_ids: Sequence[str]
) -> dict[str, Delivery]:
    """Return the rows of a target for some records."""
    rows = scope.rows(
        f"SELECT {COLUMNS} FROM deliveries WHERE district_id = %(district)s"
        " AND target_id = %(target)s AND kind = %(kind)s AND record_id = ANY(%(ids)s::uuid[])",
        target=target_id,
        kind=kind.value,
        ids=list(record_ids),
    )
    return {row[2]: delivery_of(row) for row in rows}


def listed(
    scope: Scope, target_id: int | None, states: Sequence[str], limit: int, code: str = ""
) -> list[Delivery]:
    """Return rows of the outbox, the latest change first, of one code or of all."""
    rows = scope.rows(
        f"SELECT {COLUMNS} FROM deliveries WHERE district_id = %(district)s"
        " AND (%(target)s::int IS NULL OR target_id = %(target)s)"
        " AND (%(states)s::text[] = '{}' OR state = ANY(%(states)s))"
        " AND %(code)s IN ('', code) ORDER BY changed_at DESC, record_id LIMIT %(limit)s",
        target=target_id,
        states=list(states),
        code=code,
        limit=limit,
    )
    return [delivery_of(row) for row in rows]


def about(scope: Scope, record_id: str) -> list[Delivery]:
    """Return the rows of one record, a row for each target."""
    rows = scope.rows(
        f"SELECT {COLUMNS} FROM deliveries WHERE district_id = %(district)s"
        " AND record_id = %(record)s ORDER BY target_id",
        record=record_id,
    )
    return [delivery_of(row) for row in rows]


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
        f" AND not_before <= now() AND {KNOWN_APP}"
    )
    return [target for (target,) in rows]


def key_of(delivery: Delivery) -> dict[str, Any]:
    """Return the parameters that name a row in the version that was read."""
    return {
        "target": delivery.target_id,
        "kind": delivery.kind.value,
        "record": delivery.record_id,
        "version": delivery.version,
    }


def delivery_of(row: tuple[Any, ...]) -> Delivery:
    """Return a row of COLUMNS as a value."""
    held = dict(zip(Delivery.__struct_fields__, row, strict=True))
    held |= {"kind": Kind(held["kind"]), "lifted": tuple(held["lifted"])}
    for name in ("facts", "notes", "sent"):
        held[name] = decode_json(held[name]) if held[name] else {}
    for name in ("baseline", "found", "tried"):
        held[name] = decode_json(held[name]) if held[name] else None
    return Delivery(**held)
