"""The district that speed is measured on: of the wanted size, sorted, and changed as it says."""

import json
from zoneinfo import ZoneInfo

import pytest

from homeroom.bench.district import A_CLASS, MORE, STUDENTS, Size, cells, reordered, result, tables
from homeroom.bench.static import Shown
from homeroom.model.decode import decode
from homeroom.model.kinds import COLLECTIONS

ZONE = ZoneInfo("America/Chicago")
SIZE = Size(2 * A_CLASS)


def test_a_district_has_as_many_results_as_asked_for() -> None:
    assert len(tables(Size(3000))["results"]) == 3000
    assert Size(3000).classes == 3


def test_no_student_has_two_results_for_one_line_item() -> None:
    assert len(set(cells(SIZE))) == SIZE.results


@pytest.mark.parametrize("collection", tables(SIZE))
def test_rows_come_in_the_order_of_their_ids_and_can_be_read(collection: str) -> None:
    kind = next(kind for kind, name in COLLECTIONS.items() if name == collection)
    rows = [json.loads(row) for row in tables(SIZE)[collection]]
    ids = [row["sourcedId"] for row in rows]
    assert ids == sorted(set(ids))
    for row in rows:
        assert decode(kind, row, ZONE).record is not None, row


def test_a_reordered_row_has_the_same_values_in_other_bytes() -> None:
    row = result((0, 0, 0))
    other = reordered(row, "2026-10-02T12:00:00.000Z")
    before, after = json.loads(row), json.loads(other)
    assert list(before) != list(after)
    assert {**after, "dateLastModified": ""} == {**before, "dateLastModified": ""}


def ids_of(shown: Shown) -> dict[str, float]:
    return {row["sourcedId"]: row["score"] for row in map(json.loads, shown.tables["results"])}


def test_one_percent_changes_every_hundredth_score_and_other_ones_each_time() -> None:
    shown = Shown(SIZE)
    first = ids_of(shown)
    shown.change("one_percent")
    second = ids_of(shown)
    shown.change("one_percent")
    third = ids_of(shown)
    changed = {id_ for id_ in first if first[id_] != second[id_]}
    again = {id_ for id_ in first if second[id_] != third[id_]}
    assert len(changed) == len(again) == SIZE.results // 100
    assert not changed & again


def test_shifting_puts_one_grade_of_another_student_in_front() -> None:
    shown = Shown(SIZE)
    before = ids_of(shown)
    for turn in range(1, MORE):
        shown.change("shifted")
        after = ids_of(shown)
        assert len(after) == len(before) + turn
        assert list(after)[turn:] == list(before)
    assert list(after) == sorted(after)
    students = {json.loads(row)["student"]["sourcedId"] for row in shown.tables["results"]}
    assert len(students) == SIZE.classes * STUDENTS + MORE - 1


def test_pages_follow_each_other_without_gap() -> None:
    shown = Shown(SIZE)
    rows: list[str] = []
    for offset in range(0, SIZE.results, 700):
        body, total = shown.page("results", offset, 700) or (b"", 0)
        assert total == SIZE.results
        rows += [row["sourcedId"] for row in json.loads(body)["results"]]
    assert rows == list(ids_of(shown))
    assert shown.page("nonsense", 0, 10) is None
