"""Deliver categories to targets that take them."""

from homeroom.connectors.writes import Write
from homeroom.model.gradebook import Category
from homeroom.model.kinds import Kind
from homeroom.push import endings
from homeroom.push.endings import digest_of
from homeroom.push.line_items import folded
from homeroom.push.port import Port
from homeroom.push.removal import removal
from homeroom.push.send_items import keep_id
from homeroom.push.verdict import Leave, Send
from homeroom.store import outgoing
from homeroom.store.deliveries import Delivery, Ending
from homeroom.store.outgoing import Loaded
from homeroom.store.scope import district_scope

_THERE = "the target has a category of this title, which is used as it is"
# In so many classes that use a category the target is asked for one of the same title.
A_FEW = 5


def send_categories(port: Port, claim: str, batch: list[Delivery], loaded: Loaded) -> list[Ending]:
    """Deliver some categories and return how each came out."""
    return endings.each(batch, lambda one: _send(port, claim, one, loaded))


def _send(port: Port, claim: str, delivery: Delivery, loaded: Loaded) -> Ending:
    link = loaded.linked.get((Kind.CATEGORY, delivery.record_id))
    source_id = loaded.source_ids.get(delivery.record_id, delivery.record_id)
    id_ = link.target_id if link else port.id_for(Kind.CATEGORY, delivery.app_id, source_id)
    if delivery.act != "put":
        return removal(port, claim, delivery, id_, "", link)
    title = loaded.categories[delivery.record_id]
    record = Category(sourced_id=id_, title=title, date_last_modified=port.clock())
    digest = digest_of(record)
    if delivery.sent.get("digest") == digest:
        return endings.unchanged(delivery, Send(record))
    if link is None:
        if _title_is_there(port, delivery.record_id, title):
            # Its line items name that one: they find it by its title.
            return endings.not_sent(delivery, Leave(_THERE))
        keep_id(port, delivery, id_)
    with port.lanes.one():
        (receipt,) = port.target.put([Write(kind=Kind.CATEGORY, record=record, class_id="")])
    sent = {"id": id_, "digest": digest, "title": title}
    return endings.received(delivery, Send(record), receipt, sent)


def _title_is_there(port: Port, category_id: str, title: str) -> bool:
    """Say whether the target has a category of this title, so that no second one of it appears."""
    with district_scope(port.district.id) as scope:
        classes = outgoing.classes_of_category(scope, port.target_id, port.space, category_id)
    offered = (one for class_id in classes[:A_FEW] for one in port.categories(class_id))
    return any(folded(one.title) == folded(title) for one in offered)
