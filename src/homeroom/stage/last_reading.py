"""What the last complete reading knew of its rows, so that only new rows are read and searched."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate

from msgspec import Struct

from homeroom.stage.heads import Heads, other_places, unpack_heads
from homeroom.store import pages
from homeroom.store.earlier import KeptPage
from homeroom.store.scope import Scope

# So many pages are fetched at once, packed.
PAGES_AT_ONCE = 20
# Fetches the packed heads of some pages.
Loader = Callable[[Scope, Sequence[int]], dict[int, bytes]]


class Stretch(Struct, frozen=True):
    """Rows that stood one after the other, from a place in their reading on.

    The rows of a page with a secret keep their places, but have neither id nor hash.
    """

    start: int
    ids: list[str | None]
    hashes: list[int | None]


class LastReading:
    """The last complete reading, page by page beside the one at hand.

    Only pages in which no secret was found take part: a row of them needs no search.
    """

    def __init__(self, reading: Sequence[KeptPage], heads: Loader = pages.heads) -> None:
        self._pages = reading
        self._heads_of = heads
        self._starts = list(accumulate((page.records for page in reading), initial=0))
        self._packed: dict[int, bytes] = {}
        self._heads: dict[int, Heads] = {}
        self._shift = 0  # by how much rows stand further back than they did

    def ids(self, scope: Scope, start: int, hashes: Sequence[int]) -> list[str | None]:
        """Return the ids of the rows that stood there before, and None for every other row."""
        stretch = self._beside(scope, start - self._shift, len(hashes))
        if stretch.start == start - self._shift and len(stretch.hashes) == len(hashes):
            changed = other_places(stretch.hashes, hashes)
            if len(changed) * 2 < len(hashes):
                ids = list(stretch.ids)
                for at in changed:
                    ids[at] = None
                return ids
        places = again(stretch.hashes, hashes)
        last = next((at for at in range(len(places) - 1, -1, -1) if places[at] is not None), None)
        if last is not None:
            self._shift = start + last - stretch.start - (places[last] or 0)
        return [None if place is None else stretch.ids[place] for place in places]

    def _beside(self, scope: Scope, start: int, count: int) -> Stretch:
        """Return the rows of the pages that these places lie on."""
        first = max(bisect_right(self._starts, start) - 1, 0)
        last = bisect_right(self._starts, start + count - 1)
        some = self._pages[first:last]
        self._load(scope, first, some)
        ids: list[str | None] = []
        hashes: list[int | None] = []
        for page in some:
            heads = self._heads.get(page.page_id)
            ids += heads.ids if heads else [None] * page.records
            hashes += heads.hashes if heads else [None] * page.records
        return Stretch(self._starts[first], ids, hashes)

    def _load(self, scope: Scope, first: int, some: Sequence[KeptPage]) -> None:
        """Unpack the heads of some pages, and forget those of all others."""
        wanted = [page.page_id for page in some if page.clean]
        if any(page_id not in self._packed for page_id in wanted):
            ahead = self._pages[first : first + max(PAGES_AT_ONCE, len(some))]
            self._packed = self._heads_of(scope, [page.page_id for page in ahead if page.clean])
        held = self._heads
        self._heads = {
            page_id: held.get(page_id) or unpack_heads(self._packed[page_id]) for page_id in wanted
        }


def again(before: Sequence[int | None], now: Sequence[int]) -> list[int | None]:
    """Return the place of each hash among those before, or None.

    One hash alone might be equal by chance among so many; two that stand side by side are not.
    """
    index = dict(zip(before, range(len(before)), strict=True))
    found = [index.get(one) for one in now]
    edged = [None, *found, None]
    return [
        at if at is not None and (left == at - 1 or right == at + 1) else None
        for at, left, right in zip(found, edged, edged[2:], strict=False)
    ]
