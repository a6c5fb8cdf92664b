"""Deliver the grades of one line item: check, look them up, write, read back."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from msgspec import Struct, structs

from homeroom.connectors.writes import Write
from homeroom.errors import RetryLater
from homeroom.model.gradebook import Result
from homeroom.model.kinds import Kind
from homeroom.push import endings
from homeroom.push.comeback import keep, link_of
from homeroom.push.conflict import FIELDS, differences, edit, shown
from homeroom.push.endings import digest_of
from homeroom.push.grade_case import GradeCase
from homeroom.push.port import Port
from homeroom.push.removal import removal
from homeroom.push.results import check_result
from homeroom.push.verdict import Send
from homeroom.store import claims, deliveries
from homeroom.store.deliveries import Delivery, Ending
from homeroom.store.outgoing import Links, Loaded
from homeroom.store.scope import district_scope


class Ready(Struct, frozen=True):
    """A grade that may go: in which form, and its id at the target, where that is kept already."""

    delivery: Delivery
    send: Send
    digest: str
    link: Links | None

    @property
    def record(self) -> Result:
        """Return the result to send, in the target's ids."""
        assert isinstance(self.send.record, Result)
        return self.send.record

    @property
    def there_before(self) -> bool:
        """Say whether what stands at the target stood there before anything of ours."""
        ours = self.link is not None and self.link.origin == "derived"
        return not ours or self.delivery.found is not None


def send_results(port: Port, claim: str, batch: list[Delivery], loaded: Loaded) -> list[Ending]:
    """Deliver some grades of one line item and return how each came out."""
    done: list[Ending] = []
    ready: list[Ready] = []
    for delivery in batch:
        case = _case(port, delivery, loaded)
        link = loaded.linked.get((Kind.RESULT, delivery.record_id))
        if delivery.act == "delete":
            remove = partial(removal, port, claim, id_=case.id, class_id=case.class_id, link=link)
            done += endings.each([delivery], remove)
            continue
        verdict = check_result(case, port.rules, port.version)
        if not isinstance(verdict, Send):
            done.append(endings.not_sent(delivery, verdict))
            continue
        digest = digest_of(verdict.record)
        if delivery.sent.get("digest") == digest and delivery.baseline is not None:
            done.append(endings.unchanged(delivery, verdict))
        else:
            ready.append(Ready(delivery, verdict, digest, link))
    if ready:
        with port.lanes.one():
            done += _deliver(port, claim, ready)
    return done


def _case(port: Port, delivery: Delivery, loaded: Loaded) -> GradeCase:
    result = loaded.results[delivery.record_id]
    item = loaded.line_items[result.line_item]
    room = loaded.rooms[item.class_]
    link = loaded.linked.get((Kind.RESULT, delivery.record_id))
    item_link = loaded.linked.get((Kind.LINE_ITEM, result.line_item))
    student = loaded.linked.get((Kind.USER, result.student))
    source_id = loaded.source_ids.get(delivery.record_id, delivery.record_id)
    made = port.id_for(Kind.RESULT, delivery.app_id, source_id)
    return GradeCase(
        id=link.target_id if link else made,
        result=result,
        item=item,
        scale=loaded.scales.get(result.score_scale or item.score_scale or ""),
        item_id=item_link.target_id if item_link and result.line_item in loaded.there else None,
        item_found_in_sis=item_link is not None and item_link.origin == "read",
        class_id=room.target_id,
        student_id=student.target_id if student else None,
        stays=loaded.stays.get((item.class_, result.student), ()),
        zone=port.zone(room.zone),
        sent=delivery.sent,
        cleared_by_absence=delivery.act == "clear",
        approved=delivery.approved,
        now=port.clock(),
    )


def _deliver(port: Port, claim: str, ready: Sequence[Ready]) -> list[Ending]:
    """Write the grades of one line item, between a look at what is there and another one."""
    first = ready[0].record
    assert first.class_ is not None
    try:
        there = _by_student(port.target.results(first.line_item, first.class_))
    except RetryLater as problem:
        return [endings.lost(one.delivery, problem) for one in ready]
    _keep_ids(port, ready, there)
    by_record = {one.delivery.record_id: one for one in ready}

    def send(delivery: Delivery) -> Ending:
        one = by_record[delivery.record_id]
        seen = there.get(one.record.student)
        return _settled(one, seen) or _conflict(one, seen) or _put(port, claim, one, seen)

    done = endings.each([one.delivery for one in ready], send)
    return _read_back(port, first, done)


def _by_student(results: Sequence[Result]) -> dict[str, Result]:
    return {one.student: one for one in results if one.status.value == "active"}


def _keep_ids(port: Port, ready: Sequence[Ready], there: Mapping[str, Result]) -> None:
    """Keep the id of every grade before its first write: the one that is there, else our own.

    What is there before we wrote anything is noted, so that it is never taken for a write of ours.
    """
    fresh = [(one, there.get(one.record.student)) for one in ready if one.link is None]
    if not fresh:
        return
    ours = [
        link_of(port, one.delivery, _id_at_target(one, seen), _origin(one, seen))
        for one, seen in fresh
    ]
    stood = {
        one.delivery.record_id: shown(seen)
        for one, seen in fresh
        if seen is not None and not one.delivery.sent
    }
    with district_scope(port.district.id) as scope:
        keep(scope, port, ours)
        deliveries.note_found(scope, port.target_id, Kind.RESULT, stood)


