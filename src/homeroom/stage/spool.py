"""Keep a page as it came, without passwords and credentials, each content once."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation

import msgspec
import xxhash
from msgspec import Raw, Struct

from homeroom.model.records import UNREADABLE
from homeroom.model.scrub import cleaned, needs_cleaning
from homeroom.stage.heads import Heads, hashes_of, pack_heads, read_names
from homeroom.stage.kept_rows import pack_rows
from homeroom.stage.last_reading import LastReading
from homeroom.store import pages
from homeroom.store.earlier import KeptPage
from homeroom.store.pages import NewPage
from homeroom.store.scope import Scope

# Numbers pass as exact decimals while only the secrets leave.
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_DECODER = msgspec.json.Decoder(float_hook=Decimal)


class Came(Struct, frozen=True, kw_only=True):
    """A page that came: its number and first place in the reading, and the name of its last row.

    `rows` are the records that `body` holds, in order.
    """

    number: int
    start: int
    digest: bytes
    body: bytes
    rows: list[Raw]
    last: str = ""


def digest_of(body: bytes) -> bytes:
    """Return what a page is recognised by: a hash of its bytes as they came."""
    return xxhash.xxh3_128_digest(body)


def keep_page(
    scope: Scope, app_id: int, came: Came, before: LastReading
) -> tuple[KeptPage, datetime | None]:
    """Spool a page unless its content is there already; return it and its newest stamp.

    Rows that stood in the reading before are taken from there: only the others are read here,
    searched for secrets, and count for the stamp.
    """
    rows = came.rows
    found = pages.find(scope, app_id, came.digest)
    if found is not None:
        page_id, nameless = found
        return KeptPage(came.number, page_id, came.digest, len(rows), nameless), None
    hashes = hashes_of(rows)
    known = before.ids(scope, came.start, hashes)
    unknown = [row for row, id_ in zip(rows, known, strict=True) if id_ is None]
    fresh = list_of(came.body, rows) if len(unknown) == len(rows) else _listed(unknown)
    names, newest = read_names(fresh)
    rest = iter(names)
    ids = [next(rest) if id_ is None else id_ for id_ in known]
    nameless = [place for place, id_ in enumerate(ids) if not id_]
    clean = not needs_cleaning(fresh)
    new = NewPage(
        digest=came.digest,
        body=pack_rows(rows if clean else [_clean_row(bytes(row)) for row in rows]),
        heads=pack_heads(Heads(ids, hashes)),
        nameless=nameless,
        last="" if "\x00" in came.last else came.last,
        clean=clean,
    )
    page_id = pages.keep(scope, app_id, new)
    return KeptPage(came.number, page_id, came.digest, len(rows), nameless), newest


def list_of(body: bytes, rows: Sequence[Raw]) -> bytes:
    """Return the list of a page's records, as it stands in the page where nothing else is in it."""
    if rows:
        start = body.find(rows[0]) - 1
        end = body.rfind(rows[-1]) + len(rows[-1]) + 1
        # From the first to the last of them there is room for all of them and their commas alone.
        if end - start == sum(map(len, rows)) + len(rows) + 1:
            found = body[start:end]
            if found[:1] == b"[" and found[-1:] == b"]":
                return found
    return _listed(rows)


def _listed(rows: Sequence[Raw]) -> bytes:
    return b"[" + b",".join(rows) + b"]"


def _clean_row(row: bytes) -> bytes:
    """Return a record without secrets; of one that cannot be read, only that it was there."""
    if not needs_cleaning(row):
        return row
    try:
        return _ENCODER.encode(cleaned(_DECODER.decode(row)))
    except (msgspec.DecodeError, InvalidOperation, RecursionError):
        return _ENCODER.encode({UNREADABLE: True})
