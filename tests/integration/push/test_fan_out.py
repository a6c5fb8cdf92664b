"""One course of the app, two sections of the SIS: each grade stands in its student's section."""

from datetime import UTC, datetime

import pytest
from msgspec import structs

from homeroom.rules.class_maps import ClassMap
from homeroom.rules.document import Rules
from homeroom.runs.rules.ruling import change_rules
from homeroom.store import rules as versions
from homeroom.store.scope import district_scope
from tests.hub import MATHLY
from tests.integration.push.conftest import Desk
from tests.packages import line_item, result

COURSE = "course-7"


@pytest.fixture
def sections(desk: Desk) -> dict[str, list[str]]:
    """Two sections without a student in common, mapped to one course: the SIS's id -> students."""
    with district_scope(desk.district.id) as scope:
        rows = scope.rows(
            "SELECT l.external_id, c.sourced_id, array_agg(u.external_id ORDER BY u.external_id)"
            " FROM enrollments e JOIN classes c ON c.id = e.class_id"
            " JOIN record_links l ON l.record_id = c.id AND l.kind = 'class' AND l.space = '1.2'"
            " JOIN record_links u ON u.record_id = e.user_id AND u.kind = 'user'"
            "   AND u.space = '1.2' WHERE e.role = 'student' AND e.begin_date < '2026-09-10'"
            " AND e.end_date > '2027-05-01' GROUP BY 1, 2 ORDER BY l.external_id = %(own)s DESC, 1",
            own=desk.section,
        )
        first, shown, students = rows[0]
        second, other, others = next(row for row in rows if not set(row[2]) & set(students))
        maps = (ClassMap(app=MATHLY, course=COURSE, sections=(shown, other)),)
        change_rules(scope, Rules(classes=maps), 0, ("test", "cross-listed"), datetime.now(UTC))
    return {str(first): list(students), str(second): list(others)}


def scores(desk: Desk, section: str, title: str) -> dict[str, str]:
    view = desk.campus.get(f"teacher-view.json?section={section}")["sections"][0]
    (item,) = [one for one in view["items"] if one["title"] == title]
    return {row["student"]["ids"]["1.2"]: row["score"] for row in item["scores"] if row["score"]}


def test_each_result_goes_to_the_section_of_its_student(
    desk: Desk, sections: dict[str, list[str]]
) -> None:
    items = [line_item("cross-1", classSourcedId=COURSE, categorySourcedId="quizzes")]
    students = [students[0] for students in sections.values()]
    first = [result("cross-1", student, "8.25") for student in students]
    desk.hand_in(items, first)
    assert desk.parked() == {}
    for section, student in zip(sections, students, strict=True):
        assert scores(desk, section, "Quiz cross-1") == {student: "8.25"}
    before = desk.campus.writes()
    desk.hand_in(items, first)
    assert desk.campus.writes() == before
    changed = [first[0], result("cross-1", students[1], "9")]
    desk.hand_in(items, changed)
    assert desk.campus.writes() == before + 1
    assert [scores(desk, one, "Quiz cross-1") for one in sections] == [
        {students[0]: "8.25"},
        {students[1]: "9"},
    ]


def test_a_grade_of_somebody_in_no_section_waits(
    desk: Desk, sections: dict[str, list[str]]
) -> None:
    with district_scope(desk.district.id) as scope:
        stranger = scope.value(
            "SELECT u.external_id FROM record_links u WHERE u.kind = 'user'"
            " AND u.space = '1.2' AND NOT EXISTS (SELECT FROM enrollments o JOIN record_links c"
            "   ON c.record_id = o.class_id WHERE o.user_id = u.record_id AND o.role = 'student'"
            "   AND c.external_id = ANY(%(sections)s)) LIMIT 1",
            sections=list(sections),
        )
    items = [line_item("cross-2", classSourcedId=COURSE, categorySourcedId="quizzes")]
    report = desk.hand_in(items, [result("cross-2", stranger, "8")])
    assert report.stored["result"].waiting == 1
    assert [scores(desk, one, "Quiz cross-2") for one in sections] == [{}, {}]


def due(desk: Desk, section: str, title: str) -> list[str]:
    view = desk.campus.get(f"teacher-view.json?section={section}")["sections"][0]
    return [one["due"][:10] for one in view["items"] if one["title"] == title]


def test_dates_by_student_become_the_due_date_of_their_section_where_they_agree(
    desk: Desk, sections: dict[str, list[str]]
) -> None:
    with district_scope(desk.district.id) as scope:
        held = versions.current(scope)
        maps = (structs.replace(held.rules.classes[0], due_key="due"),)
        by = ("test", "dates by student")
        change_rules(scope, Rules(classes=maps), held.version, by, datetime.now(UTC))
    (first, ours), (second, theirs) = sections.items()
    items = [line_item("cross-3", classSourcedId=COURSE, categorySourcedId="quizzes")]
    own_day = {"metadata.due": "2026-10-06"}
    grades = [
        result("cross-3", ours[0], "8", **own_day),
        result("cross-3", ours[1], "7", **own_day),
        result("cross-3", theirs[0], "6"),
    ]
    desk.hand_in(items, grades)
    assert desk.parked() == {}
    assert due(desk, first, "Quiz cross-3") == ["2026-10-06"]
    assert due(desk, second, "Quiz cross-3") == ["2026-10-05"]
    grades[1]["metadata.due"] = "2026-10-08"
    desk.hand_in(items, grades)
    assert desk.parked() == {"line_item.due_dates_differ": 1}
    assert due(desk, first, "Quiz cross-3") == ["2026-10-06"]
    grades[0]["metadata.due"] = "2026-10-08"
    desk.hand_in(items, grades)
    assert desk.parked() == {}
    assert due(desk, first, "Quiz cross-3") == ["2026-10-08"]
    assert scores(desk, first, "Quiz cross-3") == {ours[0]: "8", ours[1]: "7"}
