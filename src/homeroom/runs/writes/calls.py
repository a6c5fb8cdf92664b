"""How the apps of a district that call the API do."""

from collections.abc import Iterable
from datetime import datetime

from homeroom.runs.writes.vendors import CONNECTOR
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.scope import Scope
from homeroom.store.vendors import calls, clients
from homeroom.store.vendors.calls import Calls


def of_apps(
    scope: Scope, district: District, found: Iterable[App], now: datetime
) -> dict[int, Calls]:
    """Return by app id how those of some apps did that call; the others are not in it."""
    ids = {one.id for one in found if one.connector == CONNECTOR}
    if not ids:
        return {}
    held = [one for one in clients.of_district(district.id) if one.app_id in ids]
    last_used = {one.client_id: one.last_used_at for one in held}
    said = calls.of_clients(scope, last_used, district.zone, now) if held else {}
    without = dict.fromkeys(ids, Calls(has_credentials=False))
    return without | {one.app_id: said[one.client_id] for one in held}
