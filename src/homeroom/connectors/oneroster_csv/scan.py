"""The first reading of a file: how many rows it has, what is no row, and which ids may repeat."""

from array import array
from itertools import pairwise

from msgspec import Struct

from homeroom.connectors.oneroster_csv.columns import SOURCED_ID
from homeroom.connectors.oneroster_csv.table import Table
from homeroom.connectors.pages import Fault

_BUCKETS = 256


class Scan(Struct, frozen=True):
    """What a first reading found; `doubtful` holds the hashes of ids that seem to repeat.

    A file in a wrong encoding is found here, before any page of it was handed out.
    """

    rows: int
    nameless: int  # rows whose id cannot be told
    first_nameless: Fault | None
    doubtful: frozenset[int]


def scan(table: Table) -> Scan:
    """Read a file once; eight bytes a row are kept meanwhile."""
    at = table.at(SOURCED_ID)
    buckets = [array("q") for _ in range(_BUCKETS)]
    count, nameless, first = 0, 0, None
    for row in table.rows():
        count += 1
        fault: Fault | None = None
        if isinstance(row, Fault):
            fault = row
        elif at is not None:
            id_ = row.cells[at].strip()
            if id_:
                hashed = hash(id_)
                buckets[hashed % _BUCKETS].append(hashed)
            else:
                fault = table.fault(row.line, SOURCED_ID, "is missing")
        if fault is not None:
            nameless, first = nameless + 1, first or fault
    return Scan(count, nameless, first, frozenset(_repeated(buckets)))


def _repeated(buckets: list["array[int]"]) -> set[int]:
    found: set[int] = set()
    for bucket in buckets:
        ordered = sorted(bucket)
        found.update(one for one, after in pairwise(ordered) if one == after)
    return found


class Repeats:
    """Finds rows whose id stood in an earlier row; exact, though the scan kept only hashes."""

    def __init__(self, doubtful: frozenset[int]) -> None:
        self._doubtful = doubtful
        self._lines: dict[str, int] = {}

    def earlier(self, id_: str, line: int) -> int | None:
        """Return the line in which an id stood before, or None; every row is asked for in order."""
        if hash(id_) not in self._doubtful:
            return None
        first = self._lines.setdefault(id_, line)
        return None if first == line else first
