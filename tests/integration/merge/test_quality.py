"""What rows lack is an issue by its cause, with its date; it goes by itself when they have it."""

from homeroom.model.kinds import Kind
from homeroom.rules.quality import Need, Quality, Requirement, Without
from homeroom.runs.rules.inspecting import inspect
from homeroom.store import apps, issues
from homeroom.store.districts import District
from homeroom.store.issues import Cause
from homeroom.store.scope import district_scope
from tests.integration.merge.conftest import decide, every
from tests.integration.runs.conftest import FileApp
from tests.packages import school

EMAIL = Requirement(entity="student", attribute="email")
PHONE = Requirement(entity="user", attribute="phone", need=Need.RECOMMENDED)
STRICT = Requirement(entity="student", attribute="email", without=Without.LEAVE_OUT)


def with_email(*ids: str, students: int = 3) -> dict[str, list[dict[str, str]]]:
    files = school(students)
    files["users"] = [
        {**one, "phone": "1", "email": f"{one['sourcedId']}@river.example"}
        if one["sourcedId"] in ids
        else {**one, "phone": "1"}
        for one in files["users"]
    ]
    return files


def causes(district: District) -> list[Cause]:
    with district_scope(district.id) as scope:
        return issues.causes(scope, apps.keyed(scope, "sis").id)


def test_what_lacks_is_counted_by_cause_keeps_its_date_and_goes_by_itself(
    district: District, sis: FileApp
) -> None:
    decide(district, quality=Quality(requirements=(EMAIL, PHONE)))
    files = with_email("s1")
    files["users"][0]["phone"] = ""
    report = sis.sync(files)
    assert report.state == "done with issues"
    assert sis.issues() == {"quality.required": 2, "quality.recommended": 1}
    first, second = causes(district)
    assert (first.code, first.kind, first.about, first.count) == (
        "quality.required", "user", "email", 2,
    )  # fmt: skip
    assert (second.code, second.about, second.count) == ("quality.recommended", "phone", 1)
    assert (first.person, second.person) == ("student", "teacher")
    assert len(every(district, Kind.USER)) == 4

    # Looked at again for another reason, and still without: the first day stays.
    files["users"][2]["givenName"] = files["users"][3]["givenName"] = "Renamed"
    files["users"][0]["phone"] = "2"
    sis.sync(files)
    (still,) = causes(district)
    assert (still.first_seen, still.count) == (first.first_seen, 2)
    assert still.last_seen > first.last_seen

    files["users"][2]["email"] = "s2@river.example"
    sis.sync(files)
    assert [one.count for one in causes(district)] == [1]
    assert sis.sync(with_email("s1", "s2", "s3")).state == "done"
    assert causes(district) == []


def test_a_row_stays_out_without_what_is_required_and_comes_in_with_it(
    district: District, sis: FileApp
) -> None:
    decide(district, quality=Quality(requirements=(STRICT,)))
    report = sis.sync(with_email("s1", "s2"))
    assert report.stored["user"].left_out == 1
    assert sis.issues() == {"quality.left_out": 1, "reference.unknown": 1}
    assert len(every(district, Kind.USER)) == 3
    assert len(every(district, Kind.ENROLLMENT)) == 3
    sis.sync(with_email("s1", "s2", "s3"))
    assert sis.issues() == {}
    assert len(every(district, Kind.USER)) == 4
    assert len(every(district, Kind.ENROLLMENT)) == 4


def test_a_rule_that_is_changed_looks_at_stored_rows_and_keeps_the_same_records(
    district: District, sis: FileApp
) -> None:
    files = with_email("s1", "s2")
    sis.sync(files)
    before = every(district, Kind.USER)
    decide(district, quality=Quality(requirements=(STRICT,)))
    seen = inspect(district, "sis")
    counts = {one.requirement.attribute: (one.rows, one.lacking, one.examples) for one in seen}
    assert counts == {"email": (3, 1, ("s3",)), "terms": (1, 0, ())}
    sis.sync(files)
    assert len(every(district, Kind.USER)) == 3
    assert sis.issues()["quality.left_out"] == 1
    decide(district)
    sis.sync(files)
    assert every(district, Kind.USER) == before
    assert sis.issues() == {}
