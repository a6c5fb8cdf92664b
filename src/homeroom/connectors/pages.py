"""What a source hands over: pages of raw records, and rows that are no records."""

from collections.abc import Callable
from typing import Any

import msgspec
from msgspec import Raw, Struct

from homeroom.model.kinds import Kind

JSON = dict[str, Any]
# OneRoster 1.1 puts a list of warnings beside the records, or before them.
_WARNINGS = "statusInfoSet"
_LISTS = msgspec.json.Decoder(dict[str, list[Raw]])


class Collection(Struct, frozen=True):
    """One list that a source is read from. Without an optional one a run goes on."""

    name: str
    kind: Kind
    optional: bool = False


class Fault(Struct, frozen=True, kw_only=True):
    """A row that could not be turned into a record at all, with the place where it stands.

    `id` is the record's own id where it can be told: the record is there, though unreadable, so
    it must not count as absent.
    """

    place: str  # e.g. "results.csv, line 17"
    field: str
    words: str
    id: str = ""


class KnownPage(Struct, frozen=True, kw_only=True):
    """A page of the last complete reading, met again: its bytes are the same, and so are its rows.

    `last` tells its last record from others, as the source named it then; `after` is the page that
    it followed, None where nothing is known of that.
    """

    id: int
    records: int
    last: str
    after: int | None = None


# Recognises a page by its bytes.
Recognise = Callable[[bytes], KnownPage | None]


def nothing_known(_: bytes) -> None:
    """Recognise no page."""


class Page(Struct, frozen=True, kw_only=True):
    """A stretch of one collection: a JSON object whose first member is the list of its records.

    `next` says where the following page starts (None: this was the last), in the connector's own
    terms, as JSON. `note` tells why the collection cannot be taken as complete. `last` tells the
    last record from others, as a source may want to know it once the page is met again.
    """

    body: bytes
    next: JSON | None
    rows: list[Raw] | None = None  # the records of the body, when the source has split it already
    total: int | None = None
    note: str = ""
    faults: tuple[Fault, ...] = ()
    last: str = ""
    known: KnownPage | None = None

    def records(self) -> list[Raw]:
        """Return the raw records; a msgspec.DecodeError says that the body is no such page."""
        return self.rows if self.rows is not None else split(self.body)


def split(body: bytes) -> list[Raw]:
    """Return the raw records of a page without decoding them: its first member that is a list."""
    try:
        members = _LISTS.decode(body)  # nearly all pages: read once instead of twice
    except msgspec.ValidationError:
        return _first_list(body)
    for name, rows in members.items():
        if name != _WARNINGS:
            return rows
    raise msgspec.DecodeError("no list of records")


def _first_list(body: bytes) -> list[Raw]:
    for name, held in msgspec.json.decode(body, type=dict[str, Raw]).items():
        if name != _WARNINGS and memoryview(held)[0] == ord("["):
            return msgspec.json.decode(held, type=list[Raw])
    raise msgspec.DecodeError("no list of records")
