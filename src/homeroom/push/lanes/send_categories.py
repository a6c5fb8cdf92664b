"""Deliver categories to targets that take them."""

from collections.abc import Sequence
from functools import partial

from homeroom.connectors.writes import Write
from homeroom.model.gradebook import Category
from homeroom.model.kinds import Kind
from homeroom.push.checks.verdict import Leave, Send
from homeroom.push.lanes import endings
from homeroom.push.lanes.comeback import link_of
from homeroom.push.lanes.crew import Done
from homeroom.push.lanes.endings import digest_of
from homeroom.push.lanes.hand import Hand
from homeroom.push.lanes.port import Port
from homeroom.push.lanes.removal import removal
from homeroom.push.lanes.silence import Silence
from homeroom.rules.categories import Categories, choice_for, folded
from homeroom.rules.places import Where
from homeroom.store import in_use, outgoing
from homeroom.store.claims import Try
from homeroom.store.deliveries import Delivery, Ending
from homeroom.store.outgoing import Loaded
from homeroom.store.scope import district_scope

_THERE = "the target has a category of this title, which is used as it is"
_DECIDED = "the district's rules map it, or have no unknown category made"
# In so many classes that use a category the target is asked for one of the same title.
A_FEW = 5


def plan_categories(port: Port, hand: Hand, batch: Sequence[Delivery], loaded: Loaded) -> Done:
    """Return the first step of each category."""
    silence = Silence()
    return Done(
        steps=[
            partial(silence.step, one, partial(_begin, port, hand, one, loaded, silence))
            for one in batch
        ]
    )


def _begin(
    port: Port, hand: Hand, delivery: Delivery, loaded: Loaded, silence: Silence
) -> Done | Ending | None:
    link = loaded.linked.get((Kind.CATEGORY, delivery.record_id))
    source_id = loaded.source_ids.get(delivery.record_id, delivery.record_id)
    id_ = link.target_id if link else port.id_for(Kind.CATEGORY, delivery.app_id, source_id)
    if delivery.act != "put":
        return removal(port, hand, delivery, id_, "", link)
    title = loaded.categories[delivery.record_id]
    record = Category(sourced_id=id_, title=title, date_last_modified=port.clock())
    sent = {"id": id_, "digest": digest_of(record), "title": title}
    if delivery.tried is None and delivery.sent.get("digest") == sent["digest"]:
        return endings.unchanged(delivery, Send(record))
    if link is None and _title_is_there(port, delivery.record_id, title):
        # Its line items name that one: they find it by its title.
        return endings.not_sent(delivery, Leave(_THERE))
    if link is None and not _may_be_made(port, delivery, title):
        return endings.not_sent(delivery, Leave(_DECIDED))
    write = partial(_write, port, hand, delivery, record, sent)
    return Done(
        links=[] if link else [link_of(port, delivery, id_)],
        tries=[Try(delivery, sent)],
        steps=[partial(silence.step, delivery, write)],
    )


def _write(
    port: Port, hand: Hand, delivery: Delivery, record: Category, sent: dict[str, str]
) -> Ending | None:
    if not hand.holds(delivery):
        return None
    (receipt,) = port.target.put([Write(kind=Kind.CATEGORY, record=record, class_id="")])
    return endings.received(delivery, Send(record), receipt, sent)


def _may_be_made(port: Port, delivery: Delivery, title: str) -> bool:
    """Say whether the rules of some class that uses a category let it be made at the target."""
    rules = port.decided.categories
    if rules == Categories():
        return True
    app = port.keys.get(delivery.app_id, "")
    with district_scope(port.district.id) as scope:
        places = in_use.places_of(scope, delivery.record_id) or [Where(class_="")]
    return any(choice_for(rules, app, one, title).makes for one in places)


def _title_is_there(port: Port, category_id: str, title: str) -> bool:
    """Say whether the target has a category of this title, so that no second one of it appears."""
    with district_scope(port.district.id) as scope:
        classes = outgoing.classes_of_category(scope, port.target_id, port.space, category_id)
    offered = (one for class_id in classes[:A_FEW] for one in port.categories(class_id))
    return any(folded(one.title) == folded(title) for one in offered)
