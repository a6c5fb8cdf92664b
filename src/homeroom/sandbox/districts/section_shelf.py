"""A shelf whose rows are made section by section, found by counting."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Sequence
from itertools import accumulate
from typing import Any

# Generated sections have numbers of seven digits, and every id of a gradebook row begins with one.
ID_WIDTH = 7


class SectionShelf:
    """Only the sections that a page touches are made; the others are counted."""

    def __init__(
        self,
        sections: list[int],
        count: Callable[[int], int],
        rows_of: Callable[[int], Sequence[Any]],
    ) -> None:
        self._sections = sections
        self._names = [str(number) for number in sections]
        self._starts = [0, *accumulate(count(number) for number in sections)]
        self._rows_of = rows_of

    def __len__(self) -> int:
        return self._starts[-1]

    def cut(self, start: int, stop: int) -> list[Any]:
        stop = min(stop, len(self))
        found: list[Any] = []
        place = bisect_right(self._starts, start) - 1
        while place < len(self._sections) and self._starts[place] < stop:
            rows = self._rows_of(self._sections[place])
            begin = self._starts[place]
            found.extend(rows[max(0, start - begin) : stop - begin])
            place += 1
        return found

    def rank(self, row_id: str) -> int:
        place = bisect_left(self._names, row_id[:ID_WIDTH])
        before = self._starts[place]
        if place < len(self._names) and row_id.startswith(self._names[place]):
            ids = [row.id for row in self._rows_of(self._sections[place])]
            return before + bisect_left(ids, row_id)
        return before
