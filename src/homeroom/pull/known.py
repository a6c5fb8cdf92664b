"""The pages of the last complete reading of a collection, recognised by their bytes."""

from collections.abc import Sequence

from msgspec import structs

from homeroom.connectors.pages import KnownPage
from homeroom.stage.last_reading import LastReading
from homeroom.stage.spool import digest_of
from homeroom.store import pages
from homeroom.store.pages import KeptPage
from homeroom.store.scope import Scope


class Known:
    """Pages that need not be split again to be counted and kept; `before` knows their rows."""

    def __init__(self, reading: Sequence[KeptPage]) -> None:
        self.before = LastReading(reading)
        self._kept = {page.page_id: page for page in reading}
        ones_before = (None, *(page.page_id for page in reading))
        self._by_digest = {
            page.digest: KnownPage(
                id=page.page_id, records=page.records, last=page.last, after=before
            )
            for page, before in zip(reading, ones_before, strict=False)
            if page.records and page.last
        }

    def recognise(self, body: bytes) -> KnownPage | None:
        """Return the page of these bytes, if it is one of them."""
        return self._by_digest.get(digest_of(body)) if self._by_digest else None

    def kept(self, page: KnownPage, number: int) -> KeptPage:
        """Return a recognised page at its place in the reading at hand."""
        return structs.replace(self._kept[page.id], number=number)


def last_complete(scope: Scope, app_id: int, collection: str) -> Known:
    """Return the pages of the last complete reading that was applied; none at first."""
    run_id = pages.baseline(scope, app_id, collection)
    return Known(pages.of_run(scope, run_id, collection) if run_id is not None else ())
