"""The learning app's packages and how its students did."""

import csv
import io
import zipfile
from decimal import Decimal

import pytest

from homeroom.sandbox.learning_app.demo_items import (
    CHECKPOINT,
    DRILL,
    ESSAY,
    LETTERS,
    LONG_TITLE,
    MODULE,
    PRACTICE,
    SKILLS,
    USUAL,
    Outcome,
    Work,
    outcome,
)
from homeroom.sandbox.learning_app.demo_plan import plan_classes
from homeroom.sandbox.learning_app.naming import Naming
from homeroom.sandbox.learning_app.package import COLUMNS, zip_package
from tests.unit.sandbox.rows import ALGEBRA, ANA, BEN, DAY, campus


def _tables(data: bytes) -> dict[str, list[dict[str, str]]]:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {
            name: list(csv.DictReader(io.StringIO(package.read(name).decode(), newline="")))
            for name in package.namelist()
        }


def test_package_leaves_out_files_without_rows() -> None:
    tables = _tables(zip_package({"categories": [{"sourcedId": "c"}], "results": []}, "bulk"))
    assert set(tables) == {"manifest.csv", "categories.csv"}
    manifest = {row["propertyName"]: row["value"] for row in tables["manifest.csv"]}
    assert (manifest["file.categories"], manifest["file.results"]) == ("bulk", "absent")


def test_package_of_nothing_is_a_manifest() -> None:
    tables = _tables(zip_package({}, "delta"))
    assert set(tables) == {"manifest.csv"}
    assert {row["value"] for row in tables["manifest.csv"] if "file." in row["propertyName"]} == {
        "absent"
    }


def test_values_may_hold_commas_and_quotes() -> None:
    row = {"sourcedId": "i", "title": 'Say "hi", twice'}
    tables = _tables(zip_package({"lineItems": [row]}, "bulk"))
    assert tables["lineItems.csv"][0]["title"] == 'Say "hi", twice'


def test_delta_rows_carry_status_and_date() -> None:
    row = {"sourcedId": "i", "status": "tobedeleted", "dateLastModified": "2026-01-01T00:00:00Z"}
    tables = _tables(zip_package({"lineItems": [row]}, "delta"))
    found = tables["lineItems.csv"][0]
    assert (found["status"], found["dateLastModified"]) == (row["status"], row["dateLastModified"])
    manifest = {line["propertyName"]: line["value"] for line in tables["manifest.csv"]}
    assert manifest["file.lineItems"] == "delta"


@pytest.mark.parametrize("name", sorted(COLUMNS))
def test_every_file_begins_with_the_same_three_columns(name: str) -> None:
    data = zip_package({name: [{"sourcedId": "x"}]}, "bulk")
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        header = package.read(f"{name}.csv").decode().splitlines()[0].split(",")
    assert header == ["sourcedId", "status", "dateLastModified", *COLUMNS[name]]


def test_unknown_column_is_dropped_rather_than_misplaced() -> None:
    data = zip_package({"categories": [{"sourcedId": "c", "colour": "red", "title": "T"}]}, "bulk")
    (row,) = _tables(data)["categories.csv"]
    assert row == {
        "sourcedId": "c",
        "status": "",
        "dateLastModified": "",
        "title": "T",
        "weight": "",
    }


# --- how students did --------------------------------------------------------------------------


def test_usual_work_is_of_four_kinds_with_short_titles_of_their_own() -> None:
    assert {work.kind for work in USUAL} == {"points", "percent", "letter", "standards"}
    titles = [work.title for work in USUAL]
    assert len(set(titles)) == len(titles)
    assert all(len(title) <= 50 for title in titles)
    assert len(LONG_TITLE.title) > 50


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (0, Outcome(score="?", late=True)),
        (1, Outcome(status="submitted", late=True)),
        (2, Outcome(status="not submitted", missing=True)),
        (3, Outcome(score="?", missing=True, comment="Handed in on paper")),
        (4, Outcome(status="exempt")),
        (5, Outcome(status="exempt", score="?")),
        (6, Outcome(status="partially graded", score="?", incomplete=True)),
        (7, Outcome(score="?")),
        (30, Outcome(score="?")),
    ],
)
def test_first_students_show_every_flag(place: int, expected: Outcome) -> None:
    done = outcome(PRACTICE, place, 100_001)
    score = "?" if done.score else ""
    members = {name: getattr(done, name) for name in ("status", "text", "late", "missing")}
    assert members == {name: getattr(expected, name) for name in members}
    assert (score, done.incomplete, done.comment) == (
        expected.score,
        expected.incomplete,
        expected.comment,
    )


@pytest.mark.parametrize("work", [CHECKPOINT, MODULE, DRILL, LONG_TITLE])
@pytest.mark.parametrize("person", [100_001, 100_002, 123_456])
def test_scores_are_quarters_within_the_points(work: Work, person: int) -> None:
    score = Decimal(outcome(work, 9, person).score)
    assert 0 <= score <= work.points
    assert score * 4 == int(score * 4)


def test_first_student_earns_extra_credit_and_the_second_waits_for_a_grade() -> None:
    assert outcome(CHECKPOINT, 0, 5).score == "21.5"
    assert outcome(CHECKPOINT, 1, 5) == Outcome(status="submitted")


def test_letters_come_without_scores_and_standards_without_both() -> None:
    letters = {letter for letter, _ in LETTERS}
    for person in range(100_000, 100_050):
        done = outcome(ESSAY, 3, person)
        assert done.text in letters
        assert done.score == ""
        assert outcome(SKILLS, 3, person) == Outcome()


# --- which classes -----------------------------------------------------------------------------


def test_class_is_planned_with_who_is_there_and_the_days_that_were() -> None:
    (plan, *_) = plan_classes(campus(), 5)
    assert plan.section.number == ALGEBRA
    assert plan.students == [ANA, BEN]
    assert plan.days[0] < DAY
    assert plan.days == sorted(plan.days, reverse=True)
    assert all(day.weekday() < 5 for day in plan.days)
    assert 8 <= len(plan.days) <= 10


def test_no_more_classes_are_planned_than_asked_for() -> None:
    assert len(plan_classes(campus(), 1)) == 1
    assert plan_classes(campus(), 0) == []
    assert [plan.place for plan in plan_classes(campus(), 99)] == [0, 1]


def test_names_follow_the_api() -> None:
    place = campus()
    section = place.roster.sections[ALGEBRA]
    old, new = Naming(place, "1.1"), Naming(place, "1.2")
    assert old.student(section, ANA) == f"s+{ANA}"
    assert new.student(section, ANA) == place.roster.people[ANA].guid
    assert (old.school(section), new.school(section)) == ("2", place.roster.orgs[2].guid)
    assert old.section(section) == new.section(section) == str(ALGEBRA)
    assert old.course(section) == "31"
    assert old.term(section, DAY) == "12"
    assert old.term(section, DAY.replace(year=2030)) == "12"
