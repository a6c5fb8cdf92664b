"""Reading rosters and gradebooks from a OneRoster server."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

import httpx2
import msgspec
import structlog
from msgspec import structs

from homeroom.connectors.oneroster import paging
from homeroom.connectors.oneroster.addresses import collection_path, record_path
from homeroom.connectors.oneroster.arrivals import no_records
from homeroom.connectors.oneroster.bases import Bases
from homeroom.connectors.oneroster.client import Client
from homeroom.connectors.oneroster.filters import changed_after, obeyed
from homeroom.connectors.pages import JSON, Collection, Page, Recognise, nothing_known
from homeroom.model.kinds import COLLECTIONS, GRADEBOOK, Kind, Version

log = structlog.get_logger()

# Rights and services of their own: whatever is wrong with them never blocks the roster.
_OPTIONAL = frozenset({Kind.RESOURCE, Kind.DEMOGRAPHICS, *GRADEBOOK})
_OBJECT = msgspec.json.Decoder(JSON, float_hook=Decimal)


class OneRosterSource:
    """One server as a source."""

    def __init__(
        self, client: Client, bases: Bases, reads: frozenset[Kind], page_size: int
    ) -> None:
        self._client = client
        self._bases = bases
        self._reads = reads
        self._page_size = page_size

    @property
    def version(self) -> Version:
        """Return the version of the objects on the wire."""
        return self._bases.version

    def collections(self, kinds: frozenset[Kind]) -> Sequence[Collection]:
        """Return the standard collection of every kind that this version has."""
        return [
            Collection(COLLECTIONS[kind], kind, kind in _OPTIONAL)
            for kind in Kind
            if kind in kinds & self._reads
        ]

    def pages(
        self,
        collection: Collection,
        start: JSON | None,
        since: datetime | None,
        recognise: Recognise = nothing_known,
    ) -> Iterator[Page]:
        """Yield the pages of a collection in a stable order.

        A server that ignores the filter sends everything; that is noticed, and no harm: what did
        not change is recognised by its hash.
        """
        url = self._bases.of(collection.kind) + collection_path(collection.kind)
        query: JSON = {"sort": "sourcedId", "orderBy": "asc"}
        if since is not None:
            query["filter"] = changed_after(since)
        for page in paging.pages(self._client, url, query, self._page_size, start, recognise):
            if since is not None and not obeyed(page.records(), since):
                log.info("filter ignored", collection=collection.name)
                yield structs.replace(page, note=page.note or "the server ignores the date filter")
            else:
                yield page

    def one(self, kind: Kind, sourced_id: str) -> JSON | None:
        """Return one object as the server shows it, or None where it knows none."""
        url = self._bases.of(kind) + record_path(kind, sourced_id)

        def read(answer: httpx2.Response) -> JSON | None:
            return None if answer.status_code == 404 else _only(kind, answer.content)

        return self._client.read(url, {}, read)


def _only(kind: Kind, body: bytes) -> JSON:
    """Return the object that an answer wraps."""
    try:
        said = _OBJECT.decode(body)
    except ValueError as problem:
        raise no_records(body) from problem
    found = said.get(kind.value, said)  # some servers leave the wrapper out
    if not isinstance(found, dict) or "sourcedId" not in found:
        raise no_records(body)
    return found
