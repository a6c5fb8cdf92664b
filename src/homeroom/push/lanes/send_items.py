"""Deliver line items: check, look the id up, write, read back."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from homeroom.connectors.writes import Outcome, Write
from homeroom.errors import RetryLater
from homeroom.model.gradebook import LineItem, Moment
from homeroom.model.kinds import Kind
from homeroom.model.times import local_day
from homeroom.push.checks.gate import kept_out, not_seen_yet, waits_for_a_person, with_section_due
from homeroom.push.checks.line_items import ItemCase, check_line_item
from homeroom.push.checks.report_card import term_grade_of
from homeroom.push.checks.verdict import Hold, Send
from homeroom.push.lanes import endings
from homeroom.push.lanes.comeback import link_of
from homeroom.push.lanes.crew import Done
from homeroom.push.lanes.endings import digest_of
from homeroom.push.lanes.hand import Hand
from homeroom.push.lanes.port import Port
from homeroom.push.lanes.removal import removal
from homeroom.push.lanes.silence import Silence
from homeroom.push.undo import UNDO, undo_item
from homeroom.rules.categories import choice_for
from homeroom.store.claims import Try
from homeroom.store.deliveries import Delivery, Ending
from homeroom.store.outgoing import Loaded

# What teachers read of a line item, by the names under which it is noted as sent.
_READ = ("title", "due", "points")


class Ready(Struct, frozen=True):
    """A line item that may go, and in which form."""

    delivery: Delivery
    send: Send
    digest: str
    case: ItemCase
    before: LineItem | None = None  # what the target showed

    @property
    def record(self) -> LineItem:
        """Return the line item to send, in the target's ids."""
        assert isinstance(self.send.record, LineItem)
        return self.send.record


def plan_items(port: Port, hand: Hand, batch: Sequence[Delivery], loaded: Loaded) -> Done:
    """Return the first step of each line item; the check is part of it, for it may have to ask."""
    silence = Silence()
    ways = [_Way(port, hand, loaded, silence, delivery) for delivery in batch]
    return Done(steps=[partial(silence.step, one.delivery, one.look_up) for one in ways])


class _Way(Struct, frozen=True):
    """One line item on its way: checked and looked up, then written and read back."""

    port: Port
    hand: Hand
    loaded: Loaded
    silence: Silence
    delivery: Delivery

    def look_up(self) -> Done | Ending | None:
        """Check it, and look at what is there."""
        port, delivery = self.port, self.delivery
        case = item_case(port, delivery, self.loaded)
        link = self.loaded.linked.get((Kind.LINE_ITEM, delivery.record_id))
        if delivery.act == UNDO:
            return undo_item(port, self.hand, delivery, (case.id, case.room.target_id), link)
        item = with_section_due(port, delivery, self.loaded)
        if isinstance(item, Ending):
            return item
        case = structs.replace(case, item=item)
        kept = kept_out(port, delivery, self.loaded, case.item)
        if kept is not None:
            return kept
        if delivery.act != "put":
            return removal(port, self.hand, delivery, case.id, case.room.target_id, link)
        term = term_grade_of(port, delivery, case.item, case.room.where)
        if term is not None and not delivery.sent:
            return endings.not_sent(delivery, Hold("posted.no_column", {"task": term.task}))
        asked = waits_for_a_person(port, delivery, self.loaded, case.item)
        if asked is not None:
            return asked
        verdict = check_line_item(case, port.rules, port.version)
        if not isinstance(verdict, Send):
            return endings.not_sent(delivery, verdict)
        ready = Ready(delivery, verdict, digest_of(verdict.record), case)
        if delivery.tried is None and delivery.sent.get("digest") == ready.digest:
            return endings.unchanged(delivery, verdict)
        unseen = not_seen_yet(port, delivery, ready.digest)
        if unseen is not None:
            return unseen
        done = self._judge(ready, port.target.line_item(case.id, ready.record.class_))
        # The id is kept before the first write, so that a lost answer is repaired under it.
        return structs.replace(done, links=[] if link else [link_of(port, delivery, case.id)])

    def _judge(self, ready: Ready, seen: LineItem | None) -> Done:
        delivery, record = self.delivery, ready.record
        sent = _sent(record, ready.digest, record.category)
        if seen is None and delivery.sent.get("id") and not delivery.approved:
            gone = "conflict.deleted_in_sis"
            return Done(endings=[Ending(delivery=delivery, state="conflict", code=gone)])
        expected = (delivery.tried or {}).get("digest") == ready.digest or not delivery.sent
        if seen is not None and expected and _same(seen, record, ready.case.zone):
            # A hub that lost its database, or an answer, finds what it had delivered.
            done = endings.unchanged(delivery, ready.send)
            counts = self._counts(None, seen)
            return Done(endings=[structs.replace(done, sent=sent, known=True, counts=counts)])
        write = partial(self._write, structs.replace(ready, before=seen), sent)
        step = partial(self.silence.step, delivery, write)
        return Done(tries=[Try(delivery, sent)], steps=[step])

    def _write(self, ready: Ready, sent: dict[str, str | None]) -> Done | Ending | None:
        if not self.hand.holds(self.delivery):
            return None
        record = _aligned(ready.record, ready.before, self.delivery)
        write = Write(kind=Kind.LINE_ITEM, record=record, class_id=record.class_)
        (receipt,) = self.port.target.put([write])
        ending = endings.received(self.delivery, ready.send, receipt, sent)
        if receipt.outcome is not Outcome.STORED:
            return ending
        return Done(steps=[partial(self._read_back, ready, record, ending)])

    def _read_back(self, ready: Ready, record: LineItem, ending: Ending) -> Done:
        """See what became of the write; a line item counts as delivered when it was seen."""
        delivery, sent = self.delivery, ending.sent or {}
        try:
            after = self.port.target.line_item(record.sourced_id, record.class_)
        except RetryLater as problem:
            return Done(endings=[endings.not_seen(delivery, sent, problem)])
        changed = [one for one in _READ if delivery.sent.get(one) != sent[one]]
        if after is None or _stale(changed, (ready.before, after, record), ready.case.zone):
            ending = endings.not_stored(delivery, sent)
        elif ending.state == "delivered":
            ending = structs.replace(ending, counts=self._counts(ready.before, after))
        return Done(endings=[ending])

    def _counts(self, before: LineItem | None, shown: LineItem) -> bool | None:
        """Say whether a line item counts where uncategorised ones do not; None: as it did before.

        A category that an API does not show may be there: what a teacher aligned stays so.
        """
        if self.port.rules.mode("uncategorised", self.port.version) != "wait":
            return None
        if shown.category:
            return True
        return False if before is None else None


