"""Deliver line items: check, look the id up, write, read back."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from homeroom.connectors.writes import Outcome, Write
from homeroom.model.gradebook import LineItem, Moment
from homeroom.model.kinds import Kind
from homeroom.model.times import local_day
from homeroom.push import endings
from homeroom.push.comeback import keep, link_of
from homeroom.push.endings import digest_of
from homeroom.push.line_items import ItemCase, check_line_item
from homeroom.push.port import Port
from homeroom.push.removal import removal
from homeroom.push.verdict import Send
from homeroom.store import claims
from homeroom.store.deliveries import Delivery, Ending
from homeroom.store.outgoing import Loaded
from homeroom.store.scope import district_scope

# What teachers read of a line item, by the names under which it is noted as sent.
_READ = ("title", "due", "points")


class Ready(Struct, frozen=True):
    """A line item that may go, and in which form."""

    delivery: Delivery
    send: Send
    digest: str
    case: ItemCase

    @property
    def record(self) -> LineItem:
        """Return the line item to send, in the target's ids."""
        assert isinstance(self.send.record, LineItem)
        return self.send.record


def send_items(port: Port, claim: str, batch: list[Delivery], loaded: Loaded) -> list[Ending]:
    """Deliver some line items and return how each came out."""
    return endings.each(batch, lambda one: _send_item(port, claim, one, loaded))


def _send_item(port: Port, claim: str, delivery: Delivery, loaded: Loaded) -> Ending:
    case = _case(port, delivery, loaded)
    link = loaded.linked.get((Kind.LINE_ITEM, delivery.record_id))
    if delivery.act != "put":
        return removal(port, claim, delivery, case.id, case.room.target_id, link)
    verdict = check_line_item(case, port.rules, port.version)
    if not isinstance(verdict, Send):
        return endings.not_sent(delivery, verdict)
    digest = digest_of(verdict.record)
    if delivery.sent.get("digest") == digest:
        return endings.unchanged(delivery, verdict)
    with port.lanes.one():
        if link is None:
            keep_id(port, delivery, case.id)
        return _deliver(port, claim, Ready(delivery, verdict, digest, case))


def _case(port: Port, delivery: Delivery, loaded: Loaded) -> ItemCase:
    item = loaded.line_items[delivery.record_id]
    room = loaded.rooms[item.class_]
    link = loaded.linked.get((Kind.LINE_ITEM, delivery.record_id))
    source_id = loaded.source_ids.get(delivery.record_id, delivery.record_id)
    made = port.id_for(Kind.LINE_ITEM, delivery.app_id, source_id)
    category = loaded.linked.get((Kind.CATEGORY, item.category or ""))
    return ItemCase(
        id=link.target_id if link else made,
        item=item,
        room=room,
        zone=port.zone(room.zone),
        category=loaded.categories.get(item.category or ""),
        categories=partial(port.categories, room.target_id or ""),
        default_category=port.default_category,
        category_id=category.target_id if category else None,
        twin=loaded.twins.get(delivery.record_id),
        found_in_sis=link is not None and link.origin == "read",
        now=port.clock(),
    )


def keep_id(port: Port, delivery: Delivery, id_: str) -> None:
    """Keep the id before the first write, so that a lost answer is repaired under the same id."""
    with district_scope(port.district.id) as scope:
        keep(scope, port, [link_of(port, delivery, id_)])


def _deliver(port: Port, claim: str, ready: Ready) -> Ending:
    """Write a line item, between a look at what is there and another one."""
    delivery, record = ready.delivery, ready.record
    seen = port.target.line_item(record.sourced_id, record.class_)
    if seen is None and delivery.sent.get("id") and not delivery.approved:
        return Ending(delivery=delivery, state="conflict", code="conflict.deleted_in_sis")
    if seen is not None and not delivery.sent and _same(seen, record, ready.case.zone):
        # A hub that lost its database, or an answer, finds what it had delivered.
        done = endings.unchanged(delivery, ready.send)
        return structs.replace(done, sent=_sent(record, ready.digest, record.category))
    with district_scope(port.district.id) as scope:
        if delivery.record_id not in claims.still_mine(scope, claim, [delivery]):
            return endings.unchanged(delivery, ready.send)
    return _write(port, ready, _aligned(record, seen, delivery), seen)


def _aligned(record: LineItem, seen: LineItem | None, delivery: Delivery) -> LineItem:
    """Leave a category alone that the teacher has chosen since our last write."""
    if seen is None or seen.category in (None, delivery.sent.get("category")):
        return record
    return structs.replace(record, category=seen.category)


def _write(port: Port, ready: Ready, record: LineItem, before: LineItem | None) -> Ending:
    write = Write(kind=Kind.LINE_ITEM, record=record, class_id=record.class_)
    (receipt,) = port.target.put([write])
    sent = _sent(record, ready.digest, ready.record.category)
    if receipt.outcome is Outcome.STORED:
        after = port.target.line_item(record.sourced_id, record.class_)
        changed = [one for one in _READ if ready.delivery.sent.get(one) != sent[one]]
        if after is None or _stale(changed, (before, after, record), ready.case.zone):
            return endings.not_stored(ready.delivery)
    return endings.received(ready.delivery, ready.send, receipt, sent)


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
