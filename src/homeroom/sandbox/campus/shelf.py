"""Rows in the order of their ids, counted and cut into pages without holding them all."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Any, Protocol, runtime_checkable

Row = Any


@runtime_checkable
class Shelf(Protocol):
    """Rows in a stable order."""

    def __len__(self) -> int: ...
    def cut(self, start: int, stop: int) -> list[Row]:
        """Return the rows from position `start` up to `stop`, which may lie past the end."""


class RankedShelf(Shelf, Protocol):
    """Rows sorted by id, in the order of code points."""

    def rank(self, row_id: str) -> int:
        """Return how many rows have an id before this one."""


class ListShelf:
    """A shelf of rows that are all in memory, already in order."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def cut(self, start: int, stop: int) -> list[Row]:
        return list(self._rows[start:stop])


class NoRows:
    """A shelf with nothing on it."""

    def __len__(self) -> int:
        return 0

    def cut(self, start: int, stop: int) -> list[Row]:
        return []

    def rank(self, row_id: str) -> int:
        return 0


class MergedShelf:
    """Written rows over generated rows: a written row hides the generated one of its id."""

    def __init__(self, under: RankedShelf, over: list[Row], hidden: list[str]) -> None:
        """`over` and `hidden` are in order of id; `hidden` lists ids that `under` has."""
        self._under = under
        self._over = over
        self._hidden_ranks = [under.rank(row_id) for row_id in hidden]
        self._over_ranks = [self._uncovered(under.rank(row.id)) for row in over]

    def __len__(self) -> int:
        return len(self._under) - len(self._hidden_ranks) + len(self._over)

    def cut(self, start: int, stop: int) -> list[Row]:
        stop = min(stop, len(self))
        first = self._over_before(start)
        last = self._over_before(stop)
        under = self._visible(start - first, stop - last)
        merged: list[Row] = []
        taken = 0
        for position in range(first, last):
            here = self._over_ranks[position] - (start - first)
            merged.extend(under[taken:here])
            taken = max(taken, here)
            merged.append(self._over[position])
        merged.extend(under[taken:])
        return merged

    def _uncovered(self, rank: int) -> int:
        """Turn a position among all generated rows into one among those not hidden."""
        return rank - bisect_left(self._hidden_ranks, rank)

    def _over_before(self, position: int) -> int:
        """Return how many written rows stand before a position of the merged order."""
        low, high = 0, len(self._over)
        while low < high:
            middle = (low + high) // 2
            if self._over_ranks[middle] + middle < position:
                low = middle + 1
            else:
                high = middle
        return low

    def _visible(self, start: int, stop: int) -> list[Row]:
        """Return the generated rows from `start` to `stop`, counted without the hidden ones."""
        if stop <= start:
            return []
        first, last = self._covered(start), self._covered(stop - 1) + 1
        hidden = set(self._hidden_ranks[bisect_left(self._hidden_ranks, first) :][: last - first])
        rows = self._under.cut(first, last)
        return [row for offset, row in enumerate(rows) if first + offset not in hidden]

    def _covered(self, position: int) -> int:
        """Turn a position among the rows not hidden into one among all generated rows."""
        low, high = position, position + len(self._hidden_ranks)
        while low < high:
            middle = (low + high) // 2
            if middle + 1 - bisect_left(self._hidden_ranks, middle + 1) <= position:
                low = middle + 1
            else:
                high = middle
        return low


def all_rows(shelf: Shelf, step: int = 5000) -> Iterator[Row]:
    """Yield every row of a shelf, a slice at a time."""
    for start in range(0, len(shelf), step):
        yield from shelf.cut(start, start + step)
