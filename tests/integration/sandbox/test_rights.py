"""Rights of a connection, the vendor's key, and schools outside the scope."""

import pytest

from tests.integration.sandbox.bodies import code_minor, first_class, put_item, put_result
from tests.integration.sandbox.client import GRADES, ROSTER, Client, running

_GRADE_PATHS_1P1 = [
    "categories",
    "categories/x",
    "lineItems",
    "lineItems/x",
    "results",
    "results/x",
    "classes/x/lineItems",
    "classes/x/results",
    "classes/x/categories",
    "classes/x/lineItems/y/results",
    "classes/x/students/y/results",
    "students/x/results",
    "scoreGroups",
    "scoreGroups/x",
    "lineItems/x/students/y/results/z",
]
_GRADE_PATHS_1P2 = [
    "categories",
    "categories/x",
    "lineItems",
    "lineItems/x",
    "results",
    "results/x",
    "classes/x/lineItems",
    "classes/x/results",
    "classes/x/categories",
    "classes/x/scoreScales",
    "classes/x/lineItems/y/results",
    "classes/x/students/y/results",
    "schools/x/scoreScales",
    "scoreScales",
    "scoreScales/x",
    "assessmentLineItems",
    "assessmentLineItems/x",
    "assessmentResults",
    "assessmentResults/x",
]


@pytest.mark.parametrize("path", _GRADE_PATHS_1P1)
def test_vendor_key_is_compulsory_on_every_gradebook_path_of_1p1(reader: Client, path: str) -> None:
    answer = reader.without_vendor().grades("1.1", path)
    assert answer.status == 401
    assert code_minor(answer) == "unauthorisedrequest"
    assert reader.grades("1.1", path).status in (200, 404)


@pytest.mark.parametrize("path", _GRADE_PATHS_1P2)
def test_vendor_key_is_compulsory_on_every_gradebook_path_of_1p2(reader: Client, path: str) -> None:
    answer = reader.without_vendor().grades("1.2", path)
    assert answer.status == 401
    assert code_minor(answer) == "unauthorisedrequest"
    assert reader.grades("1.2", path).status in (200, 404)


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
@pytest.mark.parametrize("path", ["lineItems/x", "results/x", "categories/x"])
def test_vendor_key_is_compulsory_for_writes(
    reader: Client, api: str, method: str, path: str
) -> None:
    headers = reader.without_vendor().headers()
    assert reader.bare(method, f"{GRADES[api]}/{path}", b"{}", headers).status == 401


@pytest.mark.parametrize("value", ["", "key", "key:", ":", "wrong:wrong"])
def test_wrong_vendor_key_is_as_good_as_none(reader: Client, value: str) -> None:
    headers = reader.headers() | {"x-vendor-authorization": value}
    assert reader.bare("GET", f"{GRADES['1.2']}/categories", None, headers).status == 401


@pytest.mark.parametrize("path", ["orgs", "users", "classes", "enrollments", "demographics"])
def test_roster_needs_no_vendor_key(reader: Client, api: str, path: str) -> None:
    assert reader.without_vendor().roster(api, path, limit=1).status == 200


def test_roster_only_connection_is_forbidden_the_gradebook(reader: Client, api: str) -> None:
    client = reader.connect(rights=["roster"])
    assert client.roster(api, "students").status == 200
    for path in ("categories", "lineItems", "results", "classes/x/results"):
        answer = client.grades(api, path)
        assert answer.status == 403
        assert code_minor(answer) == "forbidden"


def test_assessments_are_a_right_of_their_own(reader: Client) -> None:
    grades_only = reader.connect(rights=["gradebook"])
    assert grades_only.grades("1.2", "lineItems", limit=1).status == 200
    assert grades_only.grades("1.2", "assessmentLineItems").status == 403
    assert grades_only.grades("1.2", "assessmentResults").status == 403
    assessments_only = reader.connect(rights=["assessments"])
    assert assessments_only.grades("1.2", "assessmentLineItems").status == 200
    assert assessments_only.grades("1.2", "lineItems").status == 403


def test_every_connection_includes_the_roster(reader: Client) -> None:
    assert reader.connect(rights=["assessments"]).roster("1.2", "orgs").status == 200


