"""Files of a OneRoster CSV package, written row by row."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence


def write_sheet(
    package: zipfile.ZipFile, name: str, header: str, rows: Iterable[Sequence[str]]
) -> None:
    """Write one file of a package; `header` are the names of its columns, with commas."""
    with (
        package.open(f"{name}.csv", "w") as raw,
        io.TextIOWrapper(raw, "utf-8", newline="") as text,
    ):
        csv.writer(text).writerows([header.split(",")])
        csv.writer(text).writerows(rows)
