"""What keeps a delivery back before the target's own rules are asked: the district's decisions."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from homeroom.model.gradebook import LineItem, Result
from homeroom.model.times import at_local_time, local_day
from homeroom.push.port import Port
from homeroom.push.scope import Standing, out_of_scope
from homeroom.store.deliveries import Delivery, Ending
from homeroom.store.outgoing import Loaded


def kept_out(
    port: Port, delivery: Delivery, loaded: Loaded, item: LineItem, grade: Result | None = None
) -> Ending | None:
    """Return the ending of what is out of scope; it is looked at again on the next day."""
    standing = standing_of(port, delivery, loaded, item, grade)
    hold = out_of_scope(port.decided.scope, standing)
    if hold is None:
        return None
    wait = _until_tomorrow(standing.now, standing.zone)
    return Ending(delivery=delivery, state="held", code=hold.code, facts=hold.facts, wait=wait)


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
