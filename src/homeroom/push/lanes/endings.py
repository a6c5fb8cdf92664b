"""What becomes of a delivery: from verdicts and receipts to rows of the outbox. Pure."""

import hashlib
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import structs

from homeroom.connectors.writes import Outcome, Receipt
from homeroom.errors import RetryLater
from homeroom.model.records import Record
from homeroom.push.checks.verdict import Hold, Leave, Refuse, Send
from homeroom.store.deliveries import Delivery, Ending

FIRST_WAIT = 5.0
LONGEST_WAIT = 900.0
A_DAY = 86_400.0
_ENCODER = msgspec.json.Encoder(order="deterministic", decimal_format="number")


def digest_of(record: Record) -> str:
    """Return what identical content is recognised by; when it is sent does not count."""
    bare = structs.replace(record, date_last_modified=None)
    return hashlib.sha256(_ENCODER.encode(bare)).hexdigest()[:32]


def not_sent(delivery: Delivery, verdict: Refuse | Hold | Leave) -> Ending:
    """Return the ending of a delivery that the check keeps back."""
    match verdict:
        case Refuse(code, facts):
            return Ending(delivery=delivery, state="refused", code=code, facts=facts)
        case Hold(code, facts):
            return Ending(delivery=delivery, state="held", code=code, facts=facts)
        case Leave(why):
            state = "delivered" if delivery.sent else "dropped"
            return Ending(delivery=delivery, state=state, notes={"left": why})


def unchanged(delivery: Delivery, send: Send) -> Ending:
    """Return the ending of content that the target has already."""
    return Ending(delivery=delivery, state="delivered", notes=send.notes)


def received(delivery: Delivery, send: Send, receipt: Receipt, sent: Mapping[str, Any]) -> Ending:
    """Return the ending that a target's answer means."""
    if receipt.outcome is Outcome.STORED:
        return Ending(
            delivery=delivery,
            state="delivered",
            notes=send.notes,
            sent=sent,
            wrote=sent,
            known=True,
        )
    return refused(delivery, receipt, send.notes)


def refused(delivery: Delivery, receipt: Receipt, notes: Mapping[str, Any]) -> Ending:
    """Return the ending of what the target itself refused: it is tried again once a day."""
    return Ending(
        delivery=delivery,
        state="refused",
        code="target.refused",
        facts={"status": receipt.status, "said": f"{receipt.code} {receipt.words}".strip()},
        notes=notes,
        baseline=delivery.baseline,
        known=True,
        wait=A_DAY,
    )


def lost(delivery: Delivery, problem: RetryLater) -> Ending:
    """Return the ending of a try without an answer: it is sent again, under the same id."""
    return Ending(
        delivery=delivery,
        state="waiting",
        code="target.unreachable",
        facts={"said": problem.message},
        wait=backoff(delivery.attempts, problem.after),
    )


def perhaps_there(ending: Ending, wrote: Mapping[str, Any]) -> Ending:
    """Return the ending of a write; where nobody answered, the target may have taken it."""
    return structs.replace(ending, wrote=wrote) if ending.state == "waiting" else ending


def not_stored(delivery: Delivery, wrote: Mapping[str, Any]) -> Ending:
    """Return the ending of a write that was accepted and does not show: it is sent again."""
    return Ending(
        delivery=delivery,
        state="waiting",
        code="target.not_stored",
        wrote=wrote,
        wait=backoff(delivery.attempts, None),
    )


def not_seen(delivery: Delivery, wrote: Mapping[str, Any], problem: RetryLater) -> Ending:
    """Return the ending of a write that was accepted, and nobody could see what became of it.

    It is looked at again before anything else: where it shows, it is not sent twice.
    """
    return Ending(
        delivery=delivery,
        state="waiting",
        code="target.not_seen",
        facts={"said": problem.message},
        wrote=wrote,
        wait=backoff(delivery.attempts, problem.after),
    )


def backoff(attempts: int, asked: float | None) -> float:
    """Return the seconds until the next try: what the target asks for, up to a day, or doubling."""
    doubling = FIRST_WAIT * float(2 ** min(max(attempts - 1, 0), 10))
    return max(min(asked or 0.0, A_DAY), min(doubling, LONGEST_WAIT))
