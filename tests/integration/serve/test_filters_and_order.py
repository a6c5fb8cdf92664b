"""Filters, orders and members that are asked for, as the database answers them."""

import pytest

from homeroom.store import districts
from tests.database import DatabaseUrls
from tests.integration.serve.river import River


@pytest.fixture(scope="module")
def river(town_urls: DatabaseUrls) -> River:
    return River(districts.create("riverbend", "Riverbend Schools", "America/Chicago"))


USERS = [
    ("email='ANA%2Bx@oak.example'", {"ana"}),
    ("email='ana+x@oak.example'", {"ana"}),
    ("email!='ana%2Bx@oak.example'", {"ben", "tom", "eva"}),
    ("familyName='o''hara'", {"ana", "ben", "tom", "eva"}),
    ("givenName~'A'", {"ana", "eva"}),
    ("givenName>'b'", {"ben", "tom", "eva"}),
    ("givenName<='ben'", {"ana", "ben"}),
    ("sourcedId='ana'", {"ana"}),
    ("sourcedId='ANA'", set()),
    ("sourcedId!='ana' AND roles.role='student'", {"ben"}),
    ("roles.role='student' OR sourcedId='tom'", {"ana", "ben", "tom"}),
    ("roles.role='student,teacher'", set()),
    ("roles.role~'student,teacher'", {"ana", "ben", "tom", "eva"}),
    ("roles.roleType='secondary'", set()),
    ("roles.org.sourcedId='oak'", {"ana", "tom"}),
    ("primaryOrg.sourcedId='oak'", {"ana", "tom"}),
    ("primaryOrg='oak'", {"ana", "tom"}),
    ("primaryOrg.sourcedId!='oak'", {"ben", "eva"}),
    ("primaryOrg.sourcedId~'LM'", {"ben", "eva"}),
    ("userIds.identifier='ben'", {"ben"}),
    ("userIds.type!='fed'", set()),
    ("grades='09'", {"ana", "ben"}),
    ("grades!='09'", {"tom", "eva"}),
    ("enabledUser='true'", {"ana", "ben", "tom", "eva"}),
    ("enabledUser!='TRUE'", set()),
    ("resources.sourcedId='book'", {"ana", "ben", "tom", "eva"}),
    ("metadata.house='lion'", set()),
    ("status='active'", {"ana", "ben", "tom", "eva"}),
    ("status!='active'", set()),
    ("dateLastModified>'2026-10-05'", {"ana", "ben", "tom", "eva"}),
    ("dateLastModified>='2026-10-05T07:00:00.5-05:00'", {"ana", "ben", "tom", "eva"}),
    ("dateLastModified>'2026-10-05T12:00:00.500Z'", set()),
]


@pytest.mark.parametrize(("asked", "found"), USERS, ids=[asked for asked, _ in USERS])
def test_people_are_filtered(river: River, asked: str, found: set[str]) -> None:
    got = river.roster("/users", f"filter={asked}")
    assert set(got.ids) == found
    assert got.total == len(found)


OTHERS = [
    ("/results", "score='8.75'", 2), ("/results", "score>'8.7499'", 2),
    ("/results", "score<'8.75'", 0), ("/results", "scoreDate='2026-09-16'", 2),
    ("/results", "scoreDate>='2026-09-16T00:00:00Z'", 2),
    ("/results", "scoreDate>'2026-09-16T00:00:01Z'", 0), ("/results", "late='true'", 2),
    ("/results", "missing='true'", 0), ("/results", "incomplete!='true'", 2),
    ("/results", "lineItem.sourcedId='quiz-oak'", 1), ("/results", "student.sourcedId='ben'", 1),
    ("/results", "class.sourcedId='nobody'", 0), ("/results", "scoreStatus='Fully Graded'", 2),
    ("/lineItems", "dueDate<'2026-09-15T05:00:00Z' AND dueDate>'2026-09-15'", 2),
    ("/lineItems", "learningObjectiveSet.source='case'", 2),
    ("/lineItems", "resultValueMax='10.5'", 2),
]  # fmt: skip


@pytest.mark.parametrize(("path", "asked", "many"), OTHERS, ids=[one[1] for one in OTHERS])
def test_grades_are_filtered(river: River, path: str, asked: str, many: int) -> None:
    assert river.grades(path, f"filter={asked}").total == many


def test_lists_want_all_values_or_any(river: River) -> None:
    both = "filter=grades{}'09,10'", "filter=grades{}'09,12'"
    assert [river.roster("/courses", one.format("=")).total for one in both] == [2, 0]
    assert [river.roster("/courses", one.format("~")).total for one in both] == [2, 2]
    assert river.roster("/classes", "filter=terms.sourcedId='term'").total == 2
    assert river.roster("/classes", "filter=terms.sourcedId='term,year'").total == 0
    assert river.roster("/classes", "filter=terms.sourcedId~'term,year'").total == 2


