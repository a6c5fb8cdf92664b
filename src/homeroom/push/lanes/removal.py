"""Delete at a target what its own app deleted: only what this hub made, after approval."""

from homeroom.connectors.writes import Outcome
from homeroom.push.checks.verdict import Hold, Leave
from homeroom.push.lanes import endings
from homeroom.push.lanes.hand import Hand
from homeroom.push.lanes.port import Port
from homeroom.store.deliveries import Delivery, Ending
from homeroom.store.outgoing import Links


def removal(
    port: Port, hand: Hand, delivery: Delivery, id_: str, class_id: str | None, link: Links | None
) -> Ending | None:
    """Carry out, hold or leave the removal of one record; None when it is not ours to carry out."""
    ours = link is not None and link.origin == "derived" and class_id is not None
    if delivery.act != "delete" or not ours or delivery.kind not in port.deletes:
        # What merely vanished from a list, or was found there, stays at the target.
        return endings.not_sent(delivery, Leave("nothing is deleted at a target by absence"))
    if port.rules.mode("delete", port.version) == "hold" and not delivery.approved:
        return endings.not_sent(delivery, Hold("delete.needs_approval"))
    if not hand.holds(delivery):
        return None
    assert class_id is not None
    receipt = port.target.delete(delivery.kind, id_, class_id)
    if receipt.outcome is Outcome.STORED:
        return Ending(
            delivery=delivery, state="delivered", notes={"deleted": id_}, sent={}, known=True
        )
    return endings.refused(delivery, receipt, {})
