"""Asking for one record of a collection, to see whether it is there and may be read."""

import httpx2
from msgspec import Raw, Struct

from homeroom.connectors.oneroster.arrivals import read_arrival
from homeroom.connectors.oneroster.client import Client


class Sample(Struct, frozen=True):
    """What the server shows of a collection: at least one record if it has any, and how many."""

    rows: list[Raw]
    total: int | None


def sample(client: Client, base: str, collection: str) -> Sample | None:
    """Return a sample, or None where the server knows no such collection."""

    def read(answer: httpx2.Response) -> Sample | None:
        if answer.status_code == 404:
            return None
        came = read_arrival(answer)
        return Sample(came.raws(), came.total)

    return client.read(f"{base}/{collection}", {"limit": 1}, read)
