"""How a row becomes an object: which cell becomes which member."""

from homeroom.connectors.oneroster_csv.columns import Column, Read, is_never_read, known_columns
from homeroom.connectors.oneroster_csv.table import HeaderCell, Table
from homeroom.connectors.pages import JSON
from homeroom.model.entities import ENTITIES
from homeroom.model.kinds import Kind, Version

_EXTENSION = "metadata."
_DELETED = frozenset({"tobedeleted", "inactive"})
_STATUSES = _DELETED | {"", "active"}


class Plan:
    """The plan for the rows of one main file, made from its header.

    Columns that the standard does not know go into the metadata, under their own names.
    """

    def __init__(self, kind: Kind, version: Version, table: Table) -> None:
        known = known_columns(kind, version)
        self._steps: list[tuple[int, str, Read | None]] = []
        self._columns: dict[str, str] = {}
        unknown: list[HeaderCell] = []
        for cell in table.header:
            column = known.get(cell.name.casefold())
            if column is None:
                unknown.append(cell)
            else:
                self._steps.append((cell.at, column.wire, column.read))
                self._columns[column.wire] = column.name
        self.unknown = tuple(cell.name for cell in unknown)
        self._metadata = _metadata_names(unknown)

    def record(self, cells: list[str]) -> JSON:
        """Return a row as an object; a blank cell is no member."""
        record: JSON = {}
        for at, wire, read in self._steps:
            cell = cells[at]
            if cell:
                record[wire] = cell if read is None else read(cell)
        if self._metadata:
            metadata = {name: cells[at] for at, name in self._metadata if cells[at]}
            if metadata:
                record["metadata"] = metadata
        return record

    def column(self, wire: str) -> str:
        """Return the column that a member comes from."""
        return self._columns.get(wire, wire)


def needed_columns(kind: Kind, version: Version) -> tuple[str, ...]:
    """Return the columns without which no row of a file could be used."""
    needed = {field.wire for field in ENTITIES[kind].fields if field.needed}
    if kind is Kind.DEMOGRAPHICS:
        needed = set()  # its only need, the user, is its own sourcedId
    columns: list[Column] = list(known_columns(kind, version).values())
    return tuple(one.name for one in columns if one.wire in needed | {"sourcedId"})


def flat_name(column: str) -> str:
    """Return the name that a column has in the metadata: `metadata.a.b` is `a.b`, never nested."""
    is_extension = column.casefold().startswith(_EXTENSION)
    return (column[len(_EXTENSION) :] if is_extension else column) or column


def is_deleted(status: str) -> bool:
    """Say whether a status means that a record is gone."""
    return _folded(status) in _DELETED


def is_status(status: str) -> bool:
    """Say whether a status can be understood; a misread one would revive or retire a record."""
    return _folded(status) in _STATUSES


def _folded(status: str) -> str:
    return status.strip().casefold().replace(" ", "")


def _metadata_names(cells: list[HeaderCell]) -> tuple[tuple[int, str], ...]:
    names: dict[str, int] = {}
    for cell in cells:
        if not is_never_read(cell.name):
            name = flat_name(cell.name)
            names[name if name not in names else cell.name] = cell.at
    return tuple((at, name) for name, at in names.items())
