"""What a look at the target says about a grade: before it is written, and after. Pure."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, structs

from homeroom.model.gradebook import LineItemNature, Result
from homeroom.push.checks.conflict import FIELDS, differences, edit, shown, standing
from homeroom.push.checks.verdict import Send
from homeroom.push.lanes import endings
from homeroom.store.deliveries import Delivery, Ending
from homeroom.store.outgoing import Links


class Ready(Struct, frozen=True):
    """A grade that may go: in which form, and its id at the target, where that is kept already."""

    delivery: Delivery
    send: Send
    digest: str
    link: Links | None
    into: LineItemNature = LineItemNature.ASSIGNMENT

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


def before(one: Ready, seen: Result | None) -> Ready | Ending:
    """Return the grade to write, or how it came out without a write.

    `seen` is what the target shows of the student in this line item just now.
    """
    one = _caught_up(one, seen)
    return _settled(one, seen) or _conflict(one, seen) or one


def _caught_up(one: Ready, seen: Result | None) -> Ready:
    """Where the target shows what was tried last, it was taken, and this is its first sight."""
    tried = one.delivery.tried
    if tried is None or seen is None or differences(tried, shown(seen)):
        return one
    sent = {**tried, "id": seen.sourced_id}
    delivery = structs.replace(one.delivery, sent=sent, baseline=shown(seen))
    return structs.replace(one, delivery=delivery)


def _settled(one: Ready, seen: Result | None) -> Ending | None:
    """Nothing is written where the target shows this very grade, or took this very content."""
    if seen is None:
        return _nothing_to_undo(one)
    delivery, now = one.delivery, shown(seen)
    taken = delivery.sent.get("digest") == one.digest and delivery.baseline in (None, now)
    same = _stands(one.record, seen) if delivery.sent else not differences(shown(one.record), now)
    if not taken and not same:
        return None
    return Ending(
        delivery=delivery,
        state="delivered",
        notes=one.send.notes,
        sent=delivery.sent if taken else content(one, seen),
        baseline=now,
        known=True,
    )


def _nothing_to_undo(one: Ready) -> Ending | None:
    """What had nothing before it and is gone already was taken back by somebody else."""
    delivery = one.delivery
    if delivery.act != "undo" or delivery.found is not None:
        return None
    return Ending(delivery=delivery, state="delivered", notes=one.send.notes, sent={}, known=True)


def _stands(record: Result, seen: Result) -> bool:
    """Say whether a target shows all that we would send: an answer was lost, or a database."""
    same_score = not differences(shown(record), shown(seen))
    return same_score and (record.score_date, record.comment) == (seen.score_date, seen.comment)


def content(one: Ready, seen: Result | None) -> dict[str, Any]:
    """Return what is sent, as it is kept: its id at the target, and what families see of it."""
    ours = one.into is LineItemNature.ASSIGNMENT
    where = {} if ours else {"into": one.into.value, "task": one.record.line_item}
    return {"id": id_at_target(one, seen), "digest": one.digest, **where, **shown(one.record)}


def id_at_target(one: Ready, seen: Result | None) -> str:
    """Return the id to write under: the one that is kept, else that of what is there already."""
    return one.record.sourced_id if one.link or seen is None else seen.sourced_id


def _conflict(one: Ready, seen: Result | None) -> Ending | None:
    """Never overwrite unseen what somebody edited in the SIS."""
    delivery = one.delivery
    if seen is None:
        gone = bool(delivery.sent) and delivery.baseline is not None and not delivery.approved
        return _held(delivery, "conflict.deleted_in_sis", {}) if gone else None
    now = shown(seen)
    if not differences(shown(one.record), now):
        return None  # whoever edited it, it is what the app says
    code, expected = _expected(one)
    if expected is None or not differences(expected, now):
        return None
    held = _held(delivery, code, {**edit(expected, now), "digest": one.digest})
    return structs.replace(held, found=standing(seen))


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
    # Neither nothing nor what we tried: somebody was there after us.
    return "conflict.edited_in_sis", delivery.tried


def _held(delivery: Delivery, code: str, facts: Mapping[str, Any]) -> Ending:
    return Ending(
        delivery=delivery,
        state="conflict",
        code=code,
        facts=facts,
        known=True,
    )


def after(ending: Ending, there: Mapping[str, Result]) -> Ending:
    """Return how a write came out, by what the target shows after it, by id.

    The first sight is the baseline for later conflicts.
    """
    assert ending.sent is not None
    seen = there.get(ending.sent["id"])
    if seen is None or _stale(ending, shown(seen)):
        return endings.not_stored(ending.delivery, ending.sent)
    return structs.replace(ending, baseline=shown(seen))


def _stale(ending: Ending, now: Mapping[str, Any]) -> bool:
    """Say whether the target shows what stood there before, though we sent something else.

    A target may show a score in terms of its own, so only what we sent before and what we sent now
    are compared with each other.
    """
    sent = ending.sent or {}
    changed = differences(ending.delivery.sent, sent) if ending.delivery.sent else FIELDS
    before = ending.found or {}
    stands_yet = before and not differences(before, now)
    return bool(changed) and bool(stands_yet) and bool(differences(sent, now))
