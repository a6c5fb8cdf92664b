"""Take back what was delivered: what stood in the SIS before stands there again."""

from collections.abc import Mapping
from decimal import Decimal
from functools import partial
from typing import Any

from msgspec import structs

from homeroom.connectors.writes import Outcome
from homeroom.model.gradebook import Result
from homeroom.model.kinds import Kind
from homeroom.push.checks.conflict import differences, edit, shown
from homeroom.push.checks.enrolment import out_of_reach
from homeroom.push.checks.grade_case import GradeCase
from homeroom.push.checks.result_form import cleared
from homeroom.push.checks.verdict import Hold, Leave, Send, Verdict
from homeroom.push.lanes import endings
from homeroom.push.lanes.crew import Step
from homeroom.push.lanes.endings import digest_of
from homeroom.push.lanes.hand import Hand
from homeroom.push.lanes.look import Ready
from homeroom.push.lanes.port import Port
from homeroom.push.lanes.silence import Silence
from homeroom.store.deliveries import Delivery, Ending
from homeroom.store.outgoing import Links

UNDO = "undo"


def undo_grade(
    port: Port, hand: Hand, delivery: Delivery, case: GradeCase, link: Links | None
) -> Ready | Ending | Step:
    """Return how a grade is taken back; what stood there before our first write is in `found`.

    API 1.1 cannot clear a score: there a grade of ours that had nothing before it is removed.
    """
    verdict = before_us(case, delivery.found, port.version)
    ours = link is not None and link.origin == "derived" and delivery.found is None
    if port.version == "1.1" and ours and Kind.RESULT in port.deletes and case.item_id:
        return partial(Silence().step, delivery, partial(_remove, port, hand, delivery, case))
    if not isinstance(verdict, Send):
        return endings.not_sent(delivery, verdict)
    return Ready(delivery, verdict, digest_of(verdict.record), link)


def before_us(case: GradeCase, found: Mapping[str, Any] | None, version: str) -> Verdict:
    """Return the grade that stood there before: found then, or none. Pure."""
    blank = found is None or (found.get("score") is None and found.get("text_score") is None)
    if found is None or (blank and version == "1.1"):
        return cleared(case, version)
    problem = out_of_reach(case)
    if problem:
        return problem
    if case.item_id is None:
        return Leave("its line item is not in the SIS any more")
    assert case.student_id is not None
    score = found.get("score")
    flags = {name: bool(found.get(name)) for name in ("missing", "late", "incomplete")}
    record = Result(
        sourced_id=case.id,
        date_last_modified=case.now,
        line_item=case.item_id,
        student=case.student_id,
        class_=case.class_id,
        score=None if score is None else Decimal(score),
        text_score=found.get("text_score"),
        score_status=found.get("score_status"),
        score_date=case.scored_on,
        comment=found.get("comment"),
    )
    if version != "1.1":
        record = structs.replace(record, **flags)
    return Send(record, {"undone": "what stood there before stands there again"})


def _remove(port: Port, hand: Hand, delivery: Delivery, case: GradeCase) -> Ending | None:
    """Remove a grade of ours, unless somebody edited it since."""
    assert case.item_id is not None
    assert case.class_id is not None
    there = port.target.results(case.item_id, case.class_id)
    alive = {one.sourced_id: one for one in there if one.status.value == "active"}
    seen, before = alive.get(case.id), delivery.baseline
    if seen is not None and before is not None and differences(before, shown(seen)):
        facts = edit(before, shown(seen))
        code = "conflict.edited_in_sis"
        return Ending(delivery=delivery, state="conflict", code=code, facts=facts, known=True)
    return _delete(port, hand, delivery, case.id, case.class_id)


def undo_item(
    port: Port, hand: Hand, delivery: Delivery, ids: tuple[str, str | None], link: Links | None
) -> Ending | None:
    """Remove a line item that we made, once no grade stands in it: nobody else's goes with it.

    `ids` are those of the line item and of its class at the target.
    """
    id_, class_id = ids
    if link is None or link.origin != "derived" or class_id is None:
        return endings.not_sent(delivery, Leave("it stood in the SIS before"))
    there = [one for one in port.target.results(id_, class_id) if one.status.value == "active"]
    used = sum(in_use(shown(one)) for one in there)
    if used:
        return endings.not_sent(delivery, Hold("undo.item_in_use", {"grades": used}))
    return _delete(port, hand, delivery, id_, class_id)


def in_use(now: Mapping[str, Any]) -> bool:
    """Say whether a cell of the gradebook says anything: a score, a letter or a state."""
    said = now.get("score") is not None or now.get("text_score") is not None
    flagged = any(now.get(name) for name in ("missing", "late", "incomplete"))
    return said or flagged or now.get("score_status") == "exempt"


def _delete(port: Port, hand: Hand, delivery: Delivery, id_: str, class_id: str) -> Ending | None:
    if not hand.holds(delivery):
        return None
    receipt = port.target.delete(delivery.kind, id_, class_id)
    if receipt.outcome is Outcome.STORED:
        notes = {"deleted": id_}
        return Ending(delivery=delivery, state="delivered", notes=notes, sent={}, known=True)
    return endings.refused(delivery, receipt, {})
