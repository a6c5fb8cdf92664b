"""Deliver line items: check, look the id up, write, read back."""

from functools import partial

from homeroom.connectors.writes import Outcome, Receipt, Write
from homeroom.model.gradebook import LineItem
from homeroom.model.kinds import Kind
from homeroom.push import endings
from homeroom.push.endings import digest_of
from homeroom.push.line_items import ItemCase, check_line_item
from homeroom.push.port import Port
from homeroom.push.removal import removal
from homeroom.push.verdict import Send
from homeroom.store import deliveries, links
from homeroom.store.deliveries import Delivery, Ending
from homeroom.store.links import Link
from homeroom.store.outgoing import Loaded
from homeroom.store.scope import district_scope


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
        return _write(port, claim, delivery, verdict, digest)


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
        links.add(
            scope,
            [
                Link(
                    app_id=port.target_id,
                    kind=delivery.kind,
                    space=port.space,
                    external_id=id_,
                    record_id=delivery.record_id,
                    origin="derived",
                )
            ],
        )


def _write(port: Port, claim: str, delivery: Delivery, send: Send, digest: str) -> Ending:
    with district_scope(port.district.id) as scope:
        mine = deliveries.still_mine(scope, claim, [delivery])
    if delivery.record_id not in mine:
        return endings.unchanged(delivery, send)
    record = send.record
    assert isinstance(record, LineItem)
    write = Write(kind=Kind.LINE_ITEM, record=record, class_id=record.class_)
    (receipt,) = port.target.put([write])
    stored = receipt.outcome is Outcome.STORED
    if stored and port.target.line_item(record.sourced_id, record.class_) is None:
        return endings.not_stored(delivery)
    return endings.received(delivery, send, receipt, _sent(record, digest, receipt))


def _sent(record: LineItem, digest: str, receipt: Receipt) -> dict[str, str | None]:
    return {
        "id": receipt.id,
        "digest": digest,
        "title": record.title,
        "due": record.due_date.isoformat() if record.due_date else None,
        "points": str(record.result_value_max),
    }
