"""A OneRoster package as it lies on the disk: which CSV files a zip or a folder holds."""

from collections.abc import Callable, Iterable, Mapping
from typing import IO

from msgspec import Struct

from homeroom.connectors.oneroster_csv.files import FILE_NAMES
from homeroom.errors import NeedsDistrict


class PackedFile(Struct, frozen=True, kw_only=True):
    """One CSV file of a package; it is read as a stream and never extracted."""

    name: str  # as it is called there, e.g. "users.csv"
    stamp: Callable[[], str]  # another content has another stamp
    open: Callable[[], IO[bytes]]


class Package(Struct, frozen=True, kw_only=True):
    """The files of one package by their OneRoster names (`users`), and the names it leaves over."""

    place: str
    words: str
    files: Mapping[str, PackedFile]
    unread: tuple[str, ...]
    close: Callable[[], None]


def named(place: str, found: Iterable[PackedFile]) -> dict[str, PackedFile]:
    """Return the files by their OneRoster names, whatever case they are written in.

    Two files of one name are an error: nobody could tell which of them is meant.
    """
    files: dict[str, PackedFile] = {}
    for file in found:
        name = FILE_NAMES.get(file.name.casefold())
        if name is None:
            continue
        if name in files:
            raise NeedsDistrict(
                f"{place} holds {files[name].name} twice.",
                fix="Export the package again, with one file of each name.",
            )
        files[name] = file
    return files


def empty(place: str) -> NeedsDistrict:
    """Return the error for a place where no OneRoster CSV file stands."""
    return NeedsDistrict(
        f"{place} holds no OneRoster CSV file.",
        fix="Choose the zip file, or the folder, that holds manifest.csv, users.csv and the like.",
    )
