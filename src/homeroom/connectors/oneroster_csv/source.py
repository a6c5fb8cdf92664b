"""A package as a source of records."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from homeroom.connectors.oneroster_csv.contents import Contents
from homeroom.connectors.oneroster_csv.listing import pages_of
from homeroom.connectors.oneroster_csv.tables import is_listed
from homeroom.connectors.pages import JSON, Collection, Page, Recognise, nothing_known
from homeroom.model.kinds import COLLECTIONS, Kind


class CsvSource:
    """Reads a package; its records are OneRoster 1.2 objects, whatever version the files have."""

    def __init__(self, contents: Contents) -> None:
        self._contents = contents

    def collections(self, kinds: frozenset[Kind]) -> Sequence[Collection]:
        """Return the lists that the package holds or announces, parents before children."""
        return [
            Collection(COLLECTIONS[kind], kind)
            for kind in Kind
            if kind in kinds and is_listed(kind, self._contents)
        ]

    def pages(
        self,
        collection: Collection,
        start: JSON | None,
        since: datetime | None,
        recognise: Recognise = nothing_known,
    ) -> Iterator[Page]:
        """Yield the pages of a collection; `since` is ignored, because a file is read whole."""
        return pages_of(collection.kind, self._contents, start)
