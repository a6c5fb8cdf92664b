"""Raw records back from the spool."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec
from msgspec import Struct

from homeroom.model.records import UNREADABLE
from homeroom.stage.kept_rows import KeptRows
from homeroom.store import pages
from homeroom.store.scope import Scope
from homeroom.store.sources import Row

_RECORD = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)


class Spooled(Struct, frozen=True):
    """Rows with the packed pages that hold their records: all that is needed to read them."""

    rows: Sequence[Row]
    pages: Mapping[int, bytes]


def fetch(scope: Scope, rows: Sequence[Row]) -> Spooled:
    """Fetch what is needed to read some rows."""
    return Spooled(rows, pages.bodies(scope, sorted({row.page_id for row in rows})))


def unpacked(spooled: Spooled) -> Iterator[tuple[Row, dict[str, Any]]]:
    """Yield rows with their decoded JSON objects, page by page."""
    for row, raw in as_kept(spooled):
        yield row, decoded(row, raw)


def as_kept(spooled: Spooled) -> Iterator[tuple[Row, memoryview]]:
    """Yield rows with their JSON, page by page."""
    by_page: dict[int, list[Row]] = {}
    for row in spooled.rows:
        by_page.setdefault(row.page_id, []).append(row)
    for page_id, some in by_page.items():
        raws = KeptRows(spooled.pages[page_id])
        for row in some:
            yield row, raws[row.place]


def read_raws(scope: Scope, rows: Iterable[Row]) -> Iterator[tuple[Row, dict[str, Any]]]:
    """Fetch and unpack some rows."""
    return unpacked(fetch(scope, list(rows)))


def decoded(row: Row, raw: memoryview) -> dict[str, Any]:
    """Return the object; a number of a thousand digits spoils its own record, not the run."""
    try:
        found = _RECORD.decode(raw)
    except (msgspec.DecodeError, InvalidOperation, RecursionError):
        found = {UNREADABLE: True}
    return {"sourcedId": row.source_id, UNREADABLE: True} if UNREADABLE in found else found
