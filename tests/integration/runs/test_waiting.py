"""Rows that wait for a parent: across lists, runs and apps, and what becomes of them."""

from pathlib import Path

import pytest

from homeroom.model.kinds import Kind
from homeroom.model.records import Status
from homeroom.store import apps, issues, sources
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.hub import MATHLY, activate_mathly
from tests.integration.runs.conftest import FileApp, file_app
from tests.packages import enrolment, line_item, person, result, role, school


@pytest.fixture
def mathly(district: District, sis: FileApp, tmp_path: Path) -> FileApp:
    """A learning app that names classes and people by the SIS's ids."""
    path = tmp_path / "mathly.zip"
    activate_mathly(district, path, ids_of="sis")
    return FileApp(district, path, MATHLY)


def waiting(app: FileApp) -> dict[str, dict[str, int]]:
    with district_scope(app.district.id) as scope:
        found = sources.states(scope, apps.keyed(scope, app.key).id)
    return {kind: states for kind, states in found.items() if "waiting" in states}


def joined(files: dict[str, list[dict[str, str]]], student: str) -> None:
    files["users"].append(person(student))
    files["roles"].append(role(student, "student"))


def grades(*students: str, item: str = "q1") -> dict[str, list[dict[str, str]]]:
    return {
        "categories": [{"sourcedId": "quizzes", "title": "Quizzes"}],
        "lineItems": [line_item(item, categorySourcedId="quizzes")],
        "results": [result(item, one, "8") for one in students],
    }


def test_a_row_waits_over_many_runs_without_being_counted_anew(sis: FileApp) -> None:
    early = school()
    early["enrollments"].append(enrolment("late"))
    reports = [sis.sync(early) for _ in range(3)]
    assert [report.stored["enrollment"].waiting for report in reports] == [1, 0, 0]
    assert waiting(sis) == {"enrollment": {"applied": 4, "waiting": 1}}
    assert sis.issues() == {"reference.unknown": 1}


def test_a_chain_of_waiting_rows_wakes_in_one_run(sis: FileApp) -> None:
    """Without its school a class waits, and every enrolment waits for the class."""
    whole = school()
    lacking = {**whole, "orgs": whole["orgs"][:1]}
    report = sis.sync(lacking)
    assert (report.stored["class"].waiting, report.stored["enrollment"].waiting) == (1, 4)
    report = sis.sync(whole)
    assert (report.stored["class"].new, report.stored["enrollment"].new) == (1, 4)
    assert (waiting(sis), sis.issues()) == ({}, {})


def test_a_grade_of_a_learning_app_wakes_with_the_sis_that_brings_its_student(
    sis: FileApp, mathly: FileApp
) -> None:
    sis.sync(school())
    report = mathly.sync(grades("s1", "new"))
    assert (report.stored["result"].new, report.stored["result"].waiting) == (1, 1)
    grown = school()
    joined(grown, "new")
    assert sis.sync(grown).state == "done"
    assert waiting(mathly) == {}
    assert mathly.issues() == {}
    held = mathly.records(Kind.RESULT)
    assert {str(getattr(one, "score")) for one in held.values()} == {"8"}  # noqa: B009
    assert len(held) == 2


def test_a_whole_gradebook_that_came_before_the_roster_wakes_with_it(
    sis: FileApp, mathly: FileApp
) -> None:
    mathly.sync(grades("s1", "s2", "s3"))
    assert waiting(mathly) == {"lineItem": {"waiting": 1}, "result": {"waiting": 3}}
    sis.sync(school())
    assert len(mathly.records(Kind.RESULT)) == 3
    assert (waiting(mathly), mathly.issues()) == ({}, {})


def test_a_woken_row_is_taken_as_it_came_last(sis: FileApp, mathly: FileApp) -> None:
    sis.sync(school())
    for score in ("3", "9"):
        files = grades("new")
        files["results"] = [result("q1", "new", score)]
        mathly.sync(files)
    grown = school()
    joined(grown, "new")
    sis.sync(grown)
    (held,) = mathly.records(Kind.RESULT).values()
    assert str(getattr(held, "score")) == "9"  # noqa: B009


def test_a_row_that_left_while_it_waited_does_not_wake(sis: FileApp) -> None:
    early = school()
    early["enrollments"].append(enrolment("late"))
    sis.sync(early)
    for _ in range(2):
        sis.sync(school())
    assert sis.issues() == {}
    grown = school()
    joined(grown, "late")
    assert sis.sync(grown).stored["enrollment"].new == 0
    assert "e-late" not in sis.records(Kind.ENROLLMENT)
    grown["enrollments"].append(enrolment("late"))
    assert sis.sync(grown).stored["enrollment"].new == 1


def test_a_waiting_row_that_is_marked_as_deleted_waits_no_more(sis: FileApp) -> None:
    early = school()
    early["enrollments"].append(enrolment("late"))
    sis.sync(early)
    stamp = {"status": "tobedeleted", "dateLastModified": "2026-10-05T10:00:00Z"}
    sis.sync({"enrollments": [{**enrolment("late"), **stamp}]}, mode="delta")
    assert (waiting(sis), sis.issues()) == ({}, {})


def test_a_waiting_row_that_is_corrected_to_a_known_parent_is_taken_at_once(sis: FileApp) -> None:
    wrong = school()
    wrong["enrollments"].append({**enrolment("s1"), "sourcedId": "x", "classSourcedId": "alg-9"})
    sis.sync(wrong)
    assert sis.issues() == {"reference.unknown": 1}
    wrong["enrollments"][-1]["classSourcedId"] = "alg-1"
    assert sis.sync(wrong).stored["enrollment"].new == 1
    assert (waiting(sis), sis.issues()) == ({}, {})


def test_what_waits_names_its_parent_for_the_admin(sis: FileApp) -> None:
    early = school()
    early["enrollments"].append(enrolment("late"))
    sis.sync(early)
    with district_scope(sis.district.id) as scope:
        (told,) = issues.open_ones(scope, None, 10)
    assert (told.kind, told.subject) == ("enrollment", "e-late")
    assert told.facts == {"parent": "user", "id": "late"}


def test_a_retired_parent_still_is_a_parent(sis: FileApp) -> None:
    """Somebody who left may still get a last grade; the record is there, only retired."""
    sis.sync(school())
    left = {name: list(rows) for name, rows in school().items()}
    left["users"] = [row for row in left["users"] if row["sourcedId"] != "s3"]
    left["roles"] = [row for row in left["roles"] if row["userSourcedId"] != "s3"]
    left["enrollments"] = [row for row in left["enrollments"] if row["userSourcedId"] != "s3"]
    for _ in range(2):
        sis.sync(left)
    assert sis.records(Kind.USER)["s3"].status is Status.TO_BE_DELETED
    left["enrollments"].append({**enrolment("s3"), "sourcedId": "again"})
    assert sis.sync(left).stored["enrollment"].new == 1


def test_two_apps_in_one_district_keep_their_waiting_rows_apart(
    sis: FileApp, district: District, tmp_path: Path
) -> None:
    other = file_app(district, tmp_path / "other.zip", "other")
    early = school()
    early["enrollments"].append(enrolment("late"))
    other.sync(early)
    grown = school()
    joined(grown, "late")
    sis.sync(grown)  # the same id, but of another system: it is not the person who is missed
    assert waiting(other) == {"enrollment": {"applied": 4, "waiting": 1}}
