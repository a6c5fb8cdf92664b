"""What each mode really reads and writes, seen from the pretend Infinite Campus."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.runs.setup import activation
from homeroom.runs.setup.connecting import keep_delivery_config
from homeroom.store import apps, records
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.hub import IC, MATHLY, activate_campus, activate_mathly, codes, run, states
from tests.integration.runs.conftest import file_app
from tests.packages import line_item, result, write_package
from tests.sandboxes import Sandbox, sandbox

ROSTER = {
    "orgs", "academicSessions", "courses", "classes", "users", "enrollments", "demographics",
}  # fmt: skip
GRADEBOOK = {"categories", "lineItems", "results", "scoreScales"}
ADDRESSES = {"orgs", "academicSessions", "courses", "classes", "users"}


@pytest.fixture
def campus() -> Iterator[Sandbox]:
    with sandbox("--students", "20") as running:
        yield running


class Gradebook:
    """An app's export of one grade in a class that the hub knows."""

    def __init__(self, district: District, path: Path) -> None:
        self.path = path
        with district_scope(district.id) as scope:
            found = scope.row(
                "SELECT c.external_id, u.external_id FROM enrollments e"
                " JOIN record_links c ON c.record_id = e.class_id AND c.space = '1.2'"
                " JOIN record_links u ON u.record_id = e.user_id AND u.space = '1.2'"
                " WHERE e.role = 'student' AND e.end_date > '2026-10-10' ORDER BY 1, 2"
            )
        assert found is not None
        self.section, self.student = found

    def write(self, score: str) -> Path:
        item = line_item("q1", classSourcedId=self.section, categorySourcedId="quizzes")
        grade = result("q1", self.student, score)
        categories = [{"sourcedId": "quizzes", "title": "Quizzes"}]
        files = {"categories": categories, "lineItems": [item], "results": [grade]}
        return write_package(self.path, files)


def stored(district: District) -> set[str]:
    """Return the kinds of which the hub has records."""
    with district_scope(district.id) as scope:
        return {kind.value for kind in Kind if records.count_active(scope, kind)}


def change(district: District, mode: str, *, grade_sync: bool) -> None:
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, IC)
        activation.change_mode(scope, app, mode, "test", grade_sync=grade_sync)


@pytest.mark.parametrize(
    ("mode", "grades", "reads"),
    [
        ("import", False, ROSTER),
        ("import", True, ROSTER | GRADEBOOK),
        ("export", False, set()),
        ("export", True, ADDRESSES),
        ("2-way", False, ROSTER),
        ("2-way", True, ROSTER | GRADEBOOK),
    ],
)
def test_what_a_mode_reads_and_that_reading_writes_nothing(
    district: District, campus: Sandbox, mode: str, grades: bool, reads: set[str]
) -> None:
    app = activate_campus(district, campus, "1.2", mode=mode, grade_sync=grades)
    if app.state == "requested":
        with district_scope(district.id) as scope:
            activation.approve(scope, app, "op")
    report = run(district, IC)
    assert report.read.keys() - {"assessmentLineItems", "assessmentResults"} == reads
    assert bool(stored(district)) is (mode != "export")
    assert ("result" in stored(district)) is (grades and mode != "export")
    assert campus.writes() == 0


@pytest.mark.parametrize(
    ("mode", "grades", "delivered"),
    [
        ("import", True, False),
        ("2-way", False, False),
        ("2-way", True, True),
        ("export", False, False),
    ],
)
def test_grades_of_an_app_go_out_only_where_the_mode_says_so(
    district: District, campus: Sandbox, tmp_path: Path, mode: str, grades: bool, delivered: bool
) -> None:
    activate_campus(district, campus, "1.2", mode="2-way", grade_sync=False)
    run(district, IC)
    book = Gradebook(district, tmp_path / "mathly.zip")
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, IC)
        app = activation.change_mode(scope, app, mode, "test", grade_sync=grades)
        if app.decision:
            activation.approve(scope, app, "op")
    activate_mathly(district, book.write("8"))
    run(district, MATHLY)
    run(district, IC)
    assert (campus.writes() > 0) is delivered
    assert (states(district).get(("result", "delivered")) == 1) is delivered
    assert codes(district) == {}


def test_export_delivers_to_a_target_whose_ids_it_learned_and_takes_no_value_from_it(
    district: District, campus: Sandbox, tmp_path: Path
) -> None:
    """The roster comes from a file of the same people; the target only takes grades."""
    activate_campus(district, campus, "1.2", mode="2-way", grade_sync=True)
    run(district, IC)
    book = Gradebook(district, tmp_path / "mathly.zip")
    with district_scope(district.id) as scope:
        scope.run("UPDATE users SET given_name = 'Ours'")
    change(district, "export", grade_sync=True)
    report = run(district, IC)
    assert report.changes == 0
    activate_mathly(district, book.write("8"))
    run(district, MATHLY)
    assert states(district)["result", "delivered"] == 1
    with district_scope(district.id) as scope:
        assert scope.value("SELECT count(*) FROM users WHERE given_name <> 'Ours'") == 0


