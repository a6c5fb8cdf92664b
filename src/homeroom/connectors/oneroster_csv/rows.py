"""Rows cut out of lines: a quoted cell may hold line breaks, and a stray quotation mark ends soon.

The csv module alone would read from an unclosed quotation mark to the end of the file, and every
row on the way would be lost without a word.
"""

import csv
from collections import deque
from collections.abc import Iterator

from msgspec import Struct

from homeroom.connectors.oneroster_csv.text import LONGEST_LINE

# A comment may have paragraphs; what goes on for longer was not meant to.
MOST_LINES = 100


class Row(Struct, frozen=True, gc=False):
    """The cells of one row and the line it begins in."""

    line: int
    cells: list[str]


class Broken(Struct, frozen=True):
    """A line that is no row."""

    line: int
    words: str


class Rows:
    """The rows of some lines, in order; blank lines are left out."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._ahead: deque[str] = deque()
        self._number = 0
        self.width: int | None = None  # how many cells a row has, once the header is known

    def __iter__(self) -> Iterator[Row | Broken]:
        while line := self._next():
            start = self._number
            if len(line) >= LONGEST_LINE:
                yield self._endless(line)
            elif '"' in line:
                yield self._quoted(line)
            elif cells := line.rstrip("\r\n"):
                # Without a quotation mark, a row is exactly its commas.
                yield Row(start, cells.split(","))

    def _next(self) -> str:
        line = self._ahead.popleft() if self._ahead else next(self._lines, "")
        self._number += bool(line)
        return line

    def _push_back(self, lines: list[str]) -> None:
        self._ahead.extendleft(reversed(lines))
        self._number -= len(lines)

    def _endless(self, line: str) -> Broken:
        start = self._number
        while line and not line.endswith(("\n", "\r")):
            line = next(self._lines, "")
        return Broken(start, f"is longer than {LONGEST_LINE:,} characters")

    def _quoted(self, line: str) -> Row | Broken:
        start, lines = self._number, [line]
        while True:
            try:
                cells, is_open = _parsed(lines)
            except csv.Error as problem:
                self._push_back(lines[1:])
                return Broken(start, f"cannot be read as a row: {problem}")
            if not is_open and (len(lines) == 1 or self._is_meant(lines, cells)):
                return Row(start, cells)
            more = self._next() if is_open and len(lines) < MOST_LINES else ""
            if not more:
                break
            lines.append(more)
        # What follows the line at fault are most likely good rows, so they are read on their own.
        self._push_back(lines[1:])
        return Broken(start, "has a quotation mark that is not closed")

    def _is_meant(self, lines: list[str], cells: list[str]) -> bool:
        """Say whether lines that hang together by quotation marks make one proper row."""
        try:
            _parsed(lines, strict=True)
        except csv.Error:
            return False
        return self.width in (None, len(cells))


def _parsed(lines: list[str], *, strict: bool = False) -> tuple[list[str], bool]:
    """Return the cells, and whether a quotation mark is still open after the last line."""
    # Only a row that is not yet complete makes the parser ask for the empty line after it.
    parser = csv.reader([*lines, ""], strict=strict)
    cells = next(parser)
    return cells, parser.line_num > len(lines)
