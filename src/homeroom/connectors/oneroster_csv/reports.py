"""What Test Connection sees of one file: its rows, its columns, its text."""

from msgspec import Struct

from homeroom.connectors.oneroster_csv.columns import is_never_read, standard_columns
from homeroom.connectors.oneroster_csv.contents import Contents
from homeroom.connectors.oneroster_csv.files import MAIN_FILES
from homeroom.connectors.oneroster_csv.joins import JOINS
from homeroom.connectors.oneroster_csv.plan import Plan, needed_columns
from homeroom.connectors.oneroster_csv.scan import Scan, scan
from homeroom.connectors.oneroster_csv.settings import UTF_8
from homeroom.connectors.oneroster_csv.table import Table
from homeroom.connectors.oneroster_csv.text import looks_like_utf_8
from homeroom.connectors.pages import Fault
from homeroom.errors import NeedsDistrict

_KINDS = {name: kind for kind, name in MAIN_FILES.items()}
_JOINS = {join.file: join for joins in JOINS.values() for join in joins}


class Report(Struct, frozen=True, kw_only=True):
    """One file as it was seen; with `refused` it could not be read to its end."""

    name: str
    refused: NeedsDistrict | None = None
    scan: Scan | None = None
    unfit: tuple[Fault, ...] = ()  # columns without which no row can be used
    missing: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    is_utf_8_after_all: bool = False


def report_on(name: str, contents: Contents) -> Report:
    """Read a file once and say what it is like."""
    try:
        table = contents.table(name)
        if not table.usable:
            return Report(name=name, unfit=tuple(table.faults))
        seen = scan(table)
    except NeedsDistrict as refused:
        return Report(name=name, refused=refused)
    needed, standard, unknown = _columns(name, contents, table)
    return Report(
        name=name,
        scan=seen,
        unfit=tuple(table.lacking(needed)),
        missing=tuple(one for one in standard if one not in table and one not in needed),
        unknown=tuple(one for one in unknown if not is_never_read(one)),
        is_utf_8_after_all=contents.encoding != UTF_8 and looks_like_utf_8(table.file),
    )


_Names = tuple[str, ...]


def _columns(name: str, contents: Contents, table: Table) -> tuple[_Names, _Names, _Names]:
    """Return the columns that are needed, those of the standard, and those it does not know."""
    kind = _KINDS.get(name)
    if kind is not None:
        version = contents.version
        plan = Plan(kind, version, table)
        return needed_columns(kind, version), standard_columns(kind, version), plan.unknown
    join = _JOINS[name]
    known = {one.casefold() for one in join.known}
    unknown = tuple(cell.name for cell in table.header if cell.name.casefold() not in known)
    return (join.owner, *join.needed), (join.owner, *join.columns), unknown
