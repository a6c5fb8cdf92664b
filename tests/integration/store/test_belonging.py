"""To which schools records belong: to some of them, or to these and to no other."""

import json
from uuid import UUID

import pytest

from homeroom.model.kinds import Kind
from homeroom.store.belonging import DECIDED, of_any, of_merged, wholly_of
from homeroom.store.scope import Scope
from tests.people import insert

OAK, ELM, DISTRICT = (f"0198f000-0000-7000-8000-00000000000{n}" for n in "123")
OAK_CLASS, ELM_CLASS = (f"0198f000-0000-7000-8000-00000000001{n}" for n in "12")
WHO = "0198f000-0000-7000-8000-000000000021"
ROW = "0198f000-0000-7000-8000-000000000031"


@pytest.fixture(autouse=True)
def two_schools(scope: Scope) -> None:
    for id_, type_ in ((OAK, "school"), (ELM, "school"), (DISTRICT, "district")):
        insert(scope, "orgs", id_, name=type_, type=type_)
    for id_, school in ((OAK_CLASS, OAK), (ELM_CLASS, ELM)):
        insert(scope, "courses", id_, title="Art", org_id=UUID(school))
        of = {"course_id": UUID(id_), "school_id": UUID(school)}
        insert(scope, "classes", id_, title="Art 1", **of)
    insert(scope, "users", WHO, given_name="A", family_name="B", enabled_user=True)


def works(scope: Scope, word: str, *orgs: str) -> None:
    """Let the user have a role at each of these."""
    roles = json.dumps([{"role": word, "roleType": "primary", "org": org} for org in orgs])
    scope.run("UPDATE users SET roles = %(roles)s::jsonb", roles=roles)


def is_in(scope: Scope, class_id: str) -> None:
    of = {"user_id": UUID(WHO), "class_id": UUID(class_id)}
    insert(scope, "enrollments", ROW[:-2] + class_id[-2:], role="student", **of)


def belongs(scope: Scope, kind: Kind = Kind.USER, id_: str = WHO) -> tuple[bool, bool]:
    """Say whether a record belongs to Oak, and whether to no other school."""
    return bool(of_any(scope, kind, [id_], [OAK])), bool(wholly_of(scope, kind, [id_], [OAK]))


def test_who_has_a_class_or_a_role_in_one_school_belongs_to_it_alone(scope: Scope) -> None:
    assert belongs(scope) == (False, False)
    works(scope, "student", OAK)
    assert belongs(scope) == (True, True)
    is_in(scope, OAK_CLASS)
    assert belongs(scope) == (True, True)


@pytest.mark.parametrize("where", ["class", "class that is over", "role", "grade", "primary"])
def test_who_is_or_was_in_another_school_as_well_does_not(scope: Scope, where: str) -> None:
    works(scope, "student", OAK)
    if where == "role":
        works(scope, "student", OAK, ELM)
    elif where == "primary":
        scope.run("UPDATE users SET primary_org_id = %(id)s::uuid", id=ELM)
    elif where == "grade":
        insert(scope, "line_items", ROW, title="Quiz", class_id=UUID(ELM_CLASS))
        of = {"line_item_id": UUID(ROW), "student_id": UUID(WHO)}
        insert(scope, "results", ROW, class_id=UUID(ELM_CLASS), **of)
    else:
        is_in(scope, ELM_CLASS)
        if where != "class":
            scope.run("UPDATE enrollments SET retired_at = now()")
    assert belongs(scope) == (True, False)
    assert wholly_of(scope, Kind.USER, [WHO], [OAK, ELM]) == {WHO}


@pytest.mark.parametrize(("word", "alone"), [("student", True), ("teacher", False)])
def test_the_district_is_no_other_school_for_a_student_and_is_for_who_works_there(
    scope: Scope, word: str, alone: bool
) -> None:
    works(scope, word, OAK, DISTRICT)
    assert belongs(scope) == (True, alone)
    works(scope, word, OAK)
    scope.run("UPDATE users SET primary_org_id = %(id)s::uuid", id=DISTRICT)
    assert belongs(scope) == (True, alone)


def test_a_course_of_which_another_school_has_a_class_does_not(scope: Scope) -> None:
    assert belongs(scope, Kind.COURSE, OAK_CLASS) == (True, True)
    assert belongs(scope, Kind.COURSE, ELM_CLASS) == (False, False)
    scope.run("UPDATE classes SET course_id = %(id)s::uuid", id=OAK_CLASS)
    assert belongs(scope, Kind.COURSE, OAK_CLASS) == (True, False)
    # One that nobody has is seen by all, and decided about by none of them.
    scope.run("UPDATE courses SET org_id = NULL")
    assert belongs(scope, Kind.COURSE, ELM_CLASS) == (True, False)


def test_schools_and_what_has_no_school_are_seen_and_are_the_districts(scope: Scope) -> None:
    assert belongs(scope, Kind.ORG, OAK) == (True, False)
    assert belongs(scope, Kind.ORG, ELM) == (False, False)
    insert(scope, "categories", ROW, title="Quizzes")
    assert belongs(scope, Kind.CATEGORY, ROW) == (True, False)
    assert set(Kind) - set(DECIDED) == {
        Kind.ORG, Kind.ACADEMIC_SESSION, Kind.RESOURCE, Kind.CATEGORY, Kind.SCORE_SCALE,
    }  # fmt: skip


def test_who_was_merged_into_somebody_has_no_class_left_and_belongs_where_no_other_does(
    scope: Scope,
) -> None:
    assert of_merged(scope, Kind.USER, [WHO], [OAK]) == {WHO}
    works(scope, "student", ELM)
    assert of_merged(scope, Kind.USER, [WHO], [OAK]) == set()
    assert of_merged(scope, Kind.CLASS, [OAK_CLASS, ELM_CLASS], [OAK]) == {OAK_CLASS}
