"""The demo export of Mathly: a valid bulk package with exactly the planned faults."""

import io
import re
import uuid
import zipfile
from collections import Counter, defaultdict
from datetime import date
from typing import Any

import pytest

from tests.integration.sandbox.clerk import read_export
from tests.integration.sandbox.client import Client, running

Tables = dict[str, list[dict[str, str]]]

_COLUMNS = {
    "categories": "title,weight",
    "lineItems": "title,description,assignDate,dueDate,classSourcedId,categorySourcedId,"
    "academicSessionSourcedId,resultValueMin,resultValueMax,schoolSourcedId",
    "results": "lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate,comment,"
    "textScore,classSourcedId,inProgress,incomplete,late,missing",
    "scoreScales": "title,type,orgSourcedId,courseSourcedId,classSourcedId,scoreScaleValue",
    "lineItemScoreScales": "title,lineItemSourcedId,scoreScaleSourcedId",
    "resultScoreScales": "title,resultSourcedId,scoreScaleSourcedId",
    "lineItemLearningObjectiveIds": "lineItemSourcedId,source,learningObjectiveId",
    "resultLearningObjectiveIds": "resultSourcedId,source,learningObjectiveId,score,textScore",
}


def _zip(client: Client, query: str = "") -> bytes:
    answer = client.bare("GET", f"/sandbox/learning-app.zip{query}")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "application/zip"
    return answer.body


@pytest.fixture(params=["1.1", "1.2"], scope="module")
def exported(request: pytest.FixtureRequest, reader: Client) -> tuple[str, Tables]:
    return request.param, read_export(_zip(reader, f"?api={request.param}"))


def _by_id(rows: list[dict[str, str]]) -> dict[str, dict[str, str]]:
    found = {row["sourcedId"]: row for row in rows}
    assert len(found) == len(rows)
    return found


def _kind(row: dict[str, str]) -> str:
    """Return the kind of work, which its id ends in."""
    return row["sourcedId"].rpartition("-")[2]


def test_package_has_its_files_at_the_root_and_no_empty_ones(reader: Client) -> None:
    with zipfile.ZipFile(io.BytesIO(_zip(reader))) as package:
        names = package.namelist()
        assert names[0] == "manifest.csv"
        assert set(names) == {f"{name}.csv" for name in ("manifest", *_COLUMNS)}
        for entry in package.infolist():
            assert entry.compress_type == zipfile.ZIP_DEFLATED
            assert package.read(entry).count(b"\n") > 1


def test_columns_stand_in_the_order_of_the_binding(reader: Client) -> None:
    with zipfile.ZipFile(io.BytesIO(_zip(reader))) as package:
        for name, columns in _COLUMNS.items():
            header = package.read(f"{name}.csv").decode().partition("\r\n")[0]
            assert header == f"sourcedId,status,dateLastModified,{columns}"


def test_manifest_names_every_file_of_the_binding(exported: tuple[str, Tables]) -> None:
    _, tables = exported
    rows = {row["propertyName"]: row["value"] for row in tables["manifest"]}
    assert rows["manifest.version"] == "1.0"
    assert rows["oneroster.version"] == "1.2"
    assert rows["source.systemName"] == "Mathly"
    files = {name.removeprefix("file."): value for name, value in rows.items() if "file." in name}
    assert len(files) == 21
    assert {name for name, value in files.items() if value == "bulk"} == set(_COLUMNS)
    assert set(files.values()) == {"bulk", "absent"}


def test_bulk_rows_have_neither_status_nor_date(exported: tuple[str, Tables]) -> None:
    _, tables = exported
    for name in _COLUMNS:
        for row in tables[name]:
            assert (row["status"], row["dateLastModified"]) == ("", "")
            assert row["sourcedId"]
            assert not any("\n" in value or "\r" in value for value in row.values())


def test_every_reference_inside_the_package_holds(exported: tuple[str, Tables]) -> None:
    _, tables = exported
    items, results = _by_id(tables["lineItems"]), _by_id(tables["results"])
    scales, categories = _by_id(tables["scoreScales"]), _by_id(tables["categories"])
    assert {row["categorySourcedId"] for row in items.values()} <= set(categories)
    assert {row["lineItemSourcedId"] for row in results.values()} <= set(items)
    for row in _by_id(tables["lineItemScoreScales"]).values():
        assert row["lineItemSourcedId"] in items
        assert row["scoreScaleSourcedId"] in scales
    for row in _by_id(tables["resultScoreScales"]).values():
        assert row["resultSourcedId"] in results
        assert row["scoreScaleSourcedId"] in scales
    for row in _by_id(tables["lineItemLearningObjectiveIds"]).values():
        assert row["lineItemSourcedId"] in items
    for row in _by_id(tables["resultLearningObjectiveIds"]).values():
        assert row["resultSourcedId"] in results


