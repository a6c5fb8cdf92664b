"""A joined file, read and indexed: its rows by record, and its faults with their own lines."""

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from homeroom.connectors.oneroster_csv.columns import SOURCED_ID, STATUS, is_never_read
from homeroom.connectors.oneroster_csv.faults import Faults
from homeroom.connectors.oneroster_csv.index import Index, JoinedRow, Use
from homeroom.connectors.oneroster_csv.joins import Cells, Join
from homeroom.connectors.oneroster_csv.plan import flat_name, is_deleted, is_status
from homeroom.connectors.oneroster_csv.rows import Row
from homeroom.connectors.oneroster_csv.scan import Repeats, scan
from homeroom.connectors.oneroster_csv.table import Table
from homeroom.connectors.pages import JSON, Fault
from homeroom.model.readers import Reading, Unusable

_READING = Reading(ZoneInfo("UTC"))


class Joined:
    """The rows of one joined file, whose header has the columns that the join needs."""

    def __init__(self, join: Join, table: Table) -> None:
        self.join = join
        self.table = table
        self.broken = 0  # lines that are no rows
        self.faults = Faults(table.file.name)
        self.faults.extend(table.faults)
        self._columns = _kept_columns(join, table)
        self._needed = [(at, name) for name in join.needed if (at := table.at(name)) is not None]
        self._checked = [
            (at, name, read)
            for name, read in join.checked.items()
            if (at := table.at(name)) is not None
        ]
        self._index = Index()
        self._read()

    def attach(self, record: JSON, id_: str) -> int | None:
        """Give a record its rows; return the line of a row of it that could not be used."""
        rows = self._index.take(id_)
        kept = [self._cells(row) for row in rows if row.use is Use.KEPT]
        if kept:
            self.join.attach(record, kept)
        return next((row.line for row in rows if row.use is Use.UNUSABLE), None)

    def meet(self, id_: str) -> None:
        """Remember that the record of this id is in the package."""
        self._index.take(id_)

    def strays(self, words: str) -> list[Fault]:
        """Return faults, with these words, for the rows whose record was never met."""
        faults = Faults(self.table.file.name)
        faults.extend(
            self.table.fault(row.line, self.join.owner, f"{words}: {row.owner[:80]!r}")
            for row in self._index.untaken()
        )
        return faults.told()

    def _read(self) -> None:
        id_at, status_at = self.table.at(SOURCED_ID), self.table.at(STATUS)
        owner_at = self.table.at(self.join.owner)
        repeats = Repeats(scan(self.table).doubtful)
        for row in self.table.rows():
            if isinstance(row, Fault):
                self.broken += 1
                self.faults.extend([row])
                continue
            id_, owner, status = (
                row.cells[at].strip() if at is not None else ""
                for at in (id_at, owner_at, status_at)
            )
            faults = [*self._repeated(row, id_, repeats), *self._unusable(row, owner, status)]
            self.faults.extend(faults)
            if owner:
                use = Use.REMOVED if is_deleted(status) else Use.KEPT
                self._add(row, owner, Use.UNUSABLE if faults else use)

    def _repeated(self, row: Row, id_: str, repeats: Repeats) -> Iterator[Fault]:
        earlier = repeats.earlier(id_, row.line) if id_ else None
        if earlier is not None:
            words = f"stands in line {earlier} already"
            yield self.table.fault(row.line, SOURCED_ID, words)

    def _unusable(self, row: Row, owner: str, status: str) -> Iterator[Fault]:
        if not owner:
            yield self.table.fault(row.line, self.join.owner, "is missing")
        if not is_status(status):
            yield self.table.fault(row.line, STATUS, f"is none of the standard: {status[:40]!r}")
        for at, name in self._needed:
            if not row.cells[at].strip():
                yield self.table.fault(row.line, name, "is missing")
        for at, name, read in self._checked:
            try:
                read(row.cells[at], _READING)
            except Unusable as problem:
                yield self.table.fault(row.line, name, str(problem))
        if "\0" in "".join(row.cells):
            yield self.table.fault(row.line, "", "holds a NUL character")
        if self.join.single and owner and not is_deleted(status) and self._index.keeps(owner):
            yield self.table.fault(row.line, self.join.owner, "has a row here already")

    def _add(self, row: Row, owner: str, use: Use) -> None:
        cells = [row.cells[at] for at, _ in self._columns]
        self._index.add(JoinedRow(owner, row.line, use, cells))

    def _cells(self, row: JoinedRow) -> Cells:
        pairs = zip(self._columns, row.cells, strict=True)
        return {name: cell for (_, name), cell in pairs if cell}


def _kept_columns(join: Join, table: Table) -> list[tuple[int, str]]:
    """Return the cells to keep, under the names that they have in the record."""
    wanted = {name.casefold(): name for name in join.columns}
    known = {name.casefold() for name in join.known}
    found = []
    for cell in table.header:
        folded = cell.name.casefold()
        if folded in wanted:
            found.append((cell.at, wanted[folded]))
        elif join.keeps_unknown and folded not in known and not is_never_read(cell.name):
            found.append((cell.at, flat_name(cell.name)))
    return found
