"""Every GET of the standard on one small district: what is sent has the form of the standard."""

from collections.abc import Iterator
from typing import Any

import pytest

from homeroom.model.kinds import Version
from homeroom.serve.operations import Operation, operations
from homeroom.store import districts
from tests.database import DatabaseUrls
from tests.integration.serve.published import problems, schema_of
from tests.integration.serve.river import ORIGIN, River, address

READS = [one for one in operations() if one.method == "GET"]
# What each of them finds for the names of the first school.
FOUND = {
    "getAllAcademicSessions": 3, "getAllTerms": 1, "getAllGradingPeriods": 1, "getAllOrgs": 3,
    "getAllSchools": 2, "getAllCourses": 2, "getAllClasses": 2, "getAllUsers": 4,
    "getAllStudents": 2, "getAllTeachers": 2, "getAllEnrollments": 4, "getAllDemographics": 2,
    "getClassesForTerm": 2, "getEnrollmentsForClassInSchool": 2, "getEnrollmentsForSchool": 2,
    "getAllCategories": 1,
    "getAllResources": 1, "getAllLineItems": 2, "getAllResults": 2, "getAllScoreScales": 2,
    "getAllAssessmentLineItems": 2, "getAllAssessmentResults": 2,
}  # fmt: skip


@pytest.fixture(scope="module")
def river(town_urls: DatabaseUrls) -> River:
    return River(districts.create("riverbend", "Riverbend Schools", "America/Chicago"))


@pytest.mark.parametrize("one", READS, ids=lambda one: f"{one.version}-{one.id}")
def test_an_answer_has_the_form_of_the_standard(river: River, one: Operation) -> None:
    got = river.get(address(one, "oak"))
    assert got.status == 200
    assert problems(schema_of(one), got.body) == []
    assert set(got.body) == {one.wrapper}
    assert len(got.records) == got.rows == FOUND.get(one.id, 1)
    if not one.is_single:
        assert got.total == got.rows
        assert got.links.keys() == {"first", "last"}


@pytest.mark.parametrize("version", list(Version))
def test_nothing_blank_is_sent_and_every_address_is_absolute(
    river: River, version: Version
) -> None:
    def walk(held: Any) -> Iterator[Any]:
        yield held
        for inner in held.values() if isinstance(held, dict) else held:
            if isinstance(inner, dict | list):
                yield from walk(inner)
            else:
                yield inner

    for one in READS:
        if one.version is version and not one.is_single:
            for held in walk(river.get(address(one, "oak")).records):
                assert held not in (None, [], {})
                if isinstance(held, dict) and "href" in held:
                    where = held["href"].removeprefix(ORIGIN)
                    assert river.get(where).ids == [held["sourcedId"]]


def test_1_2_writes_booleans_as_strings_and_1_1_as_booleans(river: River) -> None:
    assert river.roster("/users/ana").records[0]["enabledUser"] == "true"
    assert river.old("/users/ana").records[0]["enabledUser"] is True


def test_1_1_says_one_role_and_keeps_what_it_lacks_in_metadata(river: River) -> None:
    ana = river.old("/users/ana").records[0]
    assert (ana["role"], [org["sourcedId"] for org in ana["orgs"]]) == ("student", ["oak"])
    assert ana["metadata"]["pronouns"] == "they/them"
    assert "roles" not in ana
    assert "roles" not in ana["metadata"]
    grade = river.old("/results/grade-oak").records[0]
    assert (grade["score"], grade["metadata"]["late"]) == (8.75, "true")


def test_a_score_is_sent_digit_by_digit(river: River) -> None:
    got = river.grades("/results/grade-oak")
    assert got.records[0]["score"] == 8.75
    assert river.raw("/results/grade-oak").count(b'"score":8.750,') == 1


def test_what_is_sent_was_last_modified_when_it_changed_here(river: River) -> None:
    assert river.roster("/orgs/oak").records[0]["dateLastModified"] == "2026-10-05T12:00:00.500Z"
