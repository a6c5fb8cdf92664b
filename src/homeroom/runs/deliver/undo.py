"""Undo in the SIS: choose what was delivered, see what it would become, and take it back."""

from collections.abc import Sequence

from msgspec import Struct

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.runs.deliver.ports import is_target
from homeroom.store import apps, audit, undoing
from homeroom.store.deliveries import Delivery
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from homeroom.store.undoing import Choice

RESTORE, CLEAR, REMOVE, LEAVE = "restore", "clear", "remove", "leave"


class Back(Struct, frozen=True):
    """One delivery and what undoing it means: from what the target took last to what was before."""

    delivery: Delivery
    how: str

    @property
    def now(self) -> str | None:
        """Return the score, or the title of a line item, that the target took last."""
        sent = self.delivery.sent
        return sent.get("title") if self.delivery.kind is Kind.LINE_ITEM else sent.get("score")

    @property
    def before(self) -> str | None:
        """Return the score that stood there before our first write."""
        return (self.delivery.found or {}).get("score")


def plan(district: District, key: str, choice: Choice, kinds: Sequence[Kind]) -> list[Back]:
    """Return what would be taken back; nothing is changed."""
    with district_scope(district.id) as scope:
        target = apps.keyed(scope, key)
        if not is_target(target):
            raise NeedsDistrict(
                f"No grades are delivered to {target.title}.", fix="See: homeroom app list"
            )
        rows = [one for kind in kinds for one in undoing.chosen(scope, target.id, kind, choice)]
    return [Back(one, how_of(one)) for one in rows]


def how_of(delivery: Delivery) -> str:
    """Return what undoing one delivery means. Pure.

    What somebody edited or deleted in the SIS since is left as it is there.
    """
    if delivery.state == "conflict" or delivery.sent.get("kept"):
        return LEAVE
    if delivery.kind is Kind.LINE_ITEM:
        return REMOVE
    return RESTORE if delivery.found is not None else CLEAR


def undo(district: District, key: str, planned: Sequence[Back], actor: str) -> int:
    """Put what was planned into the outbox; what changed since it was planned is left out."""
    rows = [one.delivery for one in planned if one.how != LEAVE]
    with district_scope(district.id) as scope:
        count = undoing.want(scope, apps.keyed(scope, key).id, rows)
        audit.note(scope, actor, "deliveries.undo", key, {"count": count})
    return count
