"""Filter rules leave rows out, with what belongs to them, and let them in again by themselves."""

from pathlib import Path
from typing import Any

from homeroom.model.kinds import Kind
from homeroom.rules.filters import Condition, FilterRule, How, Keep
from homeroom.rules.schools import MappedSchool, NewSchools, Unmapped
from homeroom.runs.report import Report, Silent
from homeroom.runs.rules.again import apply_intake
from homeroom.store import absences, apps
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from tests.integration.merge.conftest import decide, every, source
from tests.integration.runs.conftest import FileApp
from tests.packages import enrolment, line_item, person, result, role, school

COUNTED = (Kind.ORG, Kind.COURSE, Kind.CLASS, Kind.USER, Kind.ENROLLMENT)


def two_schools() -> dict[str, list[dict[str, str]]]:
    """Return Oak with two students and Elm with one, who shares a teacher with Oak."""
    files = school(2)
    elm = {"orgSourcedId": "elm"}
    files["orgs"].append({**files["orgs"][1], "sourcedId": "elm", "name": "Elm"})
    files["courses"].append({**files["courses"][0], "sourcedId": "bio", **elm})
    bio = {"sourcedId": "bio-1", "courseSourcedId": "bio", "schoolSourcedId": "elm"}
    files["classes"].append({**files["classes"][0], **bio, "title": "Biology"})
    files["users"].append(person("s9"))
    files["roles"] += [
        {**role("s9", "student"), **elm},
        {**role("t1", "teacher"), "sourcedId": "role-t1-elm", "roleType": "secondary", **elm},
    ]
    at = {"classSourcedId": "bio-1", "schoolSourcedId": "elm"}
    files["enrollments"] += [enrolment("s9", **at), enrolment("t9", "teacher", **at)]
    files["enrollments"][-1]["userSourcedId"] = "t1"
    return files


def with_grades(files: dict[str, Any]) -> dict[str, Any]:
    items = [line_item("q1"), line_item("q2", classSourcedId="bio-1")]
    return {
        **files,
        "lineItems": items,
        "results": [result("q1", "s1", "7"), result("q2", "s9", "8")],
    }


def counts(district: District) -> list[int]:
    return [len(every(district, kind)) for kind in COUNTED]


def left_out(report: Report) -> dict[str, int]:
    return {kind: one.left_out for kind, one in report.stored.items() if one.left_out}


def apply(district: District, key: str = "sis") -> Report:
    return apply_intake(district, key, Silent(), "test")


ELM_OUT = (MappedSchool(app="sis", school="elm", leave_out=True),)
NO_BIOLOGY = FilterRule(
    app="lms", entity="class", keep=Keep.EXCLUDE, linked=True,
    conditions=(Condition(attribute="title", test=How.CONTAINS, value="bio"),),
)  # fmt: skip
ALL, OAK_ONLY = [3, 2, 2, 4, 5], [2, 1, 1, 3, 3]


def test_what_belongs_to_a_school_left_out_stays_out_and_comes_in_by_itself(
    district: District, sis: FileApp
) -> None:
    decide(district, schools=ELM_OUT)
    report = sis.sync(two_schools())
    assert counts(district) == OAK_ONLY
    assert left_out(report) == {"org": 1, "course": 1, "class": 1, "user": 1, "enrollment": 2}
    assert sis.sync(two_schools()).changes == 0
    decide(district)
    assert sis.sync(two_schools()).stored["enrollment"].new == 2
    assert counts(district) == ALL
    assert sis.issues() == {}


def test_what_was_stored_leaves_when_its_school_does_and_returns_as_the_same_record(
    district: District, sis: FileApp
) -> None:
    decide(district, new_schools=(NewSchools(app="sis", schools=Unmapped.TAKE_IN),))
    sis.sync(two_schools())
    before = {kind: every(district, kind) for kind in COUNTED}
    decide(district, schools=ELM_OUT)
    apply(district)
    assert counts(district) == OAK_ONLY
    assert sis.sync(two_schools()).changes == 0
    decide(district)
    apply(district)
    assert {kind: every(district, kind) for kind in COUNTED} == before
    assert apply(district).changes == 0


def test_too_many_removals_wait_and_are_forgotten_when_the_rule_is(
    district: District, sis: FileApp
) -> None:
    sis.sync(two_schools())
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, "sis")
        apps.change(scope, app.id, settings={**app.settings, "safety": {"retired_minimum": 1}})
    decide(district, schools=ELM_OUT)
    assert apply(district).state == "on hold"
    assert counts(district) == ALL
    assert sis.sync(two_schools()).state == "on hold"
    decide(district)
    apply(district)
    with district_scope(district.id) as scope:
        assert absences.held(scope, app.id) == {}
    assert counts(district) == ALL


def test_a_class_that_is_filtered_takes_its_grades_along(district: District, lms: FileApp) -> None:
    decide(district, filters=(NO_BIOLOGY,))
    files = with_grades(two_schools())
    report = lms.sync(files)
    assert left_out(report) == {"class": 1, "enrollment": 2, "lineItem": 1, "result": 1}
    assert len(every(district, Kind.RESULT)) == 1
    files["classes"][1]["title"] = "Botany"
    lms.sync(files)
    assert len(every(district, Kind.RESULT)) == 2
    files["classes"][1]["title"] = "Biology"
    lms.sync(files)
    assert len(every(district, Kind.RESULT)) == 1


def test_grades_of_an_app_that_uses_the_ids_of_the_sis_stay_out_with_its_school(
    district: District, sis: FileApp, tmp_path: Path
) -> None:
    app = source(district, tmp_path, "app", "learning", ids_of="sis")
    decide(district, schools=ELM_OUT)
    sis.sync(two_schools())
    grades = {name: with_grades({})[name] for name in ("lineItems", "results")}
    assert left_out(app.sync(grades)) == {"lineItem": 1, "result": 1}
    assert len(every(district, Kind.RESULT)) == 1
    assert app.issues() == {}
    decide(district)
    sis.sync(two_schools())
    assert len(every(district, Kind.RESULT)) == 2
