"""The pages of the last complete reading of a collection, recognised by their bytes."""

from collections.abc import Sequence

from msgspec import structs

from homeroom.connectors.pages import Collection, KnownPage
from homeroom.stage.last_reading import LastReading
from homeroom.stage.spool import digest_of
from homeroom.store import earlier, issues
from homeroom.store.earlier import KeptPage
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


class Earlier:
    """What earlier runs of an app have read, looked up once for all collections.

    `newest` are the newest stamps that they have seen, `unread` the collections that could not be
    read.
    """

    def __init__(self, scope: Scope, app_id: int, collections: Sequence[Collection]) -> None:
        kinds, names = [one.kind for one in collections], [one.name for one in collections]
        self.unread = issues.subjects_open(scope, app_id, kinds, names)
        self.newest = earlier.newest_stamps(scope, app_id)
        self._baselines = earlier.baselines(scope, app_id)
        self._pages: earlier.Read | None = None

    def known(self, scope: Scope, collection: str) -> Known:
        """Return the pages of the last complete reading that was applied; none at first."""
        if self._pages is None:
            self._pages = earlier.of_runs(scope, self._baselines)
        return Known(self._pages.get(collection, ()))