def _id_at_target(one: Ready, seen: Result | None) -> str:
    return one.record.sourced_id if one.link or seen is None else seen.sourced_id


def _origin(one: Ready, seen: Result | None) -> str:
    ours = seen is None or seen.sourced_id == one.record.sourced_id
    return "derived" if ours else "matched"


def _settled(one: Ready, seen: Result | None) -> Ending | None:
    """Nothing is written where the target shows this very grade, or took this very content."""
    if seen is None:
        return None
    now = shown(seen)
    sent_before = one.delivery.sent.get("digest") == one.digest
    if sent_before and one.delivery.baseline is None:
        return structs.replace(endings.unchanged(one.delivery, one.send), baseline=now)
    if _stands(one.record, seen) if one.delivery.sent else not differences(shown(one.record), now):
        sent = _sent(one.record, one.digest, seen.sourced_id)
        return structs.replace(endings.unchanged(one.delivery, one.send), baseline=now, sent=sent)
    return None


def _stands(record: Result, seen: Result) -> bool:
    """Say whether a target shows all that we would send: an answer was lost, or a database."""
    same_score = not differences(shown(record), shown(seen))
    return same_score and (record.score_date, record.comment) == (seen.score_date, seen.comment)


def _conflict(one: Ready, seen: Result | None) -> Ending | None:
    """Never overwrite unseen what somebody edited in the SIS."""
    delivery = one.delivery
    if seen is None:
        gone = bool(delivery.sent) and delivery.baseline is not None and not delivery.approved
        return _held(delivery, "conflict.deleted_in_sis", {}) if gone else None
    now = shown(seen)
    if not differences(shown(one.record), now):
        return None  # whoever edited it, it is what the app says
    code, before = _expected(one)
    if before is None or not differences(before, now):
        return None
    return _held(delivery, code, {**edit(before, now), "digest": one.digest})


def _expected(one: Ready) -> tuple[str, Mapping[str, Any] | None]:
    """Return what must stand at the target for an overwrite to be no surprise, None: anything."""
    delivery = one.delivery
    if delivery.approved:
        # A person has looked, but at what stood there then.
        return "conflict.edited_in_sis", delivery.facts.get("shown")
    if delivery.sent.get("kept"):
        # A person chose what the SIS shows; the app's next grade is a new question.
        return "conflict.edited_in_sis", shown(one.record)
    if delivery.baseline is not None:
        return "conflict.edited_in_sis", delivery.baseline
    if not delivery.sent and one.there_before:
        return "conflict.there_before", shown(one.record)
    return "", None


def _held(delivery: Delivery, code: str, facts: Mapping[str, Any]) -> Ending:
    return Ending(
        delivery=delivery, state="conflict", code=code, facts=facts, found=facts.get("shown")
    )


def _put(port: Port, claim: str, one: Ready, seen: Result | None) -> Ending:
    with district_scope(port.district.id) as scope:
        mine = claims.still_mine(scope, claim, [one.delivery])
    if one.delivery.record_id not in mine:
        return endings.unchanged(one.delivery, one.send)
    record = structs.replace(one.record, sourced_id=_id_at_target(one, seen))
    assert record.class_ is not None
    (receipt,) = port.target.put([Write(kind=Kind.RESULT, record=record, class_id=record.class_)])
    sent = _sent(record, one.digest, receipt.id)
    ending = endings.received(one.delivery, one.send, receipt, sent)
    return structs.replace(ending, found=shown(seen) if seen else None)


def _sent(record: Result, digest: str, id_: str) -> dict[str, Any]:
    return {"id": id_, "digest": digest, **shown(record)}


def _read_back(port: Port, first: Result, done: list[Ending]) -> list[Ending]:
    """See what became of the writes: the first sight is the baseline for later conflicts."""
    if not any(_fresh(ending) for ending in done):
        return done
    assert first.class_ is not None
    try:
        there = {one.sourced_id: one for one in port.target.results(first.line_item, first.class_)}
    except RetryLater:
        return done
    return [_compared(ending, there) if _fresh(ending) else ending for ending in done]


def _fresh(ending: Ending) -> bool:
    return ending.state == "delivered" and bool(ending.sent) and ending.baseline is None


def _compared(ending: Ending, there: Mapping[str, Result]) -> Ending:
    assert ending.sent is not None
    seen = there.get(ending.sent["id"])
    if seen is None or _stale(ending, shown(seen)):
        return endings.not_stored(ending.delivery)
    return structs.replace(ending, baseline=shown(seen))


def _stale(ending: Ending, now: Mapping[str, Any]) -> bool:
    """Say whether the target shows what stood there before, though we sent something else.

    A target may show a score in terms of its own, so only what we sent before and what we sent now
    are compared with each other.
    """
    sent = ending.sent or {}
    changed = differences(ending.delivery.sent, sent) if ending.delivery.sent else FIELDS
    return bool(changed) and now == ending.found and bool(differences(sent, now))
