"""Which changes go to which targets."""

from collections.abc import Iterable, Sequence

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.store.deliveries import Wanted


class Outlet(Struct, frozen=True):
    """A target of the district: which kinds it takes, and how long an edit settles first."""

    target_id: int
    kinds: frozenset[Kind]
    settle: int = 0  # seconds


def wanted(
    outlets: Sequence[Outlet], app_id: int, kind: Kind, record_ids: Iterable[str], act: str
) -> list[Wanted]:
    """Return the rows of the outbox for some records of an app; never back to the app itself."""
    ids = list(record_ids)
    return [
        Wanted(outlet.target_id, kind, id_, app_id, act, outlet.settle)
        for outlet in outlets
        if kind in outlet.kinds and outlet.target_id != app_id
        for id_ in ids
    ]
