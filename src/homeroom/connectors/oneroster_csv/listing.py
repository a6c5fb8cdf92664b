"""One collection of a package, read page by page."""

from collections.abc import Iterator
from itertools import islice

import msgspec

from homeroom.connectors.oneroster_csv.builder import Builder
from homeroom.connectors.oneroster_csv.contents import Contents, Mode
from homeroom.connectors.oneroster_csv.faults import rows_in_words
from homeroom.connectors.oneroster_csv.files import MAIN_FILES
from homeroom.connectors.oneroster_csv.rows import Row
from homeroom.connectors.oneroster_csv.scan import Scan, scan
from homeroom.connectors.oneroster_csv.tables import (
    Tables,
    open_tables,
    required_members,
    silent_members,
)
from homeroom.connectors.pages import JSON, Fault, Page
from homeroom.model.kinds import Kind

PAGE_ROWS = 5_000
CHANGED = "the files changed while they were being read"


def pages_of(kind: Kind, contents: Contents, start: JSON | None) -> Iterator[Page]:
    """Yield the pages of a kind; files that cannot be taken at all are one empty page."""
    tables = open_tables(kind, contents)
    if isinstance(tables, Tables):
        yield from Listing(kind, contents, tables).pages(start)
        return
    name, first = MAIN_FILES[kind], tables[0]
    note = f"{name}.csv was not read: {first.place}: {first.field} {first.words}"
    yield Page(body=_body(name, []), next=None, total=0, note=note, faults=tuple(tables))


class Listing:
    """The rows of one main file with everything that is joined to them.

    A page covers the same rows at every reading, those at fault included, so that the same file
    makes the same pages. `next` is the number of rows read and the stamp of the files.
    """

    def __init__(self, kind: Kind, contents: Contents, tables: Tables) -> None:
        self._name = MAIN_FILES[kind]
        self._contents = contents
        self._tables = tables
        self._stamp = tables.stamp()
        self._scan: Scan = scan(tables.main)
        self._builder = Builder(
            kind,
            contents.version,
            tables,
            self._scan.doubtful,
            required_members(kind, contents),
            silent_members(kind, contents),
        )

    def pages(self, start: JSON | None) -> Iterator[Page]:
        """Yield the pages from `start` on, each with the faults of its rows.

        The first page has the faults of headers and joined files too, the last one those of joined
        rows that belong to no record.
        """
        at = int(start["row"]) if start else 0
        notes = self._notes()
        if start and start.get("of", self._stamp) != self._stamp:
            notes.append(CHANGED)
        rows = self._tables.main.rows()
        for row in islice(rows, at):
            if isinstance(row, Row):
                self._builder.skip(row)
        before = self._first_faults() if at == 0 else []
        is_last = False
        while not is_last:
            records, faults, count = self._read(islice(rows, PAGE_ROWS))
            at += count
            is_last = count < PAGE_ROWS or at >= self._scan.rows
            faults = before + faults
            if is_last:
                faults += self._strays()
                if at != self._scan.rows or self._tables.stamp() != self._stamp:
                    notes.append(CHANGED)
            yield Page(
                body=_body(self._name, records),
                next=None if is_last else {"row": at, "of": self._stamp},
                total=self._scan.rows,
                note="; ".join(dict.fromkeys(notes)),
                faults=tuple(faults),
            )
            before = []

    def _read(self, rows: Iterator[Row | Fault]) -> tuple[list[JSON], list[Fault], int]:
        """Return the records of some rows, their faults, and how many rows there were."""
        records: list[JSON] = []
        faults: list[Fault] = []
        count = 0
        for row in rows:
            count += 1
            built = [row] if isinstance(row, Fault) else self._builder.build(row)
            if isinstance(built, list):
                faults.extend(built)
            else:
                records.append(built)
        return records, faults, count

    def _notes(self) -> list[str]:
        """Return why absence from this file says nothing, in words; empty when it is complete."""
        notes = []
        for name in (self._name, *(one.join.file for one in self._tables.joined)):
            mode = self._contents.mode(name)
            if mode is Mode.DELTA:
                notes.append(f"delta file: {name}.csv lists only what changed")
            elif mode is not Mode.BULK:
                notes.append(f"the manifest does not say whether {name}.csv is bulk or delta")
        if not self._scan.rows:
            notes.append(f"{self._name}.csv has no rows")
        first = self._scan.first_nameless
        if first is not None:
            words = f"{rows_in_words(self._scan.nameless)} without an id that can be told"
            notes.append(f"{words}, the first at {first.place}")
        notes += [
            f"{one.table.file.name} has {rows_in_words(one.broken)} that cannot be read"
            for one in self._tables.joined
            if one.broken
        ]
        return notes

    def _first_faults(self) -> list[Fault]:
        faults = list(self._tables.main.faults)
        for joined in self._tables.joined:
            faults += joined.faults.told()
        return faults

    def _strays(self) -> list[Fault]:
        words = f"names no record that could be read from {self._name}.csv"
        return [fault for joined in self._tables.joined for fault in joined.strays(words)]


def _body(name: str, records: list[JSON]) -> bytes:
    return msgspec.json.encode({name: records})
