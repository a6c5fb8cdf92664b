"""Deliveries in somebody's hands: claimed, confirmed to be still theirs, closed or put back."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store import results
from homeroom.store.deliveries import (
    CHANNEL,
    COLUMNS,
    KNOWN_APP,
    Delivery,
    Ending,
    delivery_of,
)
from homeroom.store.json import encode_json
from homeroom.store.scope import Scope

# Whoever claimed a delivery and was not heard of for so long has lost it.
CLAIM_SECONDS = 120
# A claim that is confirmed is good for so long at least.
GOOD_SECONDS = 90


class Claim(Struct, frozen=True):
    """Who holds some deliveries of one kind to one target."""

    id: str
    target_id: int
    kind: Kind

    def key(self) -> dict[str, Any]:
        """Return the parameters that name the rows it may hold."""
        return {"claim": self.id, "target": self.target_id, "kind": self.kind.value}


class Try(Struct, frozen=True):
    """A delivery that is about to be sent, as it is known by now, and the content to send."""

    delivery: Delivery
    content: Mapping[str, Any]


# By record: whether it is still ours, and its version.
Held = dict[str, tuple[bool, int]]

_OF_TARGET = (
    " district_id = %(district)s AND target_id = %(target)s AND kind = %(kind)s AND record_id"
)
_DUE = (
    " (state = 'waiting' OR (state = 'sending' AND claimed_until < now())) AND not_before <= now()"
    f" AND {KNOWN_APP}"
)
# The rows are named to the update as an array, so that it always finds them by their key.
_TAKE = (
    "UPDATE deliveries SET state = 'sending', claim = %(claim)s, attempts = attempts + 1,"
    " claimed_by = current_setting('application_name'),"
    f" claimed_until = now() + make_interval(secs => {CLAIM_SECONDS})"
    f" WHERE{_OF_TARGET} = ANY(ARRAY(SELECT record_id FROM deliveries"
    "   WHERE district_id = %(district)s AND target_id = %(target)s AND kind = %(kind)s"
)


def take(scope: Scope, claim: Claim, limit: int) -> list[Delivery]:
    """Claim so many due deliveries, the oldest first; and what is due of the same line items.

    The grades of a line item are looked up and read back together: apart they would cost more.
    """
    rows = scope.rows(
        f"{_TAKE} AND {_DUE} ORDER BY not_before, record_id LIMIT %(limit)s"
        f"   FOR UPDATE SKIP LOCKED)) RETURNING {COLUMNS}",
        limit=limit,
        **claim.key(),
    )
    if rows and claim.kind is Kind.RESULT:
        rows += scope.rows(
            f"{_TAKE} AND record_id = ANY(%(ids)s::uuid[]) AND {_DUE}"
            f"   FOR UPDATE SKIP LOCKED)) RETURNING {COLUMNS}",
            ids=results.beside(scope, [row[2] for row in rows]),
            **claim.key(),
        )
    return [delivery_of(row) for row in rows]


def are_due(scope: Scope, target_id: int, kinds: Sequence[Kind]) -> bool:
    """Say whether anything of these kinds is due to a target."""
    return bool(
        scope.value(
            "SELECT EXISTS (SELECT FROM deliveries WHERE district_id = %(district)s"
            f" AND target_id = %(target)s AND kind = ANY(%(kinds)s) AND {_DUE})",
            target=target_id,
            kinds=[one.value for one in kinds],
        )
    )


def confirm(scope: Scope, claim: Claim, record_ids: Sequence[str]) -> dict[str, int]:
    """Return which of these records the claim still holds, in which version, and keep them."""
    mine = f"{_OF_TARGET} = ANY(%(ids)s::uuid[]) AND claim = %(claim)s AND state = 'sending'"
    given = {"ids": list(record_ids), **claim.key()}
    scope.run(
        f"UPDATE deliveries SET claimed_until = now() + make_interval(secs => {CLAIM_SECONDS})"
        f" WHERE{mine} AND claimed_until < now() + make_interval(secs => {GOOD_SECONDS})",
        **given,
    )
    return dict(scope.rows(f"SELECT record_id::text, version FROM deliveries WHERE{mine}", **given))


def lock(scope: Scope, claim: Claim, record_ids: Sequence[str]) -> Held:
    """Return whether each record is still held, and its version; locked in the order of ids.

    Whoever puts changes into the outbox locks in the same order, so that none waits for the other.
    """
    rows = scope.rows(
        "SELECT record_id::text, state = 'sending' AND claim IS NOT DISTINCT FROM %(claim)s::uuid,"
        f" version FROM deliveries WHERE{_OF_TARGET} = ANY(%(ids)s::uuid[])"
        " ORDER BY record_id FOR UPDATE",
        ids=list(record_ids),
        **claim.key(),
    )
    return {id_: (mine, version) for id_, mine, version in rows}


def note_tries(scope: Scope, claim: Claim, tries: Sequence[Try]) -> set[str]:
    """Keep what is about to be sent, before it is, and return the records that may be sent.

    From here on the target may show the new content, even when nobody hears of it.
    """
    if not tries:
        return set()
    rows = [
        {
            "record": one.delivery.record_id,
            "version": one.delivery.version,
            "tried": one.content,
            "sent": one.delivery.sent or None,
            "baseline": one.delivery.baseline,
        }
        for one in tries
    ]
    noted = scope.rows(
        "UPDATE deliveries d SET tried = t.tried, sent = t.sent, baseline = t.baseline"
        " FROM jsonb_to_recordset(%(rows)s::jsonb)"
        " AS t(record uuid, version int, tried jsonb, sent jsonb, baseline jsonb)"
        f" WHERE{_OF_TARGET} = t.record AND d.version = t.version AND claim = %(claim)s"
        " AND state = 'sending' RETURNING record_id::text",
        rows=encode_json(rows),
        **claim.key(),
    )
    return {id_ for (id_,) in noted}


def end(scope: Scope, claim: Claim, endings: Sequence[Ending], held: Held) -> None:
    """Close claimed deliveries; `held` is how they stand, locked in the same transaction.

    What changed meanwhile is sent again. Where the claim was lost, what we sent may have overtaken
    something newer: that is sent again, too.
    """
    kept: list[Ending] = []
    outdated: list[Ending] = []
    lost: list[Ending] = []
    for one in endings:
        mine, version = held.get(one.delivery.record_id, (False, 0))
        if mine:
            (kept if version == one.delivery.version else outdated).append(one)
        elif one.wrote:
            lost.append(one)
    _update(scope, claim, kept, _CLOSE)
    _update(scope, claim, outdated, _GIVE_BACK)
    _update(scope, claim, lost, _SEND_AGAIN)


_WRITTEN = "(e.wrote IS NOT NULL AND e.sent IS NOT NULL)"
# What is known of the target from now on.
_LEARN = (
    "sent = coalesce(e.sent, d.sent), baseline = CASE WHEN e.sent IS NULL"
    " THEN coalesce(e.baseline, d.baseline) ELSE e.baseline END,"
    f" written_at = CASE WHEN {_WRITTEN} THEN now() ELSE d.written_at END,"
    f" replaced = CASE WHEN {_WRITTEN} THEN coalesce(d.sent ? 'id', false) AND"
    " (d.sent - 'digest' - 'id') IS DISTINCT FROM (e.sent - 'digest' - 'id') ELSE d.replaced END,"
    " counts = coalesce(e.counts, d.counts),"
    " found = CASE WHEN d.sent IS NULL THEN coalesce(d.found, e.found) ELSE d.found END,"
    " tried = CASE WHEN e.known THEN NULL ELSE d.tried END"
)
_CLOSE = (
    f"state = e.state, code = e.code, facts = e.facts, notes = e.notes, {_LEARN}, claim = NULL,"
    " not_before = now() + make_interval(secs => e.wait), changed_at = now(),"
    " delivered_at = CASE WHEN e.state = 'delivered' THEN now() ELSE d.delivered_at END"
)
_GIVE_BACK = f"state = 'waiting', claim = NULL, {_LEARN}"
_SEND_AGAIN = (
    "version = d.version + 1, state = CASE d.state WHEN 'sending' THEN d.state ELSE 'waiting' END,"
    " tried = CASE d.state WHEN 'sending' THEN d.tried ELSE e.wrote END"
)


def _update(scope: Scope, claim: Claim, endings: Sequence[Ending], change: str) -> None:
    if not endings:
        return
    names = ("state", "code", "sent", "baseline", "found", "counts", "known", "wrote", "wait")
    rows = [
        {
            "record": one.delivery.record_id,
            "facts": one.facts or None,
            "notes": one.notes or None,
            **{name: getattr(one, name) for name in names},
        }
        for one in endings
    ]
    scope.run(
        f"UPDATE deliveries d SET {change} FROM jsonb_to_recordset(%(rows)s::jsonb)"
        " AS e(record uuid, state text, code text, facts jsonb, notes jsonb, sent jsonb,"
        " baseline jsonb, found jsonb, counts boolean, known boolean, wrote jsonb, wait float8)"
        f" WHERE{_OF_TARGET} = e.record AND d.state IN ('waiting', 'sending', 'delivered')",
        rows=encode_json(rows),
        **claim.key(),
    )


def release(scope: Scope, claim: Claim, record_ids: Sequence[str]) -> None:
    """Put back what was claimed and not sent."""
    if not record_ids:
        return
    scope.run(
        f"UPDATE deliveries SET state = 'waiting', claim = NULL WHERE{_OF_TARGET}"
        " = ANY(%(ids)s::uuid[]) AND claim = %(claim)s AND state = 'sending'",
        ids=list(record_ids),
        **claim.key(),
    )


def let_go(scope: Scope, workers: Sequence[str]) -> None:
    """Let others claim what silent workers hold, without waiting for the end of their claims."""
    freed = scope.run(
        "UPDATE deliveries SET claimed_until = now() - interval '1 second'"
        " WHERE district_id = %(district)s AND state = 'sending'"
        " AND claimed_by = ANY(%(workers)s) AND claimed_until > now()",
        workers=list(workers),
    )
    if freed:
        scope.run(f"SELECT pg_notify('{CHANNEL}', %(district)s::text)")


def attempted(scope: Scope, attempts: Sequence[Mapping[str, Any]]) -> None:
    """Keep what some attempts did and what the target answered, and count them.

    All who deliver to a target count in one row: it is locked for the rest of the transaction, in
    which therefore nothing else should follow.
    """
    if not attempts:
        return
    scope.run(
        "WITH told AS (INSERT INTO delivery_attempts (district_id, target_id, kind, record_id, act,"
        "   outcome, status, code, words)"
        "   SELECT %(district)s, a.* FROM jsonb_to_recordset(%(rows)s::jsonb)"
        "   AS a(target int, kind text, record uuid, act text, outcome text, status int, code text,"
        "   words text) RETURNING target_id, outcome)"
        " INSERT INTO attempt_counts (district_id, target_id, since, delivered, refused)"
        " SELECT %(district)s, target_id, date_bin('30 minutes', now(), 'epoch'),"
        "   count(*) FILTER (WHERE outcome = 'delivered'),"
        "   count(*) FILTER (WHERE outcome = 'refused') FROM told"
        " WHERE outcome IN ('delivered', 'refused') GROUP BY target_id ORDER BY target_id"
        " ON CONFLICT (district_id, target_id, since) DO UPDATE"
        " SET delivered = attempt_counts.delivered + excluded.delivered,"
        "   refused = attempt_counts.refused + excluded.refused",
        rows=encode_json(attempts),
    )
