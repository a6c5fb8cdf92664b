"""What arrived: the records of one answer, and what the server says around them."""

from typing import Any

import httpx2
import msgspec
import xxhash
from msgspec import Raw, Struct

from homeroom.connectors.oneroster.errors import read_refusal
from homeroom.connectors.oneroster.links import next_query
from homeroom.connectors.pages import KnownPage, Recognise, nothing_known, split
from homeroom.errors import HomeroomError, NeedsDistrict, RetryLater


class _Named(Struct):
    sourcedId: Any = ""


class Arrival(Struct, frozen=True, kw_only=True):
    """One page as it came. `link` is the query of the next link, `linked` that there are links.

    `last` is the name of its last record, "" where there is none. A page that is `known` is split
    only when somebody asks for its rows.
    """

    body: bytes
    rows: list[Raw] | None
    records: int
    last: str
    known: KnownPage | None
    total: int | None
    link: dict[str, str] | None
    linked: bool

    def holds(self, name: str) -> bool:
        """Say whether a record of this name is on the page."""
        if name.isascii() and "/" not in name and name.encode() not in self.body:
            return False  # JSON may write other names in another way than we do
        return any(name_of(row) == name for row in self.raws())

    def raws(self) -> list[Raw]:
        """Return the records."""
        return records_of(self.body) if self.rows is None else self.rows


def read_arrival(answer: httpx2.Response, recognise: Recognise = nothing_known) -> Arrival:
    """Read an answer as a page of records; raises what to do when it is none."""
    links = answer.headers.get("Link", "")
    total = answer.headers.get("X-Total-Count", "").strip()
    body = answer.content
    known = recognise(body)
    rows = None if known else records_of(body)
    return Arrival(
        body=body,
        rows=rows,
        records=known.records if known else len(rows or ()),
        last=known.last if known else (name_of(rows[-1]) if rows else ""),
        known=known,
        total=int(total) if total.isdecimal() else None,
        link=next_query(links),
        linked=bool(links),
    )


def name_of(row: Raw) -> str:
    """Return what tells a record from others: its id, or else its own bytes."""
    try:
        name = msgspec.json.decode(row, type=_Named).sourcedId
    except ValueError:
        name = ""
    return str(name or xxhash.xxh3_128_hexdigest(row))


def records_of(body: bytes) -> list[Raw]:
    """Return the records of a page; raises what to do when it holds none."""
    try:
        if not body.isascii():
            body.decode()
        return split(body)
    except UnicodeDecodeError as problem:
        raise NeedsDistrict(
            "The server sent text that is not UTF-8.",
            fix="Ask the vendor of the other system: JSON is written in UTF-8.",
        ) from problem
    except msgspec.DecodeError as problem:
        raise no_records(body) from problem


def no_records(body: bytes) -> HomeroomError:
    """Say what an answer is that holds no records: a web page, a message, or half of a page."""
    if body.lstrip()[:1] == b"<":
        return NeedsDistrict(
            "The server answered with a web page instead of records.",
            fix="Check the Service URL: it may be the address of the sign-in page.",
        )
    try:
        msgspec.json.decode(body)
    except msgspec.DecodeError:
        return RetryLater(
            "The server sent a page that is cut off or no JSON.",
            fix="If this stays, check the Service URL and the API version.",
        )
    words = f"The server answered without records. {read_refusal(body).words}"
    return NeedsDistrict(words.strip(), fix="Check the Service URL and the API version.")
