"""Settings and connections for the scripted server, by someone less patient than a district."""

from collections.abc import Mapping

from homeroom.connectors.oneroster.client import Client
from homeroom.connectors.oneroster.connector import OneRoster, OneRosterConnection
from homeroom.connectors.oneroster.patience import Patience
from homeroom.connectors.oneroster.tests.scripted import TOKEN_PATH, Scripted

ROSTER = "/ims/oneroster/rostering/v1p2"
GRADEBOOK = "/ims/oneroster/gradebook/v1p2"
ONE_BASE = "/ims/oneroster/v1p1"
SECRET = "se cr:et+/ä"
ATTEMPTS = 3
HASTY = Patience(connect=10, answer=10, attempts=ATTEMPTS, first_wait=0, longest_wait=0)


class HastyOneRoster(OneRoster):
    """The gallery's connector, which asks again at once."""

    patience = HASTY


def given(server: Scripted, path: str = ROSTER, **more: str) -> dict[str, str]:
    """Return what an admin enters for a server."""
    return {
        "service_url": server.url + path,
        "client_id": "hub",
        "client_secret": SECRET,
        "token_url": f"{server.url}{TOKEN_PATH}",
        **more,
    }


def opened(server: Scripted, path: str = ROSTER, **more: str) -> OneRosterConnection:
    """Open a connection to a server."""
    return HastyOneRoster().connect(given(server, path, **more))


def client_of(
    server: Scripted,
    headers: Mapping[str, str] | None = None,
    patience: Patience = HASTY,
    **more: str,
) -> Client:
    """Return a client alone."""
    return Client(given(server, **more), headers or {}, patience)
