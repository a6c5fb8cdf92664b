"""Delete at a target what its own app deleted: only what this hub made, after approval."""

from homeroom.connectors.writes import Outcome
from homeroom.push import endings
from homeroom.push.port import Port
from homeroom.push.verdict import Hold, Leave
from homeroom.store import claims
from homeroom.store.deliveries import Delivery, Ending
from homeroom.store.outgoing import Links
from homeroom.store.scope import district_scope


def removal(
    port: Port,
    claim: str,
    delivery: Delivery,
    id_: str,
    class_id: str | None,
    link: Links | None,
) -> Ending:
    """Carry out, hold or leave the removal of one record at a target."""
    ours = link is not None and link.origin == "derived" and class_id is not None
    if delivery.act != "delete" or not ours or delivery.kind not in port.deletes:
        # What merely vanished from a list, or was found there, stays at the target.
        return endings.not_sent(delivery, Leave("nothing is deleted at a target by absence"))
    if port.rules.mode("delete", port.version) == "hold" and not delivery.approved:
        return endings.not_sent(delivery, Hold("delete.needs_approval"))
    with district_scope(port.district.id) as scope:
        if delivery.record_id not in claims.still_mine(scope, claim, [delivery]):
            return endings.not_sent(delivery, Leave("it changed meanwhile"))
    assert class_id is not None
    with port.lanes.one():
        receipt = port.target.delete(delivery.kind, id_, class_id)
    if receipt.outcome is Outcome.STORED:
        return Ending(delivery=delivery, state="delivered", notes={"deleted": id_}, sent={})
    facts = {"status": receipt.status, "said": f"{receipt.code} {receipt.words}".strip()}
    return Ending(
        delivery=delivery,
        state="refused",
        code="target.refused",
        facts=facts,
        baseline=delivery.baseline,
        wait=endings.A_DAY,
    )
