"""New results are decided while others are being written; a cell still has one grade."""

import threading
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import connections

from homeroom.model.gradebook import Result
from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind
from homeroom.runs.conductor import sync
from homeroom.runs.ingest import absorbing
from homeroom.runs.report import Silent
from homeroom.runs.setup import activation
from homeroom.runs.setup.activation import Wish
from homeroom.store import apps, records
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.integration.runs.conftest import FileApp
from tests.packages import Rows, line_item, result, school, write_package

STUDENTS, ITEMS = 6, 5
NEW = "2026-10-06T08:00:00Z"


@pytest.fixture(autouse=True)
def _small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(absorbing, "CHUNK", 4)


@pytest.fixture
def gradebooked(district: District, tmp_path: Path) -> FileApp:
    """A SIS that hands its roster and its gradebook over as a file."""
    path = tmp_path / "sis.zip"
    wish = Wish(
        connector="oneroster_csv",
        key="sis",
        title="SIS",
        mode="import",
        grade_sync=True,
        role="sis",
        delivery={"path": str(path)},
    )
    with district_scope(district.id) as scope:
        activation.approve(scope, activation.activate(scope, wish, "test"), "test")
    return FileApp(district, path, "sis")


def gradebook() -> dict[str, Rows]:
    """Return a school in which everybody has a grade for everything."""
    rows = [
        {
            **result(f"q{item}", f"s{student}", f"{student}.{item}"),
            "sourcedId": f"r{item}-{student}",
        }
        for item in range(1, ITEMS + 1)
        for student in range(1, STUDENTS + 1)
    ]
    items = [line_item(f"q{item}") for item in range(1, ITEMS + 1)]
    return {**school(STUDENTS), "lineItems": items, "results": rows}


def grades(district: District) -> list[tuple[str, str, Decimal]]:
    """Return (item, student, score) of every active result, by the source's ids."""
    with district_scope(district.id) as scope:
        return scope.rows(
            "SELECT i.external_id, s.external_id, r.score FROM results r"
            " JOIN record_links i ON i.record_id = r.line_item_id"
            " JOIN record_links s ON s.record_id = r.student_id"
            " WHERE r.retired_at IS NULL ORDER BY 1, 2, 3"
        )


EXPECTED = [
    (f"q{item}", f"s{student}", Decimal(f"{student}.{item}"))
    for item in range(1, ITEMS + 1)
    for student in range(1, STUDENTS + 1)
]


def test_every_result_of_a_first_import_is_stored_once_and_exactly(
    district: District, gradebooked: FileApp
) -> None:
    report = gradebooked.sync(gradebook())
    assert report.stored["result"].new == STUDENTS * ITEMS
    assert grades(district) == EXPECTED
    assert gradebooked.sync(gradebook()).changes == 0


@pytest.mark.parametrize("place", [8, 9, 20, 30])
def test_a_second_result_of_a_cell_in_a_later_chunk_makes_no_second_grade(
    district: District, gradebooked: FileApp, place: int
) -> None:
    # The first one is the seventh row, which is written while the ninth to twelfth are decided.
    files = gradebook()
    again = {**result("q2", "s1", "9.5"), "sourcedId": "zz", "dateLastModified": NEW}
    files["results"] = [*files["results"][:place], again, *files["results"][place:]]
    gradebooked.sync(files)
    assert grades(district) == [*EXPECTED[:6], ("q2", "s1", Decimal("9.5")), *EXPECTED[7:]]
    assert gradebooked.issues() == {"result.second": 1}


