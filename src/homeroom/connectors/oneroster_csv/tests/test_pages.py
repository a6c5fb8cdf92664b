"""Pages: their size, their cursor, and that the same file makes the same bytes."""

import json
import os
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from homeroom.connectors.oneroster_csv import CONNECTOR
from homeroom.connectors.oneroster_csv.listing import PAGE_ROWS
from homeroom.connectors.oneroster_csv.tests.districts import DISTRICT_1_1, DISTRICT_1_2
from homeroom.connectors.oneroster_csv.tests.packages import (
    Files,
    all_faults,
    ids,
    pages,
    rows_of,
    sheet,
    write_folder,
    write_zip,
)
from homeroom.connectors.pages import Collection
from homeroom.model.kinds import Kind

RESULT_COLUMNS = "lineItemSourcedId,studentSourcedId,score"
ROWS = 2 * PAGE_ROWS + 7


def many_results(rows: int = ROWS) -> Files:
    """Return a package with many results; some have a scale, some rows are bad."""
    lines = [f"r{at},,,li,u{at},{at % 100}" for at in range(rows)]
    lines[3] = "r3,,,li"
    lines[17] = "r17,,,li,u,many"
    lines[PAGE_ROWS + 1] = "r1,,,li,u,5"
    scales = (f"a{at},,,x,r{at},sc" for at in (0, PAGE_ROWS, rows - 1))
    return {
        "results": sheet(RESULT_COLUMNS, *lines),
        "resultScoreScales": sheet(
            "title,resultSourcedId,scoreScaleSourcedId", *scales, "b,,,x,stranger,sc", "c,,,x,,sc"
        ),
    }


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_zip(tmp_path_factory.mktemp("many") / "or.zip", many_results())


def test_a_page_covers_five_thousand_rows(path: Path) -> None:
    found = pages(path, Kind.RESULT)
    assert [len(rows_of(page)) for page in found] == [PAGE_ROWS - 2, PAGE_ROWS - 1, 7]
    assert [page.total for page in found] == [ROWS] * 3


def test_rows_come_in_the_order_of_the_file(path: Path) -> None:
    bad = {3, 17, PAGE_ROWS + 1}
    assert ids(pages(path, Kind.RESULT)) == [f"r{at}" for at in range(ROWS) if at not in bad]


def test_the_cursor_counts_rows_and_names_the_files(path: Path) -> None:
    cursors = [page.next for page in pages(path, Kind.RESULT)]
    assert [cursor and cursor["row"] for cursor in cursors] == [PAGE_ROWS, 2 * PAGE_ROWS, None]
    assert json.loads(json.dumps(cursors)) == cursors


def test_a_reading_resumes_at_any_page(path: Path) -> None:
    whole = pages(path, Kind.RESULT)
    for done, page in enumerate(whole[:-1], 1):
        rest = pages(path, Kind.RESULT, page.next)
        assert [(one.body, one.next, one.faults) for one in rest] == [
            (one.body, one.next, one.faults) for one in whole[done:]
        ]


def test_faults_stand_on_the_page_of_their_row_and_joined_ones_at_the_ends(path: Path) -> None:
    places = [[fault.place for fault in page.faults] for page in pages(path, Kind.RESULT)]
    assert places == [
        ["resultScoreScales.csv, line 6", "results.csv, line 5", "results.csv, line 19"],
        [f"results.csv, line {PAGE_ROWS + 3}"],
        ["resultScoreScales.csv, line 5"],
    ]


def test_notes_stand_on_every_page_from_where_they_are_known(path: Path) -> None:
    structure = "1 row without an id that can be told, the first at results.csv, line 5"
    assert {page.note for page in pages(path, Kind.RESULT)} == {structure}
    cursor = pages(path, Kind.RESULT)[0].next
    assert {page.note for page in pages(path, Kind.RESULT, cursor)} == {structure}


def test_joined_rows_reach_the_pages_of_their_records(path: Path) -> None:
    with_scale = [
        row["sourcedId"]
        for page in pages(path, Kind.RESULT)
        for row in rows_of(page)
        if "scoreScale" in row
    ]
    assert with_scale == ["r0", f"r{PAGE_ROWS}", f"r{ROWS - 1}"]


