"""Reading the tables of a OneRoster CSV zip, with one plain sentence for what is wrong in it."""

import csv
import io
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TypeVar

from homeroom.sandbox.campus.instants import midnight_utc, read_instant

Value = TypeVar("Value")


class BadFile(ValueError):
    """A district file that cannot be loaded; the message is one sentence."""


@dataclass(frozen=True)
class Line:
    """One row of a table; `where` names it in messages."""

    where: str
    values: dict[str, str]

    def text(self, column: str) -> str:
        return self.values.get(column, "").strip()

    def words(self, column: str) -> tuple[str, ...]:
        """Return a list, which OneRoster joins by commas."""
        return tuple(word.strip() for word in self.text(column).split(",") if word.strip())

    def day(self, column: str) -> date | None:
        return self._read(column, date.fromisoformat)

    def instant(self, column: str) -> int | None:
        return self._read(column, _instant)

    def truth(self, column: str) -> bool | None:
        return {"true": True, "false": False}.get(self.text(column).lower())

    def metadata(self) -> dict[str, str] | None:
        """Return the extension columns, whose names begin with metadata."""
        found = {
            name.removeprefix("metadata."): value
            for name, value in self.values.items()
            if name.startswith("metadata.") and value
        }
        return found or None

    def _read(self, column: str, read: Callable[[str], Value]) -> Value | None:
        text = self.text(column)
        if not text:
            return None
        try:
            return read(text)
        except ValueError:
            raise BadFile(f"{self.where}: '{text}' is no value for {column}.") from None


def _instant(text: str) -> int:
    return midnight_utc(date.fromisoformat(text)) if len(text) == 10 else read_instant(text)


def read_tables(path: Path) -> dict[str, list[Line]]:
    """Return the lines of every CSV file in a zip by the file's name without its ending."""
    try:
        with zipfile.ZipFile(path) as package:
            names = [name for name in package.namelist() if name.endswith(".csv")]
            tables = {_stem(name): _lines(name, package.read(name)) for name in names}
    except (OSError, zipfile.BadZipFile) as error:
        raise BadFile(f"{path.name} is no zip file that can be read ({error}).") from None
    for name in ("orgs", "academicSessions", "courses", "classes", "users", "enrollments"):
        if name not in tables:
            raise BadFile(f"{path.name} has no {name}.csv.")
    return tables


def _stem(name: str) -> str:
    return name.rpartition("/")[2].removesuffix(".csv")


def _lines(name: str, data: bytes) -> list[Line]:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile(f"{name} is not in UTF-8.") from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if "sourcedId" not in (reader.fieldnames or ()) and _stem(name) != "manifest":
        raise BadFile(f"{name} has no column sourcedId.")
    found: list[Line] = []
    for row in reader:
        values = {key: value or "" for key, value in row.items() if key is not None}
        found.append(Line(f"{name}, line {reader.line_num}", values))
    return found