def test_sections_schools_terms_and_students_are_named_by_the_sis_ids(
    reader: Client, exported: tuple[str, Tables]
) -> None:
    api, tables = exported
    sections = {row["sourcedId"]: row for row in reader.all(api, "classes")}
    for row in tables["lineItems"]:
        section = sections[row["classSourcedId"]]
        assert row["schoolSourcedId"] == section["school"]["sourcedId"]
        terms = {term["sourcedId"] for term in section["terms"]}
        assert row["academicSessionSourcedId"] in terms
    for row in tables["scoreScales"]:
        section = sections[row["classSourcedId"]]
        assert row["courseSourcedId"] == section["course"]["sourcedId"]
        assert row["orgSourcedId"] == section["school"]["sourcedId"]
    students = {row["sourcedId"] for row in reader.all(api, "students")}
    assert {row["studentSourcedId"] for row in tables["results"]} <= students


def test_app_keeps_its_own_ids_whatever_the_api(reader: Client) -> None:
    old, new = (read_export(_zip(reader, f"?api={api}")) for api in ("1.1", "1.2"))
    for name in _COLUMNS:
        assert [row["sourcedId"] for row in old[name]] == [row["sourcedId"] for row in new[name]]


def test_twelve_classes_are_exported_unless_asked_otherwise(
    reader: Client, exported: tuple[str, Tables]
) -> None:
    _, tables = exported
    assert len({row["classSourcedId"] for row in tables["lineItems"]}) == 12
    schools = {row["schoolSourcedId"] for row in tables["lineItems"]}
    assert len(schools) == 3
    few = read_export(_zip(reader, "?api=1.2&classes=3"))
    assert len({row["classSourcedId"] for row in few["lineItems"]}) == 3
    all_of_them = read_export(_zip(reader, "?classes=100000"))
    assert len({row["classSourcedId"] for row in all_of_them["lineItems"]}) == len(
        reader.all("1.2", "classes")
    )


def test_work_was_due_on_school_days_of_the_last_fortnight(
    exported: tuple[str, Tables],
) -> None:
    _, tables = exported
    for row in tables["lineItems"]:
        assert row["assignDate"] < row["dueDate"]
        if _kind(row) != "outside":
            due = date.fromisoformat(row["dueDate"])
            assert date(2026, 10, 1) <= due <= date(2026, 10, 13)
            assert due.weekday() < 5
    assert all(row["scoreDate"] <= "2026-10-14" for row in tables["results"])


def test_categories_are_those_of_the_sections_by_title(
    reader: Client, exported: tuple[str, Tables]
) -> None:
    api, tables = exported
    titles = {row["title"] for row in reader.all(api, "categories")}
    assert {row["title"] for row in tables["categories"]} == titles


def test_every_class_has_points_percent_letter_and_standards_items(
    exported: tuple[str, Tables],
) -> None:
    _, tables = exported
    scaled = {row["lineItemSourcedId"]: row["title"] for row in tables["lineItemScoreScales"]}
    standards = {row["lineItemSourcedId"] for row in tables["lineItemLearningObjectiveIds"]}
    kinds: dict[str, list[str]] = defaultdict(list)
    for row in tables["lineItems"]:
        if _kind(row) in ("long", "outside"):
            continue
        kind = "standards" if row["sourcedId"] in standards else "points"
        kinds[row["classSourcedId"]].append(scaled.get(row["sourcedId"], kind))
    for found in kinds.values():
        assert Counter(found) == {"points": 3, "percent": 1, "letter": 1, "standards": 1}


def _results(tables: Tables, kind: str) -> list[dict[str, str]]:
    return [row for row in tables["results"] if row["lineItemSourcedId"].endswith(f"-{kind}")]


def test_percent_results_are_of_a_hundred(exported: tuple[str, Tables]) -> None:
    _, tables = exported
    for row in tables["lineItems"]:
        if _kind(row) == "drill":
            assert row["resultValueMax"] == "100"
    assert all(0 <= float(row["score"]) <= 100 for row in _results(tables, "drill"))


def test_letter_results_have_a_letter_and_no_score(exported: tuple[str, Tables]) -> None:
    _, tables = exported
    scale = next(row for row in tables["scoreScales"] if row["type"] == "letter")
    letters = set(re.findall(r"\{([^:]+):", scale["scoreScaleValue"]))
    assert re.fullmatch(r"(\{[A-F][+-]?:\d+\},?)+", scale["scoreScaleValue"])
    rows = _results(tables, "essay")
    assert rows
    for row in rows:
        assert row["score"] == ""
        assert row["textScore"] in letters | {"Q"}


def test_standards_results_have_objectives_and_no_score(
    exported: tuple[str, Tables],
) -> None:
    _, tables = exported
    by_result: dict[str, list[dict[str, str]]] = defaultdict(list)
    for row in tables["resultLearningObjectiveIds"]:
        by_result[row["resultSourcedId"]].append(row)
    rows = _results(tables, "skills")
    assert {row["sourcedId"] for row in rows} == set(by_result)
    for row in rows:
        assert (row["score"], row["textScore"]) == ("", "")
        levels = by_result[row["sourcedId"]]
        assert len(levels) == 2
        for level in levels:
            assert level["source"] == "case"
            assert str(uuid.UUID(level["learningObjectiveId"])) == level["learningObjectiveId"]
            assert level["score"] in ("1", "2", "3", "4")