def test_1_1_is_asked_in_its_own_words(river: River) -> None:
    assert set(river.old("/users", "filter=role='student'").ids) == {"ana", "ben"}
    assert river.old("/users", "filter=role~'TEACH'").total == 2
    assert set(river.old("/users", "filter=orgs.sourcedId='oak'").ids) == {"ana", "tom"}
    for unknown in ("roles.role='student'", "pronouns='x'"):
        assert river.old("/users", f"filter={unknown}").status == 400
    assert river.old("/results", "filter=late='true'").status == 400


@pytest.mark.parametrize(
    "asked",
    [
        "nothing='1'", "givenName.x='1'", "primaryOrg.href='x'", "roles.nothing='x'",
        "userIds.nothing='x'", "terms='x'", "metadata.homeroom.nature='x'", "user='ana'",
        "enabledUser='maybe'", "enabledUser>'true'", "grades>'09'", "status~'act'",
        "status='gone'", "dateLastModified='yesterday'", "dateLastModified~'2026'",
        "dateLastModified>'9999-12-31T23:59:59Z'", "password='x'",
    ],
)  # fmt: skip
def test_what_cannot_be_compared_is_refused(river: River, asked: str) -> None:
    got = river.roster("/users", f"filter={asked}")
    assert (got.status, got.body) == (400, {"": "invalid_filter_field"})


@pytest.mark.parametrize("asked", ["score='much'", "score='1e400'", "score~'8'", "scoreDate='x'"])
def test_a_value_of_another_kind_is_refused(river: River, asked: str) -> None:
    assert river.grades("/results", f"filter={asked}").status == 400


def test_a_value_never_becomes_part_of_a_statement(river: River) -> None:
    bad = "x''); DROP TABLE users; --%25s %25(p0)s"
    for path in ("givenName", "metadata.a", "userIds.type", "primaryOrg.sourcedId", "grades"):
        assert river.roster("/users", f"filter={path}='{bad}'").total == 0
    assert river.roster("/users", f"filter=metadata.{'%27' + 'x'}='1'").status == 400
    assert river.roster("/users").total == 4


def test_a_list_is_sorted_by_a_member_up_or_down(river: River) -> None:
    assert river.roster("/users", "sort=givenName").ids == ["ana", "ben", "eva", "tom"]
    assert river.roster("/users", "sort=givenName&orderBy=desc").ids == ["tom", "eva", "ben", "ana"]
    assert river.roster("/orgs", "sort=identifier").ids == ["river", "oak", "elm"]
    up = river.roster("/academicSessions", "sort=endDate").ids
    assert up == ["quarter", "term", "year"]
    assert river.roster("/users", "sort=sourcedId&limit=2&offset=1").ids == ["ben", "eva"]


def test_an_unknown_order_is_the_default_one_and_1_1_says_so(river: River) -> None:
    assert river.roster("/users", "sort=nothing").ids == river.roster("/users").ids
    got = river.old("/users", "sort=nothing")
    assert got.ids == river.old("/users").ids
    (warning,) = got.body["statusInfoSet"]
    assert (warning["imsx_severity"], warning["imsx_codeMinor"]) == (
        "warning",
        "invalid_sort_field",
    )
    assert "cursor=" in river.roster("/users", "sort=nothing&limit=1").links["next"]


def test_only_the_members_that_are_asked_for_are_sent(river: River) -> None:
    for query in ("fields=givenName,email", "fields=givenName&fields=email"):
        for one in river.roster("/users", query).records:
            assert one.keys() == {"givenName", "email"}
    (grade,) = river.grades("/results/grade-oak", "fields=score").records
    assert grade == {"score": 8.75}
    (old,) = river.old("/users/ana", "fields=role,metadata").records
    assert old.keys() == {"role", "metadata"}


def test_an_unknown_member_is_refused_by_1_2_and_told_by_1_1(river: River) -> None:
    for query in ("fields=nothing", "fields=givenName,nothing", "fields=", "fields=%20"):
        got = river.roster("/users", query)
        assert (got.status, got.body) == (400, {"": "invalid_selection_field"})
    got = river.old("/users/ana", "fields=givenName,nothing")
    assert got.records[0]["email"] == "ana+x@oak.example"
    assert got.body["statusInfoSet"][0]["imsx_codeMinor"] == "invalid_selection_field"
    blank = river.old("/users", "fields=")
    assert (blank.status, blank.body) == (400, {"": "invalid_blank_selection_field"})
