"""Builders of small packages with invented people, and short ways to read them."""

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from homeroom.connectors.checks import Check
from homeroom.connectors.oneroster_csv import CONNECTOR
from homeroom.connectors.pages import Collection, Fault, Page
from homeroom.model.decode import decode
from homeroom.model.kinds import COLLECTIONS, Kind
from homeroom.model.records import Record

Files = Mapping[str, str | bytes]
ZONE = ZoneInfo("America/Chicago")
BASE = "sourcedId,status,dateLastModified"


def sheet(columns: str, *rows: str, end: str = "\r\n") -> str:
    """Return the text of a data file: the three columns that all have, and then these."""
    return "".join(line + end for line in (f"{BASE},{columns}", *rows))


def manifest(version: str = "1.2", **modes: str) -> str:
    """Return a manifest with these modes."""
    lines = ["propertyName,value", "manifest.version,1.0", f"oneroster.version,{version}"]
    return "".join(f"{line}\r\n" for line in (*lines, *(f"file.{k},{v}" for k, v in modes.items())))


def as_bytes(content: str | bytes) -> bytes:
    """Return the content of a file as it is written."""
    return content if isinstance(content, bytes) else content.encode()


def write_folder(path: Path, files: Files) -> Path:
    """Write files into a folder; names without a dot get `.csv`."""
    path.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (path / file_name(name)).write_bytes(as_bytes(content))
    return path


def write_zip(path: Path, files: Files, folder: str = "") -> Path:
    """Write files into a zip file; names without a dot get `.csv`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            entry = zipfile.ZipInfo(folder + file_name(name), (2026, 10, 5, 12, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, as_bytes(content))
    return path


def file_name(name: str) -> str:
    """Return the name of a file of a package."""
    return name if "." in name else f"{name}.csv"


def pages(path: Path, kind: Kind, start: Any = None, **settings: str) -> list[Page]:
    """Read the pages of one kind from a path."""
    with CONNECTOR.connect({"path": str(path), **settings}) as connection:
        return list(connection.source.pages(Collection(COLLECTIONS[kind], kind), start, None))


def rows_of(page: Page) -> list[dict[str, Any]]:
    """Return the records of a page as JSON objects."""
    [(_, rows)] = json.loads(page.body).items()
    assert isinstance(rows, list)
    return rows


def objects(path: Path, kind: Kind, **settings: str) -> list[dict[str, Any]]:
    """Read all objects of one kind, which must be free of faults."""
    found = pages(path, kind, **settings)
    assert [fault for page in found for fault in page.faults] == []
    return [row for page in found for row in rows_of(page)]


def records(path: Path, kind: Kind, **settings: str) -> list[Record]:
    """Read all records of one kind as the hub sees them, which must be free of problems."""
    read = [decode(kind, one, ZONE) for one in objects(path, kind, **settings)]
    assert [one.problems for one in read if one.problems] == []
    return [one.record for one in read if one.record is not None]


def ids(found: list[Page]) -> list[str]:
    """Return the ids of all records of some pages."""
    return [row["sourcedId"] for page in found for row in rows_of(page)]


def faults(found: list[Page]) -> list[tuple[str, str, str]]:
    """Return place, field and words of all faults of some pages."""
    return [(one.place, one.field, one.words) for one in all_faults(found)]


def all_faults(found: list[Page]) -> list[Fault]:
    """Return all faults of some pages."""
    return [fault for page in found for fault in page.faults]


def checks(path: Path, *, grades: bool = False, **settings: str) -> dict[str, Check]:
    """Run Test Connection on a path; return its checks by name."""
    with CONNECTOR.connect({"path": str(path), **settings}) as connection:
        found = list(connection.checks(grades=grades))
    by_name = {check.name: check for check in found}
    assert len(by_name) == len(found)
    return by_name
