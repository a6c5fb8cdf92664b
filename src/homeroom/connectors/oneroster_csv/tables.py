"""The tables of one kind of record: its main file and those joined to it, opened and found fit."""

from collections.abc import Sequence

from msgspec import Struct

from homeroom.connectors.oneroster_csv.contents import Contents, Mode
from homeroom.connectors.oneroster_csv.files import MAIN_FILES
from homeroom.connectors.oneroster_csv.joined import Joined
from homeroom.connectors.oneroster_csv.joins import JOINS
from homeroom.connectors.oneroster_csv.plan import needed_columns
from homeroom.connectors.oneroster_csv.table import Table
from homeroom.connectors.pages import Fault
from homeroom.model.kinds import Kind, Version


class Tables(Struct, frozen=True):
    """A main file and what is joined to it."""

    main: Table
    joined: tuple[Joined, ...]

    def stamp(self) -> str:
        """Return what is different once any of the files is."""
        tables = (self.main, *(one.table for one in self.joined))
        return "+".join(table.file.stamp() for table in tables)


def is_listed(kind: Kind, contents: Contents) -> bool:
    """Say whether there is something to read, or to complain about, for a kind."""
    name = MAIN_FILES.get(kind)
    return name is not None and (contents.holds(name) or contents.is_missing(name))


def open_tables(kind: Kind, contents: Contents) -> Tables | list[Fault]:
    """Open the files of a kind, or return why they cannot be taken at all.

    A joined file that is announced and not there stops its main file too: users without the roles
    that were meant to come with them would lose their roles.
    """
    name, joins = MAIN_FILES[kind], JOINS.get(kind, ())
    missing = [one for one in (name, *(join.file for join in joins)) if contents.is_missing(one)]
    if missing:
        words = "is announced, but {}.csv is not in the package"
        return [
            Fault(place="manifest.csv", field=f"file.{one}", words=words.format(one))
            for one in missing
        ]
    main = contents.table(name)
    opened = [(join, contents.table(join.file)) for join in joins if contents.holds(join.file)]
    faults = _unfit(main, needed_columns(kind, contents.version))
    for join, table in opened:
        faults += _unfit(table, (join.owner, *join.needed))
    return faults or Tables(main, tuple(Joined(join, table) for join, table in opened))


def required_members(kind: Kind, contents: Contents) -> dict[str, str]:
    """Return the joined members that every record must have, with their files.

    In a bulk file a user without roles has none. A delta file lists what changed, so there it means
    that nobody knows them.
    """
    if contents.version is Version.V1P1:
        return {}
    found = {}
    for join in JOINS.get(kind, ()):
        said_by = join.file if contents.holds(join.file) else MAIN_FILES[kind]
        if join.required and contents.mode(said_by) is not Mode.BULK:
            found[join.member] = f"{join.file}.csv"
    return found


def silent_members(kind: Kind, contents: Contents) -> tuple[str, ...]:
    """Return the joined members that a record may leave open: their files list only changes."""
    return tuple(
        join.member
        for join in JOINS.get(kind, ())
        if contents.mode(join.file if contents.holds(join.file) else MAIN_FILES[kind])
        is not Mode.BULK
    )


def _unfit(table: Table, columns: Sequence[str]) -> list[Fault]:
    return table.lacking(columns) if table.usable else list(table.faults)
