"""How many records of each kind an app would see: counted by what its own requests come through."""

from homeroom.model.kinds import COLLECTIONS, Kind, Version
from homeroom.rules.sharing import Sharing
from homeroom.store.scope import Scope
from homeroom.store.serving.pages import Reader
from homeroom.store.serving.wanted import Choice


def seen(scope: Scope, app_id: int, sharing: Sharing) -> dict[str, int]:
    """Return the length of every list, by its name; a kind that is not shared has none."""
    reader = Reader(scope, app_id, sharing, {})
    return {
        COLLECTIONS[kind]: reader.count(Choice(kind=kind, version=Version.V1P2))
        for kind in Kind
        if sharing.shares(kind)
    }
