"""The rows of a page in the spool: packed together, and any of them found without the others."""

from array import array
from collections.abc import Iterator, Sequence
from itertools import accumulate

import zstandard

from homeroom.stage.packing import pack

_COUNT = 4  # bytes


class KeptRows:
    """The records of a page, in order, each as the JSON that was kept of it."""

    def __init__(self, packed: bytes) -> None:
        """Unpack what `pack_rows` returned."""
        whole = zstandard.decompress(packed)
        lengths = array("I")
        first = _COUNT + int.from_bytes(whole[:_COUNT], "little") * lengths.itemsize
        lengths.frombytes(whole[_COUNT:first])
        self._ends = list(accumulate(lengths, initial=first))
        self._whole = memoryview(whole)

    def __len__(self) -> int:
        return len(self._ends) - 1

    def __iter__(self) -> Iterator[memoryview]:
        return map(self.__getitem__, range(len(self)))

    def __getitem__(self, place: int) -> memoryview:
        """Return the JSON of a row; its place counts from 0."""
        return self._whole[self._ends[place] : self._ends[place + 1]]


def pack_rows(rows: Sequence[bytes | memoryview]) -> bytes:
    """Return the JSON of the records of a page as the spool keeps it: lengths, then rows."""
    lengths = array("I", map(len, rows))
    count = len(rows).to_bytes(_COUNT, "little")
    return pack(b"".join((count, lengths.tobytes(), *rows)))
