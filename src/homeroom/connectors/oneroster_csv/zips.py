"""Packages in a zip file, within bounds that a zip bomb exceeds."""

import stat
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from homeroom.connectors.oneroster_csv.files import FILE_NAMES
from homeroom.connectors.oneroster_csv.package import Package, PackedFile, empty, named
from homeroom.errors import NeedsDistrict

MOST_ENTRIES = 10_000
LARGEST_FILE = 32 * 1024**3
LARGEST_PACKAGE = 64 * 1024**3
# Records compress five to thirty times. Small files may do better, and cannot hurt.
MOST_INFLATED = 250
SMALL = 16 * 1024**2

_ENCRYPTED = 0x1


def open_zip(path: Path) -> Package:
    """Open a zip; NeedsDistrict when it is none, is locked, or is larger than the bounds."""
    try:
        archive = ZipFile(path)
    except (BadZipFile, NotImplementedError, ValueError, EOFError) as problem:
        raise _no_zip(path) from problem
    except OSError as problem:
        raise NeedsDistrict(
            f"Homeroom may not read {path}.",
            fix="Give the user that runs Homeroom the right to read it.",
            detail=str(problem),
        ) from problem
    try:
        return _package(path, archive)
    except NeedsDistrict:
        archive.close()
        raise


def _package(path: Path, archive: ZipFile) -> Package:
    entries = [one for one in archive.infolist() if _is_wanted(one)]
    if len(entries) > MOST_ENTRIES:
        raise _too_large(path, f"it lists more than {MOST_ENTRIES:,} files")
    folder, chosen = _in_one_folder(path, entries)
    _refuse_unsafe(path, chosen)
    files = named(
        str(path),
        (
            PackedFile(
                name=one.filename.removeprefix(folder),
                stamp=partial(_stamp, one),
                open=partial(archive.open, one),
            )
            for one in chosen
        ),
    )
    read = {folder + file.name for file in files.values()}
    return Package(
        place=str(path),
        words=f"a zip file with {len(files)} OneRoster files"
        + (f" in its folder {folder.rstrip('/')}" if folder else ""),
        files=files,
        unread=tuple(one.filename for one in entries if one.filename not in read),
        close=archive.close,
    )


def _stamp(entry: ZipInfo) -> str:
    return f"{entry.CRC:08x}{entry.file_size:x}"


def _is_wanted(entry: ZipInfo) -> bool:
    name = entry.filename.rpartition("/")[2]
    # macOS adds a shadow of every file: __MACOSX/._users.csv.
    return bool(name) and not name.startswith(".") and not entry.filename.startswith("__MACOSX/")


def _in_one_folder(path: Path, entries: Sequence[ZipInfo]) -> tuple[str, list[ZipInfo]]:
    """Return the OneRoster files of the root, or of the only folder that holds any."""
    by_folder: dict[str, list[ZipInfo]] = {}
    for entry in entries:
        head, slash, tail = entry.filename.rpartition("/")
        if tail.casefold() in FILE_NAMES:
            by_folder.setdefault(head + slash, []).append(entry)
    if "" in by_folder:
        return "", by_folder[""]
    if not by_folder:
        raise empty(str(path))
    if len(by_folder) > 1:
        raise NeedsDistrict(
            f"{path} holds OneRoster files in several folders: {', '.join(sorted(by_folder))}.",
            fix="Export one package per zip file, with its files at the root.",
        )
    return next(iter(by_folder.items()))


def _refuse_unsafe(path: Path, entries: Sequence[ZipInfo]) -> None:
    for entry in entries:
        if entry.flag_bits & _ENCRYPTED:
            raise NeedsDistrict(
                f"{path} is protected by a password.",
                fix="Export it without a password; Homeroom keeps none for files.",
            )
        if entry.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
            raise NeedsDistrict(
                f"{entry.filename} in {path} is compressed in an unusual way.",
                fix="Make the zip file with the usual method (deflate).",
            )
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise NeedsDistrict(
                f"{entry.filename} in {path} is a link and no file.",
                fix="Put the file itself into the zip file.",
            )
        most = max(SMALL, entry.compress_size * MOST_INFLATED)
        if entry.file_size > min(most, LARGEST_FILE):
            raise _too_large(path, f"{entry.filename} would grow to {entry.file_size:,} bytes")
    if sum(entry.file_size for entry in entries) > LARGEST_PACKAGE:
        raise _too_large(path, f"together its files exceed {LARGEST_PACKAGE:,} bytes")


def _too_large(path: Path, why: str) -> NeedsDistrict:
    return NeedsDistrict(
        f"{path} is larger than Homeroom reads: {why}.",
        fix="Check how the file was made. A very large export can be given as a folder.",
    )


def _no_zip(path: Path) -> NeedsDistrict:
    if path.suffix.casefold() == ".csv":
        return NeedsDistrict(
            f"{path} is a single CSV file.", fix="Give the folder that holds it instead."
        )
    return NeedsDistrict(
        f"{path} is no zip file, or a damaged one.",
        fix="Look whether its upload has finished, or export it again.",
    )
