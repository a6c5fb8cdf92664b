"""Keep a page as it came, without passwords and credentials, each content once."""

from datetime import datetime
from decimal import Decimal, InvalidOperation

import msgspec
import xxhash
from msgspec import Raw, Struct

from homeroom.model.records import UNREADABLE
from homeroom.model.scrub import cleaned, needs_cleaning
from homeroom.stage.heads import pack_body, pack_heads, read_heads
from homeroom.store import pages
from homeroom.store.pages import KeptPage, NewPage
from homeroom.store.scope import Scope

# Numbers pass as exact decimals while only the secrets leave.
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_DECODER = msgspec.json.Decoder(float_hook=Decimal)


class Came(Struct, frozen=True):
    """A page that came: its place in the reading, its digest, its records, its last one's name."""

    number: int
    digest: bytes
    rows: list[Raw]
    last: str = ""


def digest_of(body: bytes) -> bytes:
    """Return what a page is recognised by: a hash of its bytes as they came."""
    return xxhash.xxh3_128_digest(body)


def keep_page(scope: Scope, app_id: int, came: Came) -> tuple[KeptPage, datetime | None]:
    """Spool a page unless its content is there already; return it and its newest stamp."""
    rows = came.rows
    found = pages.find(scope, app_id, came.digest)
    if found is not None:
        page_id, nameless = found
        return KeptPage(came.number, page_id, came.digest, len(rows), nameless), None
    body = b"[" + b",".join(rows) + b"]"
    heads, newest = read_heads(rows, body)
    nameless = [place for place, id_ in enumerate(heads.ids) if not id_]
    new = NewPage(
        digest=came.digest,
        body=pack_body(_clean(rows, body)),
        heads=pack_heads(heads),
        nameless=nameless,
        last="" if "\x00" in came.last else came.last,
    )
    page_id = pages.keep(scope, app_id, new)
    return KeptPage(came.number, page_id, came.digest, len(rows), nameless), newest


def _clean(rows: list[Raw], body: bytes) -> bytes:
    """Return the records as a list; where they might hold a secret, without it."""
    if not needs_cleaning(body):
        return body
    return b"[" + b",".join(_clean_row(bytes(row)) for row in rows) + b"]"


def _clean_row(row: bytes) -> bytes:
    """Return a record without secrets; of one that cannot be read, only that it was there."""
    if not needs_cleaning(row):
        return row
    try:
        return _ENCODER.encode(cleaned(_DECODER.decode(row)))
    except (msgspec.DecodeError, InvalidOperation, RecursionError):
        return _ENCODER.encode({UNREADABLE: True})