def test_right_taken_away_works_at_once_with_the_same_token(fresh: Client) -> None:
    client = fresh.connect(rights=["gradebook"])
    assert client.grades("1.2", "lineItems").status == 200
    client_id = client.credentials["client_id"]
    changed = fresh.control(f"connections/{client_id}", {"rights": ["roster"]})
    assert changed["rights"] == ["roster"]
    assert client.grades("1.2", "lineItems").status == 403


def test_families_appear_only_with_grade_sync(reader: Client, api: str) -> None:
    roster_only = reader.connect(rights=["roster"])
    everything = {row["sourcedId"] for row in reader.all(api, "users")}
    without = {row["sourcedId"] for row in roster_only.all(api, "users")}
    guardians = {row["sourcedId"] for row in reader.all(api, "guardians")}
    assert guardians
    assert roster_only.all(api, "guardians") == []
    assert without < everything
    if api == "1.1":
        assert everything - without == guardians
    assert all("agents" in row for row in reader.all(api, "students"))
    assert not any("agents" in row for row in roster_only.all(api, "students"))


def test_teacher_who_is_a_parent_stays_visible_as_teacher_without_grade_sync(
    reader: Client,
) -> None:
    roster_only = reader.connect(rights=["roster"])
    roles = {"guardian", "teacher"}
    both = [
        row
        for row in reader.all("1.2", "users")
        if {role["role"] for role in row["roles"]} == roles
    ]
    assert both
    for row in both:
        shown = roster_only.roster("1.2", f"users/{row['sourcedId']}").json["user"]
        assert {role["role"] for role in shown["roles"]} == {"teacher"}


@pytest.fixture(scope="module")
def one_school(reader: Client) -> Client:
    """A connection of the default district with the first of its schools."""
    name = reader.all("1.2", "schools")[0]["name"]
    return reader.connect(rights=["gradebook", "assessments"], schools=[name])


def _school(client: Client, api: str) -> str:
    schools = client.all(api, "schools")
    assert len(schools) == 1
    name: str = schools[0]["sourcedId"]
    return name


def test_scoped_connection_sees_its_school_and_the_district(one_school: Client, api: str) -> None:
    assert {row["type"] for row in one_school.all(api, "orgs")} == {"district", "school"}
    district = one_school.all(api, "districts")[0]
    assert [ref["sourcedId"] for ref in district["children"]] == [_school(one_school, api)]


@pytest.mark.parametrize("path", ["classes", "enrollments"])
def test_scoped_connection_sees_rows_of_its_school_only(
    reader: Client, one_school: Client, api: str, path: str
) -> None:
    school = _school(one_school, api)
    rows = one_school.all(api, path)
    assert rows
    assert {row["school"]["sourcedId"] for row in rows} == {school}
    everything = reader.all(api, path)
    assert len(rows) == sum(1 for row in everything if row["school"]["sourcedId"] == school)


def test_scoped_connection_sees_people_of_its_school_only(
    reader: Client, one_school: Client, api: str
) -> None:
    shown = {row["sourcedId"] for row in one_school.all(api, "students")}
    school = _school(one_school, api)
    assert shown == {row["sourcedId"] for row in reader.all(api, f"schools/{school}/students")}
    assert len(shown) < len(reader.all(api, "students"))


def test_scoped_connection_sees_terms_and_courses_of_its_school_only(
    reader: Client, one_school: Client, api: str
) -> None:
    assert len(one_school.all(api, "academicSessions")) == 7
    assert len(reader.all(api, "academicSessions")) == 21
    school = _school(one_school, api)
    assert {row["org"]["sourcedId"] for row in one_school.all(api, "courses")} == {school}


def test_scoped_connection_sees_the_gradebook_of_its_school_only(
    reader: Client, one_school: Client, api: str
) -> None:
    sections = {row["sourcedId"] for row in one_school.all(api, "classes")}
    items = one_school.all(api, "lineItems")
    assert {row["class"]["sourcedId"] for row in items} <= sections
    kept = {row["sourcedId"] for row in items}
    for row in reader.all(api, "lineItems"):
        assert (row["sourcedId"] in kept) == (row["class"]["sourcedId"] in sections)
    results = one_school.grades(api, "results", limit=1).total
    assert 0 < results < reader.grades(api, "results", limit=1).total


