"""A strict client can read records of which a system said little, and sees what nobody said."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from msgspec import structs

from homeroom.model.gradebook import AssessmentResult, LineItem, Result, ScoreScale
from homeroom.model.kinds import COLLECTIONS, Kind, Version
from homeroom.model.records import Record, ScaleValue
from homeroom.model.roster import AcademicSession, Class, Course, Enrollment, Org, User
from homeroom.rules.sharing import Sharing
from homeroom.serve.preview import list_of
from homeroom.store import districts, records
from homeroom.store.scope import district_scope
from homeroom.store.serving.stand_ins import STAND_INS
from tests.database import DatabaseUrls
from tests.integration.serve.published import problems, schema_of
from tests.integration.serve.river import OPEN, River

NOT_SAID = "homeroom.notSaid"
# In Chicago it is still the day before.
EARLY = datetime(2026, 10, 5, 3, 0, tzinfo=UTC)
DECEMBER = date(2026, 12, 19)
BARE: dict[Kind, Record] = {
    Kind.ORG: Org(
        sourced_id="b", name="Bare School", type="school", metadata={"kept": 1, "no": None}
    ),
    Kind.ACADEMIC_SESSION: AcademicSession(
        sourced_id="b", title="Fall", type="term", start_date=date(2026, 8, 1), end_date=DECEMBER
    ),
    Kind.COURSE: Course(sourced_id="b", title="Bare Course"),
    Kind.CLASS: Class(sourced_id="b", title="Bare Class", course="course-oak", school="oak"),
    Kind.USER: User(sourced_id="b", given_name="Bo", family_name="Bare"),
    Kind.ENROLLMENT: Enrollment(sourced_id="b", user="ana", class_="class-elm", role="student"),
    Kind.SCORE_SCALE: ScoreScale(
        sourced_id="b", title="Bare", type="letter", values=(ScaleValue("90", "A"),)
    ),
    Kind.LINE_ITEM: LineItem(
        sourced_id="b", title="Bare", class_="class-elm", score_scale="bare-scoreScale"
    ),
    Kind.RESULT: Result(sourced_id="b", line_item="quiz-elm", student="ana"),
    Kind.ASSESSMENT_RESULT: AssessmentResult(
        sourced_id="b", assessment_line_item="test-elm", student="ana"
    ),
}


@pytest.fixture(scope="module")
def river(town_urls: DatabaseUrls) -> River:
    made = River(districts.create("riverbend", "Riverbend Schools", "America/Chicago"))
    with district_scope(made.district.id) as scope:
        for kind, record in BARE.items():
            id_ = made.ids.setdefault(
                f"bare-{kind}", f"0198f000-0000-7000-8000-{len(made.ids):012}"
            )
            records.insert(scope, kind, {id_: made.stored(kind, record)}, EARLY)
    return made


def sent(river: River, kind: Kind, version: Version, sharing: Sharing = OPEN) -> dict[str, Any]:
    operation = list_of(kind, version)
    assert operation is not None
    path = f"{operation.base}/{COLLECTIONS[kind]}/b"
    (record,) = river.get(path, sharing=sharing).records
    return dict(record)


def not_said(record: dict[str, Any]) -> list[str]:
    return list(record.get("metadata", {}).get(NOT_SAID, []))


@pytest.mark.parametrize("kind", list(BARE))
def test_what_is_demanded_is_there(river: River, kind: Kind) -> None:
    for version in Version:
        operation = list_of(kind, version)
        if operation is not None:
            record = sent(river, kind, version)
            assert problems(schema_of(operation), {operation.wrapper: [record]}) == []
            assert sorted(not_said(record)) == sorted(STAND_INS.get(kind, {}))


def test_what_stands_in_is_what_other_records_and_days_say(river: River) -> None:
    of_1_2 = {kind: sent(river, kind, Version.V1P2) for kind in BARE}
    assert of_1_2[Kind.ORG]["identifier"] == of_1_2[Kind.COURSE]["courseCode"] == "b"
    assert of_1_2[Kind.ACADEMIC_SESSION]["schoolYear"] == "2027"
    assert [one["sourcedId"] for one in of_1_2[Kind.CLASS]["terms"]] == ["year"]
    assert of_1_2[Kind.ENROLLMENT]["school"]["sourcedId"] == "elm"
    assert of_1_2[Kind.SCORE_SCALE]["class"]["sourcedId"] == "class-elm"
    (role,) = of_1_2[Kind.USER]["roles"]
    assert (role["roleType"], role["role"]) == ("primary", "ext:notSaid")
    assert role["org"]["sourcedId"] == "river"
    item = of_1_2[Kind.LINE_ITEM]
    assert item["category"]["sourcedId"] == NOT_SAID
    assert item["scoreScale"]["sourcedId"] == "b"
    assert (item["assignDate"], item["dueDate"]) == ("2026-10-05T03:00:00.000Z",) * 2
    assert not_said(item) == ["assignDate", "dueDate", "category", "school"]
    for kind in (Kind.RESULT, Kind.ASSESSMENT_RESULT):
        assert of_1_2[kind]["scoreDate"] == "2026-10-04"
        assert of_1_2[kind]["scoreStatus"] == "ext:notSaid"
        assert not_said(of_1_2[kind]) == ["scoreStatus", "scoreDate"]
    assert of_1_2[Kind.ORG]["metadata"] == {"kept": 1, NOT_SAID: ["identifier"]}


def test_what_a_system_said_has_no_mark(river: River) -> None:
    for kind in BARE:
        operation = list_of(kind, Version.V1P2)
        assert operation is not None
        for record in river.get(operation.base + operation.path).records:
            assert bool(not_said(record)) == (record["sourcedId"] == "b" and kind in STAND_INS)


def test_1_1_has_the_same_as_far_as_it_has_the_members(river: River) -> None:
    assert sent(river, Kind.ORG, Version.V1P1)["identifier"] == "b"
    grade = sent(river, Kind.RESULT, Version.V1P1)
    assert (grade["scoreDate"], not_said(grade)) == ("2026-10-04", ["scoreStatus", "scoreDate"])
    item = sent(river, Kind.LINE_ITEM, Version.V1P1)
    assert item["metadata"]["school"]["sourcedId"] == "elm"
    assert "school" in not_said(item)


def test_filters_and_orders_go_by_what_is_sent(river: River) -> None:
    for path, asked in (
        ("/orgs", "identifier='B'"),
        ("/academicSessions", "title='fall' AND schoolYear='2027'"),
        ("/classes", "title='bare class' AND terms.sourcedId='year'"),
        ("/enrollments", "school.sourcedId='elm' AND user.sourcedId='ana'"),
    ):
        assert river.roster(path, f"filter={asked}").ids == ["b"], asked
    for path, asked in (
        ("/results", "scoreDate='2026-10-04' AND scoreStatus='ext:notsaid'"),
        ("/lineItems", "dueDate='2026-10-05T03:00:00Z' AND title='bare'"),
        ("/assessmentResults", "scoreStatus~'notSaid'"),
    ):
        assert river.grades(path, f"filter={asked}").ids == ["b"], asked
    by_code = river.roster("/courses", "sort=courseCode").ids
    assert by_code == ["course-elm", "course-oak", "b"]


def test_the_mark_follows_what_is_shared(river: River) -> None:
    """Without metadata a made-up value would look like a fact; what is hidden is like unsaid."""
    hidden = {
        Kind.ORG: frozenset({"metadata"}),
        Kind.COURSE: frozenset({"courseCode"}),
        Kind.RESULT: frozenset({"metadata"}),
    }
    sharing = structs.replace(OPEN, attributes_left_out=hidden)
    for version in Version:
        assert sent(river, Kind.ORG, version, sharing)["metadata"] == {NOT_SAID: ["identifier"]}
        course = sent(river, Kind.COURSE, version, sharing)
        assert (course["courseCode"], not_said(course)) == ("b", ["courseCode"])
        assert not_said(sent(river, Kind.RESULT, version, sharing)) == ["scoreStatus", "scoreDate"]
    (only,) = river.roster("/orgs/b", "fields=identifier").records
    assert only == {"identifier": "b"}
    assert river.roster("/orgs", f"filter=metadata.{NOT_SAID}~'identifier'").status == 400


def test_a_score_without_a_status_is_a_full_one(river: River) -> None:
    with district_scope(river.district.id) as scope:
        scope.run("UPDATE results SET text_score = 'B' WHERE sourced_id = 'b'")
    assert sent(river, Kind.RESULT, Version.V1P2)["scoreStatus"] == "fully graded"
