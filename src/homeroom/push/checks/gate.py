"""What keeps a delivery back before the target's own rules are asked: the district's decisions."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from homeroom.model.gradebook import LineItem, Result
from homeroom.model.kinds import Kind
from homeroom.model.times import at_local_time, local_day
from homeroom.push.checks.due_dates import due_key, with_agreed_due
from homeroom.push.checks.scope import out_of_scope
from homeroom.push.checks.standing import Standing
from homeroom.push.checks.terms import moved_term
from homeroom.push.checks.verdict import Hold, Refuse
from homeroom.push.checks.year import closed_year
from homeroom.push.lanes import endings
from homeroom.push.lanes.port import Port
from homeroom.store import fanning
from homeroom.store.deliveries import Delivery, Ending
from homeroom.store.outgoing import Loaded
from homeroom.store.scope import district_scope

PROPOSED = "adopt.proposed"
CONTESTED = "merge.contested"
PREVIEWED = "preview.each"


def kept_out(
    port: Port, delivery: Delivery, loaded: Loaded, item: LineItem, grade: Result | None = None
) -> Ending | None:
    """Return the ending of what is contested or out of scope; the latter is looked at daily."""
    if delivery.record_id in loaded.contested:
        facts = {"fields": loaded.contested[delivery.record_id]}
        return endings.not_sent(delivery, Hold(CONTESTED, facts))
    standing = standing_of(port, delivery, loaded, item, grade)
    hold = closed_year(port.decided.year, standing) or out_of_scope(port.decided.scope, standing)
    if hold is None:
        return None
    wait = _until_tomorrow(standing.now, standing.zone)
    return Ending(delivery=delivery, state="held", code=hold.code, facts=hold.facts, wait=wait)


def waits_for_a_person(
    port: Port, delivery: Delivery, loaded: Loaded, item: LineItem
) -> Ending | None:
    """Return the ending of a line item that a person must look at first.

    It stands in the SIS already, perhaps; or it would move into another term.
    """
    found = loaded.proposals.get(delivery.record_id, ())
    fresh = not delivery.sent and (Kind.LINE_ITEM, delivery.record_id) not in loaded.linked
    if found and fresh and PROPOSED not in delivery.lifted:
        facts = {"title": item.title, "many": len(found), "candidates": list(found)}
        return Ending(delivery=delivery, state="held", code=PROPOSED, facts=facts)
    standing = standing_of(port, delivery, loaded, item, None)
    hold = moved_term(standing, delivery.sent.get("due"))
    return endings.not_sent(delivery, hold) if hold else None


def not_seen_yet(port: Port, delivery: Delivery, digest: str) -> Ending | None:
    """Return the ending of what might go, where a person looks at everything before."""
    if not port.previews or delivery.approved or PREVIEWED in delivery.lifted:
        return None
    # Whoever discards it discards this very content.
    return endings.not_sent(delivery, Hold(PREVIEWED, {"digest": digest}))


def with_section_due(port: Port, delivery: Delivery, loaded: Loaded) -> LineItem | Ending:
    """Return a line item with the due date of its section, where its app has dates by student."""
    item = loaded.line_items[delivery.record_id]
    room = loaded.rooms[item.class_]
    app = port.keys.get(delivery.app_id, "")
    key = due_key(port.decided.classes, app, room.where.class_)
    if not key:
        return item
    with district_scope(port.district.id) as scope:
        texts = fanning.due_texts(scope, delivery.record_id, key)
    agreed = with_agreed_due(item, texts, port.zone(room.zone))
    return endings.not_sent(delivery, agreed) if isinstance(agreed, Refuse) else agreed


def standing_of(
    port: Port, delivery: Delivery, loaded: Loaded, item: LineItem, grade: Result | None
) -> Standing:
    """Return where a delivery stands."""
    room = loaded.rooms[item.class_]
    return Standing(
        app=port.keys.get(delivery.app_id, ""),
        where=room.where,
        terms=room.terms,
        item=item,
        grade=grade,
        zone=port.zone(room.zone),
        now=port.clock(),
        lifted=delivery.lifted,
    )


def _until_tomorrow(now: datetime, zone: ZoneInfo) -> float:
    """Return the seconds until the next day begins on a school's clock."""
    tomorrow = local_day(now, zone) + timedelta(days=1)
    return (at_local_time(tomorrow, time(0, 0), zone) - now).total_seconds()
