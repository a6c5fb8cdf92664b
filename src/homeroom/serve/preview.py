"""What an app would be answered: asked of the very code that answers it, before it is shared."""

import msgspec
from msgspec import Struct

from homeroom.model.kinds import COLLECTIONS, Kind, Version
from homeroom.rules.sharing import Sharing
from homeroom.serve.caller import Caller
from homeroom.serve.operations import Operation, base_of
from homeroom.serve.paths import find
from homeroom.serve.reading import answer, service_of
from homeroom.store.vendors.clients import Client

# So many records are shown: enough to see which members they have.
ROWS = 10


class Look(Struct, frozen=True):
    """The first page of one list, as the app would get it: where it lies, how many, and the JSON.

    `lacks` names scopes of which the app has none: then it gets 403 in place of the page.
    """

    path: str
    total: int
    json: str
    lacks: tuple[str, ...] = ()


def look(client: Client, sharing: Sharing, operation: Operation, origin: str) -> Look:
    """Return the first records of a list that an app would get under a sharing."""
    caller = Caller(
        district_id=client.district_id,
        app_id=client.app_id,
        client_id=client.client_id,
        scopes=frozenset(client.scopes),
        sharing=sharing,
    )
    path = operation.base + operation.path
    if not caller.may(operation.scopes):
        return Look(path, 0, "", operation.scopes)
    found = answer(caller, operation, (), f"limit={ROWS}", origin)
    text = msgspec.json.format(found.body, indent=2).decode()
    return Look(f"{path}?limit={ROWS}", int(found.headers["X-Total-Count"]), text)


def list_of(kind: Kind, version: Version) -> Operation | None:
    """Return the operation that lists a kind; None where 1.1 has none."""
    found = find(f"{base_of(version, service_of(kind))}/{COLLECTIONS[kind]}")
    return found.operations["GET"] if found else None
