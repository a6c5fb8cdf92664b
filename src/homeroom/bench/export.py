"""The gradebook export of the bench's learning app: line items and results as OneRoster 1.2 CSV."""

import zipfile
from pathlib import Path

from homeroom.bench.district import ITEMS, Size, cells
from homeroom.bench.sheets import write_sheet

_ITEM = "sourcedId,status,dateLastModified,title,assignDate,dueDate,classSourcedId,\
categorySourcedId,resultValueMin,resultValueMax,schoolSourcedId"
_RESULT = "sourcedId,status,dateLastModified,lineItemSourcedId,studentSourcedId,scoreStatus,score,\
scoreDate"
_CATEGORY = "sourcedId,status,dateLastModified,title"
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
    lines = [["manifest.version", "1.0"], ["oneroster.version", "1.2"]]
    lines += [[f"file.{name}", "bulk"] for name in _FILES]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        write_sheet(package, "manifest", "propertyName,value", lines)
        write_sheet(package, "categories", _CATEGORY, [["homework", "", "", "H"]])
        write_sheet(package, "lineItems", _ITEM, items)
        write_sheet(package, "results", _RESULT, results)
