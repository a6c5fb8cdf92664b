"""Keep a page as it came, without passwords and credentials, each content once."""

from datetime import datetime
from decimal import Decimal, InvalidOperation

import msgspec
import xxhash
from msgspec import Raw

from homeroom.model.records import UNREADABLE
from homeroom.model.scrub import cleaned, needs_cleaning
from homeroom.stage.heads import pack_body, pack_heads, read_heads
from homeroom.store import pages
from homeroom.store.pages import KeptPage
from homeroom.store.scope import Scope

# Numbers pass as exact decimals while only the secrets leave.
_ENCODER = msgspec.json.Encoder(decimal_format="number")
_DECODER = msgspec.json.Decoder(float_hook=Decimal)


def digest_of(body: bytes) -> bytes:
    """Return what a page is recognised by: a hash of its bytes as they came."""
    return xxhash.xxh3_128_digest(body)


def keep_page(
    scope: Scope, app_id: int, number: int, digest: bytes, rows: list[Raw]
) -> tuple[KeptPage, datetime | None]:
    """Spool a page unless its content is there already; return it and its newest stamp."""
    found = pages.find(scope, app_id, digest)
    if found is not None:
        page_id, nameless = found
        return KeptPage(number, page_id, digest, len(rows), nameless), None
    body = b"[" + b",".join(rows) + b"]"
    heads, newest = read_heads(rows, body)
    nameless = [place for place, id_ in enumerate(heads.ids) if not id_]
    kept = pack_body(_clean(rows, body))
    page_id = pages.keep(scope, app_id, digest, kept, pack_heads(heads), nameless)
    return KeptPage(number, page_id, digest, len(rows), nameless), newest


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
