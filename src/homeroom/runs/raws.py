"""Raw records back from the spool."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Raw

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
            yield row, _RECORD.decode(raws[row.place])