def test_rows_of_other_schools_are_unknown_to_a_scoped_connection(
    reader: Client, one_school: Client, api: str
) -> None:
    school = _school(one_school, api)
    other = next(row for row in reader.all(api, "classes") if row["school"]["sourcedId"] != school)
    name = other["sourcedId"]
    student = reader.all(api, f"classes/{name}/students")[0]["sourcedId"].replace("+", "%2B")
    item = reader.all(api, f"classes/{name}/lineItems")[0]["sourcedId"]
    for path in (
        f"classes/{name}",
        f"classes/{name}/students",
        f"schools/{other['school']['sourcedId']}",
        f"schools/{other['school']['sourcedId']}/classes",
        f"courses/{other['course']['sourcedId']}",
        f"terms/{other['terms'][0]['sourcedId']}",
        f"students/{student}",
        f"users/{student}/classes",
        f"demographics/{student}",
    ):
        assert one_school.roster(api, path).status == 404, path
    for path in (
        f"classes/{name}/lineItems",
        f"classes/{name}/results",
        f"lineItems/{item}",
        f"classes/{name}/students/{student}/results",
    ):
        assert one_school.grades(api, path).status == 404, path


def test_filter_cannot_reach_beyond_the_scope(reader: Client, one_school: Client, api: str) -> None:
    school = _school(one_school, api)
    other = next(row for row in reader.all(api, "classes") if row["school"]["sourcedId"] != school)
    wanted = f"class.sourcedId='{other['sourcedId']}'"
    assert one_school.all(api, "lineItems", filter=wanted) == []
    assert reader.all(api, "lineItems", filter=wanted) != []


def test_write_to_another_school_is_forbidden(api: str) -> None:
    with running("--students", "400") as (_, client):
        schools = client.all(api, "schools")
        scoped = client.connect(rights=["gradebook"], schools=[schools[0]["name"]])
        sections = client.all(api, "classes")
        place = next(
            place
            for place, row in enumerate(sections)
            if row["school"]["sourcedId"] == schools[1]["sourcedId"]
        )
        klass = first_class(client, api, place)
        assert put_item(scoped, api, "far", klass.item()).status == 403
        assert put_item(client, api, "far", klass.item()).status == 201
        assert put_result(scoped, api, "far-1", klass.result("far")).status == 403
        assert scoped.delete(f"{GRADES[api]}/lineItems/far").status == 403
        assert client.grades(api, "lineItems/far").status == 200


def test_scope_can_be_widened_to_all_schools_again(fresh: Client) -> None:
    with running("--students", "400") as (_, client):
        scoped = client.connect(schools=[client.all("1.2", "schools")[0]["sourcedId"]])
        assert len(scoped.all("1.2", "schools")) == 1
        client_id = scoped.credentials["client_id"]
        client.control(f"connections/{client_id}", {"schools": None})
        assert len(scoped.all("1.2", "schools")) == 3


def test_scope_is_kept_when_only_the_rights_change(reader: Client) -> None:
    scoped = reader.connect(schools=[reader.all("1.1", "schools")[0]["sourcedId"]])
    client_id = scoped.credentials["client_id"]
    changed = reader.control(f"connections/{client_id}", {"rights": ["gradebook"]})
    assert changed["schools"] == [reader.all("1.1", "schools")[0]["name"]]


def test_unknown_school_or_right_is_a_mistake_of_the_caller(reader: Client) -> None:
    for body in (
        b'{"schools": ["Nowhere"]}',
        b'{"rights": ["cafeteria"]}',
        b'{"school": []}',
        b"{",
    ):
        answer = reader.bare("POST", "/sandbox/connections", body)
        assert answer.status == 400
        assert answer.json["error"]


def test_connection_of_another_application_has_its_own_address(reader: Client) -> None:
    other = reader.connect(app_name="quizzard")
    assert other.credentials["token_url"].endswith("?appName=quizzard")
    path = "/campus/oneroster/quizzard/ims/oneroster/v1p1/orgs"
    assert other.get(path).status == 200
    assert reader.get(path).status == 403
    assert other.roster("1.2", "orgs").status == 200


def test_path_is_looked_up_after_the_token_and_before_the_right(reader: Client) -> None:
    roster_only = reader.connect(rights=["roster"])
    assert reader.bare("GET", f"{ROSTER['1.2']}/nothing").status == 401
    assert roster_only.grades("1.2", "nothing").status == 404
    assert roster_only.grades("1.2", "lineItems").status == 403