def test_flags_of_every_kind_are_in_the_export(exported: tuple[str, Tables]) -> None:
    _, tables = exported
    found: set[tuple[Any, ...]] = set()
    for row in _results(tables, "practice"):
        flags = tuple(name for name in ("late", "missing", "incomplete") if row[name] == "true")
        found.add((row["scoreStatus"], flags, bool(row["score"])))
    assert found == {
        ("fully graded", (), True),
        ("fully graded", ("late",), True),
        ("submitted", ("late",), False),
        ("not submitted", ("missing",), False),
        ("fully graded", ("missing",), True),
        ("exempt", (), False),
        ("exempt", (), True),
        ("partially graded", ("incomplete",), True),
    }


def test_extra_credit_unscored_work_and_decimals_are_in_the_export(
    exported: tuple[str, Tables],
) -> None:
    _, tables = exported
    rows = _results(tables, "checkpoint")
    assert {row["score"] for row in rows if row["score"] and float(row["score"]) > 20} == {"21.5"}
    assert any(row["scoreStatus"] == "submitted" and not row["score"] for row in rows)
    scores = {row["score"] for row in tables["results"]}
    assert any(score.endswith(".75") for score in scores)
    assert any(score.endswith(".25") for score in scores)


# --- the planned faults ------------------------------------------------------------------------


def test_one_title_is_too_long_and_has_results(exported: tuple[str, Tables]) -> None:
    _, tables = exported
    (row,) = [row for row in tables["lineItems"] if len(row["title"]) > 50]
    assert len(_results(tables, "long")) == 5
    assert row["sourcedId"].endswith("-long")


def test_one_due_date_lies_outside_the_school_year(exported: tuple[str, Tables]) -> None:
    _, tables = exported
    (row,) = [row for row in tables["lineItems"] if row["dueDate"] > "2027-06-04"]
    assert row["sourcedId"].endswith("-outside")
    assert _results(tables, "outside") == []


def test_one_result_is_of_a_student_who_was_never_there(
    reader: Client, exported: tuple[str, Tables]
) -> None:
    api, tables = exported
    enrolled = {
        (row["class"]["sourcedId"], row["user"]["sourcedId"])
        for row in reader.all(api, "studentEnrollments")
    }
    strangers = [
        row
        for row in tables["results"]
        if (row["classSourcedId"], row["studentSourcedId"]) not in enrolled
    ]
    assert len(strangers) == 1


def test_one_result_has_an_unknown_letter(exported: tuple[str, Tables]) -> None:
    _, tables = exported
    letters = Counter(row["textScore"] for row in tables["results"])
    assert letters["Q"] == 1


def test_titles_are_unique_in_a_section_and_not_yet_taken_there(
    reader: Client, exported: tuple[str, Tables]
) -> None:
    api, tables = exported
    taken = {(row["class"]["sourcedId"], row["title"]) for row in reader.all(api, "lineItems")}
    ours = [(row["classSourcedId"], row["title"]) for row in tables["lineItems"]]
    assert len(set(ours)) == len(ours)
    assert not taken & set(ours)


# --- the same every time -----------------------------------------------------------------------


def test_export_is_the_same_byte_for_byte(reader: Client) -> None:
    assert _zip(reader, "?api=1.2") == _zip(reader, "?api=1.2")
    with running("--students", "400") as (_, client):
        assert _zip(client, "?api=1.2") == _zip(reader, "?api=1.2")


def test_api_defaults_to_the_newest_one_served() -> None:
    with running("--students", "60", "--api", "1.1") as (_, client):
        assert _zip(client) == _zip(client, "?api=1.1")
        client.control("upgrade", {})
        assert _zip(client) == _zip(client, "?api=1.2")


@pytest.mark.parametrize("query", ["?api=2.0", "?classes=many", "?classes=-1", "?api="])
def test_bad_query_is_a_mistake_of_the_caller(reader: Client, query: str) -> None:
    assert reader.bare("GET", f"/sandbox/learning-app.zip{query}").status == 400


@pytest.mark.parametrize("students", ["20", "25", "60"])
def test_smallest_districts_have_an_export(students: str) -> None:
    with running("--students", students) as (_, client):
        tables = read_export(_zip(client))
        assert len({row["classSourcedId"] for row in tables["lineItems"]}) >= 7
        ids = {row["sourcedId"] for row in client.all("1.2", "students")}
        strangers = {row["studentSourcedId"] for row in tables["results"]} - ids
        assert strangers == ({"nobody-here"} if students != "60" else set())


def test_nothing_is_exported_when_no_school_day_has_been() -> None:
    with running("--students", "60", "--day", "2026-07-20") as (_, client):
        tables = read_export(_zip(client))
        assert set(tables) == {"manifest", "categories"}


def test_export_moves_with_the_pretend_day(fresh: Client) -> None:
    before = read_export(_zip(fresh))
    fresh.control("day", {"day": "2026-11-20"})
    after = read_export(_zip(fresh))
    assert {row["sourcedId"] for row in before["lineItems"]} == {
        row["sourcedId"] for row in after["lineItems"]
    }
    assert min(row["dueDate"] for row in after["lineItems"]) > "2026-11-05"
