"""Around the turn of a school year: pauses that runs obey, the guide, and who moved."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from homeroom.model.kinds import Kind
from homeroom.rules.categories import Categories, DefaultCategory
from homeroom.rules.scope import Deliver, GradeScope, PlaceScope
from homeroom.rules.succession import succeeded
from homeroom.rules.year import SchoolYear, Stop, Suspension
from homeroom.runs.year import roll_over
from homeroom.runs.year.roll_over import State
from homeroom.store import moves
from homeroom.store import rules as versions
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.integration.merge.conftest import decide, source
from tests.integration.runs.conftest import FileApp
from tests.packages import Rows, enrolment, line_item, result, school

Files = dict[str, list[dict[str, str]]]
TODAY = datetime.now(UTC).date()
A_DAY = timedelta(days=1)


def suspend(district: District, what: Stop, app: str = "") -> None:
    rule = Suspension(
        what=what, app=app, first=TODAY - A_DAY, last=TODAY + A_DAY, why="the year is rolled over"
    )
    decide(district, year=SchoolYear(suspended=(rule,)))


def names(sis: FileApp) -> set[str]:
    return {getattr(one, "family_name", "") for one in sis.records(Kind.USER).values()}


def alive(sis: FileApp) -> set[str]:
    found = sis.records(Kind.USER).items()
    return {id_ for id_, one in found if one.status.value == "active"}


def without(files: Mapping[str, Rows], student: str) -> dict[str, Rows]:
    return {
        name: [
            row for row in rows if student not in (row.get("sourcedId"), row.get("userSourcedId"))
        ]
        for name, rows in files.items()
    }


def test_while_import_is_suspended_a_run_reads_nothing_and_says_so(sis: FileApp) -> None:
    files = school()
    sis.sync(files)
    suspend(sis.district, Stop.IMPORT)
    files["users"][1]["familyName"] = "Renamed"
    report = sis.sync(files)
    assert (report.read, report.stored, report.changes) == ({}, {}, 0)
    assert len(report.notes) == 1
    assert "Import is suspended from" in report.notes[0]
    assert report.notes[0].endswith("the year is rolled over. Nothing was read.")
    assert "Renamed" not in names(sis)
    decide(sis.district)
    assert sis.sync(files).notes == []
    assert "Renamed" in names(sis)


def test_an_import_that_is_suspended_for_one_app_goes_on_for_another(
    sis: FileApp, tmp_path: Path
) -> None:
    suspend(sis.district, Stop.IMPORT, "other")
    other = source(sis.district, tmp_path, "other", "sis")
    assert sis.sync(school()).stored["user"].new == 4
    assert other.sync(school()).read == {}


def test_while_removals_are_suspended_what_vanished_stays_until_they_are_not(
    sis: FileApp,
) -> None:
    files = school()
    sis.sync(files)
    suspend(sis.district, Stop.REMOVALS)
    files["users"][1]["familyName"] = "Renamed"
    fewer = without(files, "s3")
    for _ in range(2):
        report = sis.sync(fewer)
        assert [one.endswith("What is missing stays for now.") for one in report.notes] == [True]
    assert alive(sis) == {"t1", "s1", "s2", "s3"}
    assert "Renamed" in names(sis), "additions and changes go on"
    decide(sis.district)
    sis.sync(fewer)
    assert alive(sis) == {"t1", "s1", "s2"}


def test_who_is_back_before_removals_go_on_is_never_removed(sis: FileApp) -> None:
    files = school()
    sis.sync(files)
    suspend(sis.district, Stop.REMOVALS)
    for _ in range(2):
        sis.sync(without(files, "s3"))
    decide(sis.district)
    for _ in range(2):
        assert not sis.sync(files).removed
    assert alive(sis) == {"t1", "s1", "s2", "s3"}


@pytest.fixture
def moved(sis: FileApp, tmp_path: Path) -> FileApp:
    """Seven students of whom some have left a class with grades in it."""
    files: Files = school(7)
    files["orgs"].append({"sourcedId": "elm", "name": "Elm", "type": "school"})
    for id_, title, course, place in (
        ("alg-2", "Algebra 2nd", "alg", "oak"), ("bio-1", "Biology", "bio", "oak"),
        ("art-1", "Art", "art", "elm"),
    ):  # fmt: skip
        files["classes"].append({
            **files["classes"][0], "sourcedId": id_, "title": title, "courseSourcedId": course,
            "schoolSourcedId": place,
        })  # fmt: skip
        if course != "alg":
            files["courses"].append({"sourcedId": course, "title": title, "orgSourcedId": place})
    left = {"s1": "2026-10-06", "s2": "2026-10-07", "s3": "2026-10-08", "s4": "2026-10-09",
            "s5": "2027-06-04", "s6": "2026-09-01"}  # fmt: skip
    for row in files["enrollments"]:
        row["beginDate"], row["endDate"] = (
            "2026-08-17",
            left.get(row["userSourcedId"], "2027-06-04"),
        )
    for student, class_, place in (
        ("s1", "alg-2", "oak"), ("s2", "art-1", "elm"), ("s3", "alg-2", "oak"),
        ("s4", "bio-1", "oak"), ("s5", "bio-1", "oak"), ("s6", "alg-2", "oak"),
    ):  # fmt: skip
        files["enrollments"].append(enrolment(
            student, sourcedId=f"{class_}-{student}", classSourcedId=class_, schoolSourcedId=place,
            beginDate="2026-10-12", endDate="2027-06-04",
        ))  # fmt: skip
    sis.sync(files)
    app = source(sis.district, tmp_path, "lms", "learning", ids_of="sis")
    graded = [result("q1", one, "8") for one in ("s1", "s2", "s4", "s5", "s6", "s7")]
    app.sync({"lineItems": [line_item("q1"), line_item("q2")],
              "results": [*graded, result("q2", "s1", "9", scoreDate="2026-10-02")]})  # fmt: skip
    return sis


def told(sis: FileApp, since: date, **more: Any) -> list[tuple[str, str, str, list[str], int]]:
    with district_scope(sis.district.id) as scope:
        found = moves.moves(scope, date(2026, 11, 2), since, more.get("limit", 50))
    return [(one.name, one.how, one.class_title, list(one.now), one.grades) for one in found]


def test_who_moved_to_another_section_or_school_is_listed_with_the_grades_left(
    moved: FileApp,
) -> None:
    """Nobody who left no grade, dropped a class, or was there to the end is listed."""
    to_section = ("Given s1 Family s1", "section", "Algebra 1", ["Algebra 2nd"], 2)
    to_school = ("Given s2 Family s2", "school", "Algebra 1", ["Art"], 1)
    earlier = ("Given s6 Family s6", "section", "Algebra 1", ["Algebra 2nd"], 1)
    assert told(moved, date(2026, 10, 1)) == [to_school, to_section]
    assert told(moved, date(2026, 8, 1)) == [to_school, to_section, earlier]
    assert told(moved, date(2026, 10, 7)) == [to_school]
    assert told(moved, date(2026, 8, 1), limit=1) == [to_school]


def test_asking_who_moved_changes_nothing(moved: FileApp) -> None:
    before = moved.records(Kind.ENROLLMENT), moved.records(Kind.USER)
    told(moved, date(2026, 8, 1))
    assert (moved.records(Kind.ENROLLMENT), moved.records(Kind.USER)) == before


def next_year(files: Files) -> Files:
    """Return the same school a year later: other ids for all but the people and the schools."""
    made = {name: [dict(row) for row in rows] for name, rows in files.items()}
    made["academicSessions"][0] |= {
        "sourcedId": "year-2", "title": "2027-28", "startDate": "2027-08-16",
        "endDate": "2028-06-02", "schoolYear": "2028",
    }  # fmt: skip
    made["courses"][0] |= {"sourcedId": "alg-b", "courseCode": "ALG"}
    made["classes"][0] |= {
        "sourcedId": "alg-1-b", "courseSourcedId": "alg-b", "termSourcedIds": "year-2",
    }  # fmt: skip
    for row in made["enrollments"]:
        row |= {"sourcedId": f"{row['sourcedId']}-b", "classSourcedId": "alg-1-b"}
    return made


def states(sis: FileApp, today: date) -> dict[str, State]:
    return {one.name: one.state for one in roll_over.steps(sis.district, today)}


def words(sis: FileApp, today: date, name: str) -> str:
    (step,) = [one for one in roll_over.steps(sis.district, today) if one.name == name]
    return f"{step.words} {step.fix}".strip()


def test_the_guide_follows_a_district_into_its_new_year(sis: FileApp, tmp_path: Path) -> None:
    files = school()
    files["courses"][0]["courseCode"] = "ALG"
    sis.sync(files)
    app = source(sis.district, tmp_path, "lms", "learning", ids_of="sis")
    app.sync({"lineItems": [line_item("q1")], "results": [result("q1", "s1", "8")]})
    alg, section, oak = (
        sis.records(kind)[id_].sourced_id
        for kind, id_ in ((Kind.COURSE, "alg"), (Kind.CLASS, "alg-1"), (Kind.ORG, "oak"))
    )
    rules = {
        "categories": Categories(
            defaults=(
                DefaultCategory(place=f"course:{alg}", title="Homework"),
                DefaultCategory(place=f"class:{section}", title="Quizzes"),
            )
        ),
        "scope": GradeScope(places=(PlaceScope(place=f"school:{oak}", deliver=Deliver.SEND),)),
    }
    decide(sis.district, **rules)
    during, summer, autumn = date(2026, 11, 2), date(2027, 7, 1), date(2027, 8, 20)
    assert set(states(sis, during).values()) == {State.DONE}
    assert states(sis, summer)["new year"] is State.OPEN
    assert states(sis, summer)["old year closed"] is State.OPEN
    assert "homeroom year close --before 2027-06-05" in words(sis, summer, "old year closed")

    for _ in range(2):
        sis.sync(next_year(files))
    app.sync({"lineItems": [line_item("q1"), line_item("q2", classSourcedId="alg-1-c")],
              "results": [result("q1", "s1", "8")]})  # fmt: skip
    assert words(sis, autumn, "new year") == "2027-28 is there, from 2027-08-16 to 2028-06-02."
    assert words(sis, autumn, "old year kept").startswith(
        "Classes that are over and kept: 1, with 1"
    )
    assert words(sis, autumn, "classes of the apps").startswith(
        "Records wait for a class that nobody shows: 1 of lms."
    )
    with district_scope(sis.district.id) as scope:
        held = versions.current(scope).rules
        found = roll_over.outdated(scope, held)
    assert states(sis, autumn)["courses and categories"] is State.OPEN
    new_alg, new_section = (
        sis.records(kind)[id_].sourced_id
        for kind, id_ in ((Kind.COURSE, "alg-b"), (Kind.CLASS, "alg-1-b"))
    )
    assert {(one.place, one.successor) for one in found} == {
        (f"course:{alg}", new_alg), (f"class:{section}", new_section),
    }  # fmt: skip
    made = succeeded(held, roll_over.successors(found))
    rules |= {"categories": made.categories, "year": SchoolYear(closed_before=date(2027, 6, 30))}
    decide(sis.district, **rules)
    now = states(sis, autumn)
    assert now.pop("classes of the apps") is State.OPEN
    assert set(now.values()) == {State.DONE}