@pytest.mark.parametrize("files", [DISTRICT_1_1, DISTRICT_1_2], ids=["1.1", "1.2"])
def test_the_same_content_makes_the_same_bytes(tmp_path: Path, files: Files) -> None:
    first, second = tmp_path / "first.zip", tmp_path / "second.zip"
    write_zip(first, files)
    write_zip(second, {name: files[name] for name in reversed(list(files))})
    folder = write_folder(tmp_path / "folder", files)
    for kind in Kind:
        with CONNECTOR.connect({"path": str(first)}) as connection:
            if not connection.source.collections(frozenset({kind})):
                continue
        bodies = [[page.body for page in pages(at, kind)] for at in (first, second, folder)]
        assert bodies[0] == bodies[1] == bodies[2]


@pytest.mark.parametrize("rows", [PAGE_ROWS - 1, PAGE_ROWS, PAGE_ROWS + 1, 2 * PAGE_ROWS])
def test_the_last_page_is_never_empty(tmp_path: Path, rows: int) -> None:
    results = sheet(RESULT_COLUMNS, *(f"r{at},,,li,u,5" for at in range(rows)))
    found = pages(write_folder(tmp_path / "or", {"results": results}), Kind.RESULT)
    assert sum(len(rows_of(page)) for page in found) == rows
    assert all(rows_of(page) for page in found)
    assert [page.next is None for page in found] == [False] * (len(found) - 1) + [True]


def test_a_body_is_one_member_with_the_list(tmp_path: Path) -> None:
    orgs = sheet("name,type", "o,,,Ahornschule,school")
    [page] = pages(write_folder(tmp_path / "or", {"orgs": orgs}), Kind.ORG)
    assert page.body == b'{"orgs":[{"sourcedId":"o","name":"Ahornschule","type":"school"}]}'
    assert page.records() == [msgspec.Raw(page.body[9:-2])]


def test_a_file_that_changed_between_pages_retires_nothing(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "or", many_results())
    cursor = pages(folder, Kind.RESULT)[0].next
    write_folder(folder, many_results(ROWS + 1))
    found = pages(folder, Kind.RESULT, cursor)
    assert all("the files changed while they were being read" in page.note for page in found)
    assert found[-1].next is None


def test_a_file_that_is_replaced_while_it_is_read_retires_nothing(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "or", many_results())
    with CONNECTOR.connect({"path": str(folder)}) as connection:
        reading = connection.source.pages(Collection("results", Kind.RESULT), None, None)
        next(reading)
        (folder / "results.csv").unlink()
        last = list(reading)[-1]
    assert "the files changed while they were being read" in last.note


def test_a_file_that_became_shorter_than_the_cursor_ends_with_an_empty_page(
    tmp_path: Path,
) -> None:
    folder = write_folder(tmp_path / "or", many_results())
    cursor = pages(folder, Kind.RESULT)[1].next
    write_folder(folder, {"results": sheet(RESULT_COLUMNS, "r,,,li,u,5")})
    os.utime(folder / "results.csv", ns=(1, 1))
    [page] = pages(folder, Kind.RESULT, cursor)
    assert (rows_of(page), page.next) == ([], None)
    assert "the files changed" in page.note


def test_since_is_ignored_because_a_file_is_read_whole(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "or.zip", DISTRICT_1_2)
    with CONNECTOR.connect({"path": str(path)}) as connection:
        users = Collection("users", Kind.USER)
        late = datetime(2030, 1, 1, tzinfo=UTC)
        source = connection.source
        assert list(source.pages(users, None, late)) == list(source.pages(users, None, None))


def test_two_readings_of_one_connection_do_not_disturb_each_other(tmp_path: Path) -> None:
    path = write_zip(tmp_path / "or.zip", DISTRICT_1_2)
    with CONNECTOR.connect({"path": str(path)}) as connection:
        source = connection.source
        users = source.pages(Collection("users", Kind.USER), None, None)
        results = source.pages(Collection("results", Kind.RESULT), None, None)
        both = list(zip(users, results, strict=True))
    assert [ids([page]) for page in both[0]] == [["u1", "u2"], ["r1", "r2", "r3"]]


@settings(max_examples=40)
@given(
    names=st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c", " a ", ""]), st.sampled_from(["Acorn", "", "Oak"])
        ),
        max_size=8,
    )
)
def test_every_row_is_a_record_or_a_fault(
    tmp_path_factory: pytest.TempPathFactory, names: list[tuple[str, str]]
) -> None:
    orgs = sheet("name,type", *(f"{id_},,,{name},school" for id_, name in names))
    [page] = pages(write_folder(tmp_path_factory.mktemp("or"), {"orgs": orgs}), Kind.ORG)
    places = {fault.place for fault in all_faults([page])}
    assert len(ids([page])) + len(places) == len(names) == page.total
    assert len(set(ids([page]))) == len(ids([page]))
