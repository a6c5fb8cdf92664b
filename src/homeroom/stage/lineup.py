"""Line up two readings of the same collection and find what does not match.

Memory stays small as long as both readings are in nearly the same order, which a stable sort gives:
only what has not found its counterpart yet is held.
"""

from collections.abc import Iterable, Iterator, Set
from itertools import zip_longest

from homeroom.stage.heads import Heads, other_places
from homeroom.store.sources import Row

# What is held back without a counterpart before it is handed over as it is.
MOST_HELD = 100_000


class LineUp:
    """Compares pages of an old reading with pages of a new one, pair by pair.

    `touched` are ids that something between the two readings may have changed: they always differ.
    `gone` collects ids that the new reading has not shown; it may hold ids that come later, so the
    caller checks it against all ids of the new reading.
    """

    def __init__(self, touched: Set[str]) -> None:
        self.gone: set[str] = set()
        self._touched = touched
        self._old: dict[str, int] = {}
        self._new: dict[str, Row] = {}

    def differing(self, old: Iterable[Heads], new: Iterable[tuple[int, Heads]]) -> Iterator[Row]:
        """Yield the rows of the new pages (page id, heads) that have no equal in the old ones."""
        for before, after in zip_longest(old, new):
            if before is not None and after is not None and self._are_alike(before, after[1]):
                yield from _side_by_side(before, *after)
                continue
            if before is not None:
                yield from self._meet_old(before)
            if after is not None:
                yield from self._meet_new(*after)
            if len(self._new) > MOST_HELD:
                yield from self._hand_over_new()
            if len(self._old) > MOST_HELD:
                self._hand_over_old()
        yield from self._hand_over_new()
        self._hand_over_old()

    def _are_alike(self, before: Heads, after: Heads) -> bool:
        """Say whether two pages hold the same records in the same places, each of them once.

        So do most pages of which a few records changed.
        """
        ids = after.ids
        waiting = self._old or self._new
        if waiting or before.ids != ids or len(set(ids)) < len(ids):
            return False
        return not self._touched or self._touched.isdisjoint(ids)

    def _meet_old(self, heads: Heads) -> Iterator[Row]:
        for id_, digest in zip(heads.ids, heads.hashes, strict=True):
            row = self._new.pop(id_, None)
            if row is None:
                self._old[id_] = digest
            elif row.hash != digest or id_ in self._touched:
                yield row

    def _meet_new(self, page_id: int, heads: Heads) -> Iterator[Row]:
        for place, (id_, digest) in enumerate(zip(heads.ids, heads.hashes, strict=True)):
            before = self._old.pop(id_, None)
            if before is None:
                self._new[id_] = Row(id_, digest, page_id, place)
            elif before != digest or id_ in self._touched:
                yield Row(id_, digest, page_id, place)

    def _hand_over_new(self) -> Iterator[Row]:
        yield from self._new.values()
        self._new.clear()

    def _hand_over_old(self) -> None:
        self.gone.update(self._old)
        self._old.clear()


def _side_by_side(before: Heads, page_id: int, after: Heads) -> Iterator[Row]:
    """Yield the rows of a page that differ from those in the same places."""
    for place in other_places(before.hashes, after.hashes):
        yield Row(after.ids[place], after.hashes[place], page_id, place)
