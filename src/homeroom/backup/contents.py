"""What stands in a backup beside the rows: what it is, and what must have come out of it."""

from datetime import datetime

import msgspec
from msgspec import Struct

from homeroom.errors import NeedsOperator

FORMAT = 1
# The members of the archive, in their order; the tables' rows come between them.
HEAD, KEYS, TOTALS = "backup.json", "secrets.key", "totals.json"


class TableHead(Struct, frozen=True):
    """A table of which rows follow, and the order of their columns."""

    name: str
    columns: tuple[str, ...]


class Head(Struct, frozen=True, kw_only=True):
    """The first member: what made this backup, of what, and when."""

    format: int
    homeroom: str
    server: str
    made_at: datetime
    districts: tuple[str, ...]
    migrations: tuple[tuple[str, str], ...]
    tables: tuple[TableHead, ...]


class TableTotal(Struct, frozen=True):
    """How many rows of a table follow, and the sha256 of their text."""

    rows: int
    sha256: str


class CounterAt(Struct, frozen=True):
    """Where a sequence stood."""

    name: str
    last: int
    used: bool


class Totals(Struct, frozen=True, kw_only=True):
    """The last member; a backup without it is not whole."""

    tables: dict[str, TableTotal]
    counters: tuple[CounterAt, ...]

    @property
    def rows(self) -> int:
        """Return the rows of all tables together."""
        return sum(one.rows for one in self.tables.values())


def check_version(head: Head, running: str) -> None:
    """Raise NeedsOperator when a newer Homeroom has made this backup."""
    if head.format > FORMAT or _release(head.homeroom) > _release(running):
        raise NeedsOperator(
            f"This backup was made by Homeroom {head.homeroom}; this is {running}.",
            fix=f"Install Homeroom {head.homeroom} or newer, then restore.",
        )


def _release(version: str) -> tuple[int, ...]:
    """Return the numbers of a version; what is no number counts as nothing."""
    numbers = [part for part in version.split("+")[0].split(".")[:3] if part.isdigit()]
    return tuple(int(number) for number in numbers)


def encode(value: Struct) -> bytes:
    """Return a member's JSON, for people as well."""
    return msgspec.json.format(msgspec.json.encode(value))
