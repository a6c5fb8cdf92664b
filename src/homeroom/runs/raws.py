"""Raw records back from the spool."""

from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec
from msgspec import Raw

from homeroom.model.records import UNREADABLE
from homeroom.stage.heads import unpack_body
from homeroom.store import pages
from homeroom.store.scope import Scope
from homeroom.store.sources import Row

_ROWS = msgspec.json.Decoder(list[Raw])
_RECORD = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)


def read_raws(scope: Scope, rows: Iterable[Row]) -> Iterator[tuple[Row, dict[str, Any]]]:
    """Yield rows with their decoded JSON objects, page by page."""
    by_page: dict[int, list[Row]] = {}
    for row in rows:
        by_page.setdefault(row.page_id, []).append(row)
    for page_id, some in by_page.items():
        packed = pages.bodies(scope, [page_id])[page_id]
        raws = _ROWS.decode(unpack_body(packed))
        for row in some:
            yield row, _record(row, raws[row.place])


def _record(row: Row, raw: Raw) -> dict[str, Any]:
    """Return the object; a number of a thousand digits spoils its own record, not the run."""
    try:
        found = _RECORD.decode(raw)
    except (msgspec.DecodeError, InvalidOperation, RecursionError):
        found = {UNREADABLE: True}
    return {"sourcedId": row.source_id, UNREADABLE: True} if UNREADABLE in found else found
