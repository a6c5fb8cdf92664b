"""What a path names: a zip file, a folder of CSV files, or the newest zip file of a folder."""

from functools import partial
from pathlib import Path
from typing import IO

from homeroom.connectors.oneroster_csv.package import Package, PackedFile, empty, named
from homeroom.connectors.oneroster_csv.zips import open_zip
from homeroom.errors import NeedsDistrict


def open_package(path: Path) -> Package:
    """Open what the setting names; NeedsDistrict says what is wrong with it."""
    chosen = found(path)
    if chosen.is_file():
        return open_zip(chosen)
    return _csv_files(chosen, _entries(chosen))


def found(path: Path) -> Path:
    """Return the zip file or the folder that is to be read, which need not be a good one.

    An export per night under a name of its own is common: in a folder without CSV files, the zip
    file that was changed last is taken, and of equally old ones the last by name.
    """
    try:
        if path.is_file():
            return path
        if path.is_dir():
            return _in_folder(path)
    except OSError as problem:
        raise NeedsDistrict(
            f"Homeroom may not look into {path}.",
            fix="Give the user that runs Homeroom the right to read it.",
            detail=str(problem),
        ) from problem
    raise NeedsDistrict(
        f"There is no file or folder {path}.",
        fix="Check File or folder, and that the export has arrived on the server of Homeroom.",
    )


def _in_folder(path: Path) -> Path:
    entries = _entries(path)
    if any(one.suffix.casefold() == ".csv" for one in entries):
        return path
    zips = [one for one in entries if one.suffix.casefold() == ".zip"]
    if not zips:
        raise empty(str(path))
    return max(zips, key=lambda one: (one.stat().st_mtime_ns, one.name))


def _entries(path: Path) -> list[Path]:
    files = (one for one in path.iterdir() if one.is_file() and not one.name.startswith("."))
    return sorted(files)


def _csv_files(path: Path, entries: list[Path]) -> Package:
    files = named(str(path), (_packed(one) for one in entries))
    if not files:
        raise empty(str(path))
    read = {file.name for file in files.values()}
    return Package(
        place=str(path),
        words=f"a folder with {len(files)} OneRoster files",
        files=files,
        unread=tuple(one.name for one in entries if one.name not in read),
        close=_nothing_to_close,
    )


def _packed(path: Path) -> PackedFile:
    return PackedFile(name=path.name, stamp=partial(_stamp, path), open=partial(_bytes, path))


def _stamp(path: Path) -> str:
    try:
        seen = path.stat()
    except OSError:
        return "gone"
    return f"{seen.st_mtime_ns:x}{seen.st_size:x}"


def _bytes(path: Path) -> IO[bytes]:
    return path.open("rb", buffering=0)


def _nothing_to_close() -> None:
    """Stand for the closing of a folder, whose files are opened one by one."""
