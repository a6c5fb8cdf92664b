"""A small district with two schools and a record of every kind, as an app would read it."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import unquote

import msgspec
from msgspec import Struct

from homeroom.model.entities import ENTITIES
from homeroom.model.gradebook import (
    AssessmentLineItem,
    AssessmentResult,
    Category,
    LineItem,
    Result,
    ScoreScale,
)
from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind
from homeroom.model.records import (
    ObjectiveScore,
    ObjectiveScores,
    ObjectiveSet,
    Record,
    Role,
    ScaleValue,
    UserId,
)
from homeroom.model.roster import (
    AcademicSession,
    Class,
    Course,
    Demographics,
    Enrollment,
    Org,
    Resource,
    User,
)
from homeroom.rules.sharing import Sharing
from homeroom.serve import reading
from homeroom.serve.caller import Caller
from homeroom.serve.operations import COLLECTIONS, Operation
from homeroom.serve.paths import find
from homeroom.serve.problems import Refused
from homeroom.serve.reading import Answer
from homeroom.store import records
from homeroom.store.districts import District
from homeroom.store.scope import Scope, district_scope

NOW = datetime(2026, 10, 5, 12, 0, 0, 500_000, tzinfo=UTC)
ORIGIN = "https://hub.example"
JSON = dict[str, Any]
OPEN = Sharing(demographics=True)
OF_1_2 = "/ims/oneroster/{}/v1p2"
OF_1_1 = "/ims/oneroster/v1p1"


class Given(Struct, frozen=True):
    """What an app is answered."""

    status: int
    body: JSON
    headers: dict[str, str]
    rows: int = 0

    @property
    def records(self) -> list[JSON]:
        """Return the records of a list, or the one of a single answer."""
        (held,) = [held for name, held in self.body.items() if name != "statusInfoSet"]
        return list(held) if isinstance(held, list) else [held]

    @property
    def ids(self) -> list[str]:
        """Return the ids of the records."""
        return [one["sourcedId"] for one in self.records]

    @property
    def total(self) -> int:
        """Return what X-Total-Count says."""
        return int(self.headers["X-Total-Count"])

    @property
    def links(self) -> dict[str, str]:
        """Return the addresses of the Link header by rel."""
        parts = [one.split("; ") for one in self.headers.get("Link", "").split(", <")]
        return {rel[5:-1]: link.strip("<>") for link, rel in parts}


class River:
    """The district, its records by the names that apps know them by, and an app that asks."""

    def __init__(self, district: District) -> None:
        self.district = district
        self.ids: dict[str, str] = {}
        with district_scope(district.id) as scope:
            for kind, held in everything().items():
                for name, record in held.items():
                    self.put(scope, kind, name, record)

    def put(self, scope: Scope, kind: Kind, name: str, record: Record) -> None:
        """Store a record under a name; references in it are names."""
        same_person = kind is Kind.DEMOGRAPHICS
        id_ = self.ids[name] if same_person else self.ids.setdefault(name, new_id())
        records.insert(scope, kind, {id_: self.stored(kind, record)}, NOW)

    def retire(self, kind: Kind, name: str, now: datetime) -> None:
        """Mark a record as gone."""
        with district_scope(self.district.id) as scope:
            records.retire(scope, kind, [self.ids[name]], now, "test")

    def stored(self, kind: Kind, record: Record) -> Record:
        """Return a record with the hub ids of what it names."""
        found = {
            field.name: field.translated(
                getattr(record, field.name), lambda _, name: self.ids[name]
            )
            for field in ENTITIES[kind].references()
        }
        return msgspec.structs.replace(record, **found)

    def get(self, path: str, query: str = "", sharing: Sharing = OPEN) -> Given:
        """Ask for a whole path below the root, as an app with every right does."""
        try:
            done = self._answer(path, query, sharing)
        except Refused as refused:
            return Given(refused.problem.status, {"": refused.problem.minor}, {})
        return Given(200, msgspec.json.decode(done.body), done.headers, done.rows)

    def raw(self, path: str, query: str = "") -> bytes:
        """Return what the gradebook service of 1.2 sends, byte by byte."""
        return self._answer(OF_1_2.format("gradebook") + path, query, OPEN).body

    def _answer(self, path: str, query: str, sharing: Sharing) -> Answer:
        found = find(unquote(path))
        assert found is not None, path
        caller = Caller(
            district_id=self.district.id,
            app_id=1,
            client_id="test",
            scopes=frozenset(),
            sharing=sharing,
        )
        return reading.answer(caller, found.operations["GET"], found.ids, query, ORIGIN)

    def roster(self, path: str, query: str = "", sharing: Sharing = OPEN) -> Given:
        """Ask the rostering service of 1.2."""
        return self.get(OF_1_2.format("rostering") + path, query, sharing)

    def grades(self, path: str, query: str = "", sharing: Sharing = OPEN) -> Given:
        """Ask the gradebook service of 1.2."""
        return self.get(OF_1_2.format("gradebook") + path, query, sharing)

    def old(self, path: str, query: str = "", sharing: Sharing = OPEN) -> Given:
        """Ask 1.1."""
        return self.get(OF_1_1 + path, query, sharing)


# Which record a word of a path can name at each school.
NAMED: dict[str, dict[str, str]] = {
    "academicSessions": {"oak": "year", "elm": "year"},
    "assessmentLineItems": {"oak": "test-oak", "elm": "test-elm"},
    "assessmentResults": {"oak": "tested-oak", "elm": "tested-elm"},
    "categories": {"oak": "quizzes", "elm": "quizzes"},
    "classes": {"oak": "class-oak", "elm": "class-elm"},
    "courses": {"oak": "course-oak", "elm": "course-elm"},
    "demographics": {"oak": "ana", "elm": "ben"},
    "enrollments": {"oak": "ana-in-oak", "elm": "ben-in-elm"},
    "gradingPeriods": {"oak": "quarter", "elm": "quarter"},
    "lineItems": {"oak": "quiz-oak", "elm": "quiz-elm"},
    "orgs": {"oak": "oak", "elm": "elm"},
    "resources": {"oak": "book", "elm": "book"},
    "results": {"oak": "grade-oak", "elm": "grade-elm"},
    "schools": {"oak": "oak", "elm": "elm"},
    "scoreScales": {"oak": "letters-oak", "elm": "letters-elm"},
    "students": {"oak": "ana", "elm": "ben"},
    "teachers": {"oak": "tom", "elm": "eva"},
    "terms": {"oak": "term", "elm": "term"},
    "users": {"oak": "ana", "elm": "ben"},
}


def address(operation: Operation, school: str) -> str:
    """Return a path that names records of a school wherever it names any."""
    words = operation.path.strip("/").split("/")
    for at in range(1, len(words), 2):
        words[at] = NAMED[words[at - 1]][school]
    return f"{operation.base}/{'/'.join(words)}"


def below_a_school(operation: Operation) -> bool:
    """Say whether the records that a path names belong to one school."""
    words = operation.path.strip("/").split("/")
    named = [NAMED[words[at - 1]] for at in range(1, len(words), 2)]
    return any(one["oak"] != one["elm"] for one in named)


assert NAMED.keys() == COLLECTIONS.keys()


def everything() -> Mapping[Kind, Mapping[str, Record]]:
    """Return every record by its name; references are names."""
    return {
        Kind.ORG: {
            "river": Org(sourced_id="river", name="River", type="district", identifier="1"),
            "oak": Org(
                sourced_id="oak", name="Oak School", type="school", identifier="2", parent="river"
            ),
            "elm": Org(
                sourced_id="elm", name="Elm School", type="school", identifier="3", parent="river"
            ),
        },
        Kind.ACADEMIC_SESSION: _sessions(),
        Kind.RESOURCE: {
            "book": Resource(
                sourced_id="book", vendor_resource_id="b-1", title="Book", roles=("student",),
                importance="primary",
            )
        },
        Kind.COURSE: {f"course-{one}": _course(one) for one in SCHOOLS},
        Kind.CLASS: {f"class-{one}": _class(one) for one in SCHOOLS},
        Kind.USER: _people(),
        Kind.DEMOGRAPHICS: {
            name: Demographics(
                sourced_id=name, user=name, birth_date=date(2012, 3, 4), sex="female", asian=True
            )
            for name in ("ana", "ben")
        },
        Kind.ENROLLMENT: _enrollments(),
        Kind.CATEGORY: {
            "quizzes": Category(sourced_id="quizzes", title="Quizzes", weight=Decimal("40"))
        },
        Kind.SCORE_SCALE: {f"letters-{one}": _scale(one) for one in SCHOOLS},
        Kind.LINE_ITEM: {f"quiz-{one}": _line_item(one) for one in SCHOOLS},
        Kind.RESULT: {f"grade-{one}": _result(one) for one in SCHOOLS},
        Kind.ASSESSMENT_LINE_ITEM: {
            f"test-{one}": AssessmentLineItem(
                sourced_id=f"test-{one}", title="Spring test", class_=f"class-{one}",
                result_value_max=Decimal("100"),
            )
            for one in SCHOOLS
        },
        Kind.ASSESSMENT_RESULT: {
            f"tested-{one}": AssessmentResult(
                sourced_id=f"tested-{one}", assessment_line_item=f"test-{one}",
                student=STUDENTS[one], score=Decimal("61.5"), score_status="fully graded",
                score_date=date(2026, 10, 2), score_percentile=Decimal("70"),
            )
            for one in SCHOOLS
        },
    }  # fmt: skip


SCHOOLS = ("oak", "elm")
STUDENTS = {"oak": "ana", "elm": "ben"}
TEACHERS = {"oak": "tom", "elm": "eva"}


def _sessions() -> dict[str, Record]:
    spans = {
        "year": ("schoolYear", None, date(2026, 8, 17), date(2027, 6, 5)),
        "term": ("term", "year", date(2026, 8, 17), date(2026, 12, 19)),
        "quarter": ("gradingPeriod", "term", date(2026, 8, 17), date(2026, 10, 17)),
    }
    return {
        name: AcademicSession(
            sourced_id=name, title=name.title(), type=type_, start_date=first, end_date=last,
            school_year="2027", parent=parent,
        )
        for name, (type_, parent, first, last) in spans.items()
    }  # fmt: skip


def _course(school: str) -> Course:
    return Course(
        sourced_id=f"course-{school}", title="Algebra", course_code=f"A-{school}", org=school,
        school_year="year", grades=("09", "10"), subjects=("Mathematics",), resources=("book",),
    )  # fmt: skip


def _class(school: str) -> Class:
    return Class(
        sourced_id=f"class-{school}", title=f"Algebra at {school}", course=f"course-{school}",
        school=school, terms=("term",), class_type="scheduled", periods=("1", "2"),
        resources=("book",),
    )  # fmt: skip


def _people() -> dict[str, Record]:
    found: dict[str, Record] = {}
    for school in SCHOOLS:
        for name, word in ((STUDENTS[school], "student"), (TEACHERS[school], "teacher")):
            found[name] = User(
                sourced_id=name,
                given_name=name.title(),
                family_name="O'Hara",
                username=name,
                email=f"{name}+x@{school}.example",
                roles=(Role(role_type="primary", role=word, org=school),),
                user_ids=(UserId("Fed", name),),
                primary_org=school,
                resources=("book",),
                grades=("09",) if word == "student" else (),
                pronouns="they/them",
            )
    return found  # fmt: skip


def _enrollments() -> dict[str, Record]:
    return {
        f"{name}-in-{school}": Enrollment(
            sourced_id=f"{name}-in-{school}", user=name, class_=f"class-{school}", role=role,
            school=school, primary=True if role == "teacher" else None,
            begin_date=date(2026, 8, 17),
        )
        for school in SCHOOLS
        for name, role in ((STUDENTS[school], "student"), (TEACHERS[school], "teacher"))
    }  # fmt: skip


def _scale(school: str) -> ScoreScale:
    return ScoreScale(
        sourced_id=f"letters-{school}", title="Letters", type="letter", class_=f"class-{school}",
        course=f"course-{school}", values=(ScaleValue("90 - 100", "A"), ScaleValue("0 - 89", "B")),
    )  # fmt: skip


def _line_item(school: str) -> LineItem:
    return LineItem(
        sourced_id=f"quiz-{school}", title="Quiz 1", class_=f"class-{school}", school=school,
        assign_date=datetime(2026, 9, 1, 12, tzinfo=UTC),
        due_date=datetime(2026, 9, 15, 4, 59, tzinfo=UTC), category="quizzes",
        grading_period="quarter", academic_session="term", score_scale=f"letters-{school}",
        result_value_min=Decimal("0"), result_value_max=Decimal("10.50"),
        learning_objectives=(ObjectiveSet("case", ("6f4c0f6e-2f4e-4b39-9f0e-0d4a3b1c2d5e",)),),
    )  # fmt: skip


def _result(school: str) -> Result:
    scored = ObjectiveScore(id="6f4c0f6e-2f4e-4b39-9f0e-0d4a3b1c2d5e", score=Decimal("3.0"))
    return Result(
        sourced_id=f"grade-{school}", line_item=f"quiz-{school}", student=STUDENTS[school],
        class_=f"class-{school}", score=Decimal("8.750"), score_status="fully graded",
        score_date=date(2026, 9, 16), text_score="B", comment='"Well" done', late=True,
        missing=False, score_scale=f"letters-{school}",
        objective_scores=(ObjectiveScores("case", (scored,)),),
    )  # fmt: skip
