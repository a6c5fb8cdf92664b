"""One CSV file as a table: its header, and its rows or what is wrong with them."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from homeroom.connectors.oneroster_csv.columns import SOURCED_ID
from homeroom.connectors.oneroster_csv.package import PackedFile
from homeroom.connectors.oneroster_csv.rows import Broken, Row, Rows
from homeroom.connectors.oneroster_csv.text import text_lines
from homeroom.connectors.pages import Fault

_OTHER_SEPARATORS = {";": "semicolons", "\t": "tabs", "|": "bars"}


class HeaderCell(NamedTuple):
    """A column as it stands in the header: its place in the row and its name."""

    at: int
    name: str


class Table:
    """A CSV file: its header is read at once, its rows from the start whenever they are asked for.

    Faults of the header stand in `faults`; with `usable` False there are no rows to ask for.
    """

    def __init__(self, file: PackedFile, encoding: str) -> None:
        self.file = file
        self._encoding = encoding
        self.faults: list[Fault] = []
        self.header: list[HeaderCell] = []
        first = next(iter(Rows(text_lines(file, encoding))), None)
        if isinstance(first, Row):
            self.width, self._header_line = len(first.cells), first.line
            self._read_header(first.cells)
        else:
            self.width, self._header_line = 0, first.line if first else 1
            self.faults.append(self.fault(self._header_line, "", _no_header(first)))
        self.usable = bool(self.header)

    def __contains__(self, column: str) -> bool:
        return self.at(column) is not None

    def at(self, column: str) -> int | None:
        """Return where a column stands in a row, whatever case it is written in."""
        wanted = column.casefold()
        return next((cell.at for cell in self.header if cell.name.casefold() == wanted), None)

    def fault(self, line: int, field: str, words: str, id_: str = "") -> Fault:
        """Return a fault in a line of this file."""
        return Fault(place=f"{self.file.name}, line {line}", field=field, words=words, id=id_)

    def rows(self) -> Iterator[Row | Fault]:
        """Yield the rows after the header, all of the header's width; faults stand in for bad ones.

        Rows whose cells are all blank say nothing and are left out, as spreadsheets append them.
        """
        rows, width = Rows(text_lines(self.file, self._encoding)), self.width
        found = iter(rows)
        next(found, None)
        rows.width = width
        for row in found:
            if isinstance(row, Broken):
                yield self.fault(row.line, "", row.words)
                continue
            cells = row.cells
            if len(cells) != width:
                if not any(cells[width:]) and len(cells) > width:
                    row = Row(row.line, cells[:width])
                elif not "".join(cells).strip():
                    continue
                else:
                    yield self.fault(row.line, "", self._wrong_width(len(cells)))
                    continue
            if not cells[0] and not any(cells):
                continue
            yield row

    def _read_header(self, cells: Sequence[str]) -> None:
        seen: set[str] = set()
        for at, cell in enumerate(cells):
            name = cell.strip() or f"column {at + 1}"
            if name.casefold() in seen:
                words = "stands twice in the header; the first one is used"
                self.faults.append(self.fault(self._header_line, name, words))
                continue
            seen.add(name.casefold())
            self.header.append(HeaderCell(at, name))

    def _wrong_width(self, count: int) -> str:
        return f"has {count} cells where the header has {self.width}"

    def lacking(self, columns: Sequence[str]) -> list[Fault]:
        """Return a fault for each of these columns that the header does not have."""
        if len(self.header) == 1:
            for separator, words in _OTHER_SEPARATORS.items():
                if separator in self.header[0].name:
                    told = f"uses {words} between its cells; OneRoster wants commas"
                    return [self.fault(self._header_line, SOURCED_ID, told)]
        return [
            self.fault(self._header_line, column, "is not in the header")
            for column in columns
            if column not in self
        ]


def _no_header(first: Broken | None) -> str:
    return first.words if first else "is empty: there is no header"
