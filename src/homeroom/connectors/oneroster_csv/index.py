"""The rows of a joined file by the record they belong to, packed close.

A dict of lists takes some 300 bytes a row beside its texts; here it is about 30, so that a joined
file of a million rows still fits.
"""

from array import array
from collections.abc import Iterator
from enum import IntEnum

import msgspec
from msgspec import Struct


class Use(IntEnum):
    """What becomes of a joined row."""

    KEPT = 0
    REMOVED = 1  # a delta says that it is gone
    UNUSABLE = 2


class JoinedRow(Struct, frozen=True, array_like=True):
    """A row of a joined file; `owner` is the id of the record that it belongs to."""

    owner: str
    line: int
    use: Use
    cells: list[str]


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(JoinedRow)
_NONE = -1


class Index:
    """A hash table with chains, in arrays; rows come out in the order in which they went in."""

    def __init__(self) -> None:
        self._packed = bytearray()
        self._ends = array("q")
        self._hashes = array("q")
        self._older = array("q")
        self._taken = bytearray()
        self._newest = array("q", [_NONE]) * 1024

    def __len__(self) -> int:
        return len(self._ends)

    def add(self, row: JoinedRow) -> None:
        """Put in a row."""
        self._packed += _ENCODER.encode(row)
        self._ends.append(len(self._packed))
        self._hashes.append(hash(row.owner))
        self._older.append(_NONE)
        self._taken.append(0)
        self._chain(len(self) - 1)
        if len(self) > 2 * len(self._newest):
            self._grow()

    def keeps(self, owner: str) -> bool:
        """Say whether a record has a row here that is to be used."""
        return any(row.use is Use.KEPT for _, row in self._find(owner))

    def take(self, owner: str) -> list[JoinedRow]:
        """Return the rows of a record and remember that their record was met."""
        if not self._ends:
            return []
        found = []
        for at, row in self._find(owner):
            self._taken[at] = 1
            found.append(row)
        found.reverse()
        return found

    def untaken(self) -> Iterator[JoinedRow]:
        """Yield the rows whose record was never met."""
        at = self._taken.find(0)
        while at >= 0:
            yield self._row(at)
            at = self._taken.find(0, at + 1)

    def _find(self, owner: str) -> Iterator[tuple[int, JoinedRow]]:
        wanted = hash(owner)
        at = self._newest[wanted % len(self._newest)]
        while at != _NONE:
            if self._hashes[at] == wanted:
                row = self._row(at)
                if row.owner == owner:
                    yield at, row
            at = self._older[at]

    def _row(self, at: int) -> JoinedRow:
        begin = self._ends[at - 1] if at else 0
        return _DECODER.decode(memoryview(self._packed)[begin : self._ends[at]])

    def _chain(self, at: int) -> None:
        slot = self._hashes[at] % len(self._newest)
        self._older[at] = self._newest[slot]
        self._newest[slot] = at

    def _grow(self) -> None:
        self._newest = array("q", [_NONE]) * (4 * len(self._newest))
        for at in range(len(self)):
            self._chain(at)