def item_case(port: Port, delivery: Delivery, loaded: Loaded) -> ItemCase:
    """Return a line item with all that decides about it."""
    item = loaded.line_items[delivery.record_id]
    room = loaded.rooms[item.class_]
    link = loaded.linked.get((Kind.LINE_ITEM, delivery.record_id))
    source_id = loaded.source_ids.get(delivery.record_id, delivery.record_id)
    made = port.id_for(Kind.LINE_ITEM, delivery.app_id, source_id)
    category = loaded.linked.get((Kind.CATEGORY, item.category or ""))
    title = loaded.categories.get(item.category or "")
    app = port.keys.get(delivery.app_id, "")
    return ItemCase(
        id=link.target_id if link else made,
        item=item,
        room=room,
        zone=port.zone(room.zone),
        category=title,
        categories=partial(port.categories, room.target_id or ""),
        default_category=port.default_category,
        category_id=category.target_id if category else None,
        twin=loaded.twins.get(delivery.record_id),
        found_in_sis=link is not None and link.origin == "read",
        now=port.clock(),
        choice=choice_for(port.decided.categories, app, room.where, title),
    )


def _aligned(record: LineItem, seen: LineItem | None, delivery: Delivery) -> LineItem:
    """Leave a category alone that the teacher has chosen since our last write."""
    if seen is None or seen.category in (None, delivery.sent.get("category")):
        return record
    return structs.replace(record, category=seen.category)


def _stale(
    changed: Sequence[str], items: tuple[LineItem | None, LineItem, LineItem], zone: ZoneInfo
) -> bool:
    """Say whether the target shows what stood there before, though we sent something else.

    A target may shorten a title by itself, so only what we have changed is looked at.
    """
    before, after, record = (_shown(one, zone) if one else {} for one in items)
    return any(after[one] == before.get(one) and after[one] != record[one] for one in changed)


def _same(seen: LineItem, record: LineItem, zone: ZoneInfo) -> bool:
    """Say whether the target shows this very item: what teachers read of it, dates as days."""
    return seen.class_ == record.class_ and _shown(seen, zone) == _shown(record, zone)


def _shown(item: LineItem, zone: ZoneInfo) -> dict[str, object]:
    shown = (item.title, _day(item.due_date, zone), item.result_value_max)
    return dict(zip(_READ, shown, strict=True))


def _day(moment: Moment | None, zone: ZoneInfo) -> date | None:
    return local_day(moment, zone) if moment is not None else None


def _sent(record: LineItem, digest: str, category: str | None) -> dict[str, str | None]:
    return {
        "id": record.sourced_id,
        "digest": digest,
        "title": record.title,
        "due": record.due_date.isoformat() if record.due_date else None,
        "points": str(record.result_value_max),
        "category": category,
    }
