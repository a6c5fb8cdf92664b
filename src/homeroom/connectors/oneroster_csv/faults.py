"""A collection of faults that stays small: the first ones are kept, the rest is counted."""

from collections.abc import Iterable

from homeroom.connectors.pages import Fault

MOST_FAULTS = 500


class Faults:
    """The faults of one file, in the order in which they were found."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._kept: list[Fault] = []
        self._more = 0

    def extend(self, faults: Iterable[Fault]) -> None:
        """Add faults."""
        for fault in faults:
            if len(self._kept) < MOST_FAULTS:
                self._kept.append(fault)
            else:
                self._more += 1

    def told(self) -> list[Fault]:
        """Return the faults; a last one says how many more there were."""
        if not self._more:
            return list(self._kept)
        words = f"has {self._more:,} more faults that are not listed one by one"
        return [*self._kept, Fault(place=self._file, field="", words=words)]


def rows_in_words(count: int) -> str:
    """Return a number of rows as people write it."""
    return f"{count:,} {'row' if count == 1 else 'rows'}"
