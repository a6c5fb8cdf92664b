"""The export of the bench's app: every cell of the district once, in classes that exist."""

import csv
import io
import json
import zipfile
from pathlib import Path

from homeroom.bench.district import A_CLASS, Size, cells, tables
from homeroom.bench.export import write_export

SIZE = Size(A_CLASS + 30)


def sheet(path: Path, name: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(path) as package:
        return list(csv.DictReader(io.StringIO(package.read(f"{name}.csv").decode())))


def test_an_export_has_every_result_once_for_students_and_classes_that_exist(
    tmp_path: Path,
) -> None:
    path = tmp_path / "export.zip"
    write_export(path, SIZE)
    results, items = sheet(path, "results"), sheet(path, "lineItems")
    places = {(row["lineItemSourcedId"], row["studentSourcedId"]) for row in results}
    assert len(places) == len(results) == len(list(cells(SIZE)))
    rows = tables(SIZE)
    ids = {name: {json.loads(row)["sourcedId"] for row in rows[name]} for name in rows}
    assert {row["studentSourcedId"] for row in results} <= ids["users"]
    assert {row["classSourcedId"] for row in items} == ids["classes"]
    assert {row["lineItemSourcedId"] for row in results} <= {row["sourcedId"] for row in items}
