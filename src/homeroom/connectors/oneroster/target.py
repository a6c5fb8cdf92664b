"""Writing grades to a OneRoster server, and reading back what it shows."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import httpx2
import msgspec

from homeroom.connectors.oneroster import paging
from homeroom.connectors.oneroster.addresses import record_path, segment
from homeroom.connectors.oneroster.bases import Bases
from homeroom.connectors.oneroster.client import Client
from homeroom.connectors.oneroster.errors import read_refusal
from homeroom.connectors.oneroster.failures import WAIT, NothingThere
from homeroom.connectors.oneroster.source import OneRosterSource
from homeroom.connectors.pages import JSON
from homeroom.connectors.writes import Outcome, Receipt, TargetCategory, Write
from homeroom.errors import RetryLater
from homeroom.model import v1p1
from homeroom.model.decode import decode
from homeroom.model.dialect import Dialect
from homeroom.model.encode import encode
from homeroom.model.gradebook import Category, LineItem, Result
from homeroom.model.kinds import Kind, Version
from homeroom.model.records import Status

_ENCODER = msgspec.json.Encoder(decimal_format="number")
_DECODER = msgspec.json.Decoder(float_hook=Decimal)
_PAGE_SIZE = 1000
# References of line items and results lead into the roster, except to these.
_IN_GRADEBOOK = frozenset({Kind.CATEGORY, Kind.SCORE_SCALE, Kind.LINE_ITEM})


class OneRosterTarget:
    """One server as a target of grades; PUT with our own id, so that sending again is safe."""

    def __init__(
        self, client: Client, bases: Bases, source: OneRosterSource, dialect: Dialect
    ) -> None:
        self._client = client
        self._bases = bases
        self._source = source
        self._dialect = dialect

    def put(self, writes: Sequence[Write]) -> Sequence[Receipt]:
        """Create or replace records one by one, in order: the standard has no bulk write."""
        return [self._put(write) for write in writes]

    def _put(self, write: Write) -> Receipt:
        url = self._bases.of(write.kind) + record_path(write.kind, write.record.sourced_id)
        body = _ENCODER.encode({write.kind.value: self.wire(write)})
        answer = self._client.send("PUT", url, body)
        return _receipt(write.record.sourced_id, answer)

    @property
    def version(self) -> Version:
        """Return the API version in which records are written."""
        return self._bases.version

    def wire(self, write: Write) -> JSON:
        """Return the object to send: strict, in the server's version, with whole references."""
        wire = encode(write.kind, write.record, self._refer)
        if self._bases.version is Version.V1P1:
            wire, _ = v1p1.split_1_1(write.kind, wire)
        return wire

    def delete(self, kind: Kind, id_: str, class_id: str) -> Receipt:
        """Delete one record; that it is gone already is what was wanted."""
        answer = self._client.send("DELETE", self._bases.of(kind) + record_path(kind, id_), None)
        if answer.status_code == 404:
            return Receipt(id=id_, outcome=Outcome.STORED, status=404)
        return _receipt(id_, answer)

    def line_item(self, id_: str, class_id: str) -> LineItem | None:
        """Return a line item as the server shows it, or None; a tombstone is no line item."""
        wire = self._source.one(Kind.LINE_ITEM, id_)
        found = self.decoded(Kind.LINE_ITEM, wire) if wire else None
        there = isinstance(found, LineItem) and found.status is Status.ACTIVE
        return found if there else None

    def results(self, line_item_id: str, class_id: str) -> Sequence[Result]:
        """Return the results of a line item; unreadable ones are left out."""
        path = f"/classes/{segment(class_id)}/lineItems/{segment(line_item_id)}/results"
        decoded = [self.decoded(Kind.RESULT, row) for row in self._list(path)]
        return [one for one in decoded if isinstance(one, Result)]

    def categories(self, class_id: str) -> Sequence[TargetCategory]:
        """Return the categories of a class; 1.1 has no such list in the standard."""
        if self._bases.version is Version.V1P1:
            return ()
        rows = self._list(f"/classes/{segment(class_id)}/categories")
        decoded = [self.decoded(Kind.CATEGORY, row) for row in rows]
        return [
            TargetCategory(one.sourced_id, one.title)
            for one in decoded
            if isinstance(one, Category) and one.status is Status.ACTIVE
        ]

    def _list(self, path: str) -> list[JSON]:
        """Return a list of the gradebook; one that is not there is empty: its class has gone."""
        try:
            return list(self._rows(self._bases.gradebook() + path))
        except NothingThere:
            return []

    def _rows(self, url: str) -> Iterator[JSON]:
        for page in paging.pages(self._client, url, {"sort": "sourcedId"}, _PAGE_SIZE, None):
            # A server that repeats its only page does not know pages: it has sent all it has.
            if page.note not in ("", paging.REPEATED):
                # Whoever overlooks a grade that is there would overwrite it unseen.
                raise RetryLater(f"A list could not be read whole: {page.note}.", fix=WAIT)
            read = (_DECODER.decode(row) for row in page.records())
            yield from (one for one in read if isinstance(one, dict))

    def decoded(self, kind: Kind, wire: JSON) -> Any:
        """Return what an object of this server says, or None where it cannot be used."""
        return decode(kind, self._dialect.as_1_2(kind, wire), ZoneInfo("UTC")).record

    def _refer(self, type_: str, sourced_id: str) -> dict[str, str]:
        kind = Kind(type_)
        base = self._bases.gradebook() if kind in _IN_GRADEBOOK else self._bases.service
        href = base + record_path(kind, sourced_id)
        return {"href": href, "sourcedId": sourced_id, "type": type_}


def _receipt(id_: str, answer: httpx2.Response) -> Receipt:
    """Return what an answer to a write means for its record."""
    if answer.is_success:
        return Receipt(id=id_, outcome=Outcome.STORED, status=answer.status_code)
    said = read_refusal(answer.content)
    return Receipt(
        id=id_,
        outcome=Outcome.REFUSED,
        status=answer.status_code,
        code=said.code,
        words=said.words or ("" if said.code else "no reason given"),
    )