class Intruder(Silent):
    """Takes a turn after the first chunk, and puts a grade into a cell of the second one.

    It commits when the second chunk has been decided and waits for its turn to be written.
    """

    def __init__(self, district: District, key: str) -> None:
        self._district, self._key = district.id, key
        self._holds, self._decided = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._grade)
        self._chunks = 0

    def stored(self, kind: Kind, tally: object) -> None:
        if kind is not Kind.RESULT:
            return
        self._chunks += 1
        if self._chunks == 1:
            self._thread.start()
            self._holds.wait()
        elif self._chunks == 2:
            self._decided.set()
            self._thread.join()

    def _grade(self) -> None:
        with district_scope(self._district) as scope:
            apps.take_turns(scope, [apps.keyed(scope, self._key).id])
            self._holds.set()
            self._decided.wait()
            rows = scope.rows(
                "SELECT external_id, record_id::text FROM record_links"
                " WHERE external_id IN ('q1', 's5')"
            )
            hub = dict(rows)
            id_ = new_id()
            made = Result(sourced_id=id_, line_item=hub["q1"], student=hub["s5"])
            run = scope.value("SELECT max(started_at) FROM runs")
            records.insert(scope, Kind.RESULT, {id_: made}, run)
        connections.close_all()


def test_a_decision_that_somebody_overtook_is_made_again(
    district: District, gradebooked: FileApp
) -> None:
    write_package(gradebooked.path, gradebook())
    sync(district, gradebooked.key, Intruder(district, gradebooked.key), started_by="test")
    assert [(item, student) for item, student, _ in grades(district)] == [
        (item, student) for item, student, _ in EXPECTED
    ]


def rescored(rows: Rows, more: int) -> list[dict[str, str]]:
    """Return the results with so many points more, and newer."""
    return [
        {**row, "score": str(Decimal(str(row["score"])) + more), "dateLastModified": NEW}
        for row in rows
    ]


def test_every_changed_result_is_stored_with_its_history(
    district: District, gradebooked: FileApp
) -> None:
    files = gradebook()
    gradebooked.sync(files)
    files["results"] = rescored(files["results"], 50)
    report = gradebooked.sync(files)
    assert report.stored["result"].changed == STUDENTS * ITEMS
    assert grades(district) == [(item, who, score + 50) for item, who, score in EXPECTED]
    with district_scope(district.id) as scope:
        told = scope.rows(
            "SELECT before::text, after::text FROM record_history WHERE field = 'score'"
        )
    assert sorted((Decimal(was), Decimal(now)) for was, now in told) == sorted(
        (score, score + 50) for *_, score in EXPECTED
    )
    assert gradebooked.sync(files).changes == 0


def test_results_that_change_places_across_chunks_end_in_their_own_cells(
    district: District, gradebooked: FileApp
) -> None:
    files = gradebook()
    gradebooked.sync(files)
    rows = rescored(files["results"], 50)
    first, second = rows[0], rows[STUDENTS]  # s1 in q1 and in q2
    first["lineItemSourcedId"], second["lineItemSourcedId"] = (
        second["lineItemSourcedId"],
        first["lineItemSourcedId"],
    )
    gradebooked.sync({**files, "results": rows})
    expected = {(item, who): score + 50 for item, who, score in EXPECTED}
    expected["q1", "s1"], expected["q2", "s1"] = expected["q2", "s1"], expected["q1", "s1"]
    assert {(item, who): score for item, who, score in grades(district)} == expected
    assert len(grades(district)) == len(expected)


def test_a_cell_that_a_result_leaves_is_free_for_a_new_one_in_a_later_chunk(
    district: District, gradebooked: FileApp
) -> None:
    files = gradebook()
    before, spare, behind = files["results"][:6], files["results"][6], files["results"][7:]
    files["results"] = [*before, *behind]  # nobody has a grade of s1 in q2 yet
    gradebooked.sync(files)
    rows = rescored(files["results"], 50)
    rows[0]["lineItemSourcedId"] = "q2"
    new = {**spare, "sourcedId": "zz", "lineItemSourcedId": "q1", "score": "7"}
    gradebooked.sync({**files, "results": [*rows[:6], new, *rows[6:]]})
    found = {(item, who): score for item, who, score in grades(district)}
    assert found["q2", "s1"] == Decimal("51.1")
    assert found["q1", "s1"] == Decimal("7")
    assert len(grades(district)) == len(found) == STUDENTS * ITEMS
