"""The gradebook export of the bench's learning app: line items and results as OneRoster 1.2 CSV."""

import csv
import io
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from homeroom.bench.district import ITEMS, Size, cells

_ITEM = "sourcedId,status,dateLastModified,title,assignDate,dueDate,classSourcedId,\
categorySourcedId,resultValueMin,resultValueMax,schoolSourcedId"
_RESULT = "sourcedId,status,dateLastModified,lineItemSourcedId,studentSourcedId,scoreStatus,score,\
scoreDate"
_FILES = ("categories", "lineItems", "results")


def write_export(path: Path, size: Size) -> None:
    """Write a package with every line item and every result of a district."""
    items = (
        [f"app-{at:05}-{item:02}", "", "", f"Practice {item}", "2026-09-01", "2026-09-15",
         f"c{at:05}", "homework", "0", "10", "school"]
        for at in range(size.classes) for item in range(ITEMS)
    )  # fmt: skip
    results = (
        [f"app-{at:05}-{item:02}-{seat:02}", "", "", f"app-{at:05}-{item:02}",
         f"s{at:05}-{seat:02}", "fully graded", f"{seat % 10}.5", "2026-09-15"]
        for at, item, seat in cells(size)
    )  # fmt: skip
    lines = [["propertyName", "value"], ["manifest.version", "1.0"], ["oneroster.version", "1.2"]]
    lines += [[f"file.{name}", "bulk"] for name in _FILES]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("manifest.csv", _sheet(lines))
        category = [["sourcedId", "status", "dateLastModified", "title"], ["homework", "", "", "H"]]
        package.writestr("categories.csv", _sheet(category))
        package.writestr("lineItems.csv", _sheet([_ITEM.split(","), *items]))
        package.writestr("results.csv", _sheet([_RESULT.split(","), *results]))


def _sheet(rows: Iterable[Sequence[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()