def test_what_only_addressed_a_target_becomes_truth_once_the_mode_is_2_way(
    district: District, campus: Sandbox
) -> None:
    activate_campus(district, campus, "1.2", mode="export", grade_sync=True)
    run(district, IC)
    assert stored(district) == set()
    change(district, "2-way", grade_sync=True)
    report = run(district, IC, "auto")
    assert report.stored["user"].new == report.read["users"]
    assert report.stored["enrollment"].new == report.read["enrollments"]
    assert run(district, IC).changes == 0


def test_an_app_that_comes_back_in_another_mode_is_read_whole(
    district: District, campus: Sandbox
) -> None:
    app = activate_campus(district, campus, "1.2", mode="export", grade_sync=True)
    run(district, IC)
    with district_scope(district.id) as scope:
        activation.remove(scope, app, "test")
    activate_campus(district, campus, "1.2")
    report = run(district, IC)
    assert report.stored["user"].new == report.read["users"]


def test_grades_that_changed_while_grade_sync_was_off_go_out_once_it_is_on_again(
    district: District, campus: Sandbox, tmp_path: Path
) -> None:
    activate_campus(district, campus, "1.2")
    run(district, IC)
    book = Gradebook(district, tmp_path / "mathly.zip")
    activate_mathly(district, book.write("8"))
    run(district, MATHLY)
    change(district, "2-way", grade_sync=False)
    before = campus.writes()
    book.write("9.5")
    run(district, MATHLY)
    run(district, IC)
    assert campus.writes() == before
    change(district, "2-way", grade_sync=True)
    run(district, IC)
    assert scores(campus, book) == ["9.5"]
    after = campus.writes()
    run(district, IC)
    run(district, MATHLY)
    assert campus.writes() == after


def scores(campus: Sandbox, book: Gradebook) -> list[str]:
    view = campus.get(f"teacher-view.json?section={book.section}")["sections"][0]
    rows = [row for item in view["items"] if item["origin"] == "api" for row in item["scores"]]
    return [row["score"] for row in rows if row["score"] is not None]


@pytest.mark.parametrize("mode", ["import", "export"])
def test_a_changed_mode_takes_back_nothing_that_was_delivered(
    district: District, campus: Sandbox, tmp_path: Path, mode: str
) -> None:
    activate_campus(district, campus, "1.2")
    run(district, IC)
    book = Gradebook(district, tmp_path / "mathly.zip")
    activate_mathly(district, book.write("8"))
    run(district, MATHLY)
    before = campus.writes()
    change(district, mode, grade_sync=False)
    for _ in range(3):
        run(district, IC)
    assert campus.writes() == before
    assert scores(campus, book) == ["8"]


def test_another_api_version_is_refused_once_records_were_read(
    district: District, campus: Sandbox
) -> None:
    app = activate_campus(district, campus, "1.2")
    run(district, IC)
    with district_scope(district.id) as scope:
        other = keep_delivery_config(scope, app, {**campus.delivery_config("1.1")})
        with pytest.raises(NeedsDistrict, match=r"API 1\.1 gives every person another id"):
            activation.finish(scope, other, "test")


def test_before_anything_was_read_another_api_version_may_be_chosen(
    district: District, campus: Sandbox
) -> None:
    app = activate_campus(district, campus, "1.2")
    with district_scope(district.id) as scope:
        other = keep_delivery_config(scope, app, campus.delivery_config("1.1"))
        assert activation.finish(scope, other, "test").api_version == "1.1"


def test_a_file_of_one_app_that_is_away_does_not_break_the_sync_of_another(
    district: District, campus: Sandbox, tmp_path: Path
) -> None:
    activate_campus(district, campus, "1.2")
    waiting = file_app(district, tmp_path / "other.zip", "other")
    people = [{"sourcedId": "p", "enabledUser": "true", "givenName": "A", "familyName": "B"}]
    enrolment = {
        "sourcedId": "e", "classSourcedId": "c", "schoolSourcedId": "s", "userSourcedId": "p",
        "role": "student",
    }  # fmt: skip
    waiting.sync({"users": people, "enrollments": [enrolment]})
    waiting.path.unlink()
    report = run(district, IC)
    assert report.stored["user"].new == report.read["users"]
    # What an app said once is read from the spool: its file may be away.
    assert report.notes == []
