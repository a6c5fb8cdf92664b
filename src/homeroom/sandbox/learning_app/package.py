"""Gradebook packages as the OneRoster 1.2 CSV binding wants them (oneroster.md, section 10)."""

import csv
import io
import zipfile
from collections.abc import Mapping, Sequence
from typing import Literal

Mode = Literal["bulk", "delta"]
Rows = Sequence[Mapping[str, str]]

_BEGIN = ("sourcedId", "status", "dateLastModified")
COLUMNS = {
    "categories": ("title", "weight"),
    "lineItems": (
        "title",
        "description",
        "assignDate",
        "dueDate",
        "classSourcedId",
        "categorySourcedId",
        "academicSessionSourcedId",
        "resultValueMin",
        "resultValueMax",
        "schoolSourcedId",
    ),
    "results": (
        "lineItemSourcedId",
        "studentSourcedId",
        "scoreStatus",
        "score",
        "scoreDate",
        "comment",
        "textScore",
        "classSourcedId",
        "inProgress",
        "incomplete",
        "late",
        "missing",
    ),
    "scoreScales": (
        "title",
        "type",
        "orgSourcedId",
        "courseSourcedId",
        "classSourcedId",
        "scoreScaleValue",
    ),
    "lineItemScoreScales": ("title", "lineItemSourcedId", "scoreScaleSourcedId"),
    "resultScoreScales": ("title", "resultSourcedId", "scoreScaleSourcedId"),
    "lineItemLearningObjectiveIds": ("lineItemSourcedId", "source", "learningObjectiveId"),
    "resultLearningObjectiveIds": (
        "resultSourcedId",
        "source",
        "learningObjectiveId",
        "score",
        "textScore",
    ),
}
# Every data file of 1.2 is named in the manifest, those that are not there as absent.
_ALL_FILES = sorted(
    {
        *COLUMNS,
        "academicSessions",
        "classResources",
        "classes",
        "courseResources",
        "courses",
        "demographics",
        "enrollments",
        "orgs",
        "resources",
        "roles",
        "userProfiles",
        "userResources",
        "users",
    }
)
_SOURCE = (("source.systemName", "Mathly"), ("source.systemCode", "mathly"))


def zip_package(tables: Mapping[str, Rows], mode: Mode) -> bytes:
    """Return a package; files without rows are left out, as headers alone are not allowed."""
    filled = {name: rows for name, rows in tables.items() if rows}
    manifest = [
        ("propertyName", "value"),
        ("manifest.version", "1.0"),
        ("oneroster.version", "1.2"),
        *((f"file.{name}", mode if name in filled else "absent") for name in _ALL_FILES),
        *_SOURCE,
    ]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        _write(package, "manifest", manifest)
        for name, rows in filled.items():
            columns = (*_BEGIN, *COLUMNS[name], *_metadata(rows))
            lines = [columns, *(tuple(row.get(c, "") for c in columns) for row in rows)]
            _write(package, name, lines)
    return buffer.getvalue()


def _metadata(rows: Rows) -> list[str]:
    return sorted({name for row in rows for name in row if name.startswith("metadata.")})


def _write(package: zipfile.ZipFile, name: str, lines: Sequence[Sequence[str]]) -> None:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(lines)
    # A fixed date in the zip makes equal exports equal byte for byte.
    entry = zipfile.ZipInfo(f"{name}.csv", date_time=(2026, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    package.writestr(entry, text.getvalue())
