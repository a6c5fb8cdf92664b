"""A page that nobody sent as one: what an app wrote in one request."""

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import Raw

from homeroom.stage.heads import Heads, hashes_of, pack_heads
from homeroom.stage.kept_rows import pack_rows
from homeroom.stage.spool import digest_of
from homeroom.store import pages
from homeroom.store.pages import NewPage
from homeroom.store.scope import Scope

JSON = dict[str, Any]
_ENCODER = msgspec.json.Encoder(decimal_format="number")


def keep_own_page(scope: Scope, app_id: int, wires: Sequence[JSON]) -> tuple[int, list[int]]:
    """Spool objects, in which there are no secrets; return the page and a hash of each."""
    new, hashes = own_page(wires)
    return pages.keep(scope, app_id, new), hashes


def own_page(wires: Sequence[JSON]) -> tuple[NewPage, list[int]]:
    """Return objects as a page to spool, and a hash of each."""
    rows = [Raw(_ENCODER.encode(one)) for one in wires]
    body = b"[" + b",".join(rows) + b"]"
    hashes = hashes_of(rows)
    new = NewPage(
        digest=digest_of(body),
        body=pack_rows(rows),
        heads=pack_heads(Heads([one["sourcedId"] for one in wires], hashes)),
        nameless=[],
        last="",
        clean=True,
    )
    return new, hashes
