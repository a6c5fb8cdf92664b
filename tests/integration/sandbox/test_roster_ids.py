"""The ids of Infinite Campus in both versions, and how they hang together."""

import re

import pytest

from tests.integration.sandbox.client import Client, running

_GUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")


def test_1p1_user_ids_are_a_role_letter_plus_and_the_person_number(reader: Client) -> None:
    letters = {"student": "s", "teacher": "t", "guardian": "g", "administrator": "a"}
    rows = reader.all("1.1", "users")
    assert {row["role"] for row in rows} == set(letters)
    for row in rows:
        assert re.fullmatch(rf"{letters[row['role']]}\+\d{{6}}", row["sourcedId"])


def test_user_prefix_can_be_written_without_plus() -> None:
    with running("--students", "20", "--user-prefix", "plain") as (_, client):
        rows = client.all("1.1", "students")
        assert all(re.fullmatch(r"s\d{6}", row["sourcedId"]) for row in rows)
        assert client.roster("1.1", f"students/{rows[0]['sourcedId']}").status == 200
        plus = rows[0]["sourcedId"].replace("s", "s%2B")
        assert client.roster("1.1", f"students/{plus}").status == 404


def test_1p1_user_rows_are_one_per_role_of_a_person(reader: Client) -> None:
    rows = reader.all("1.1", "users")
    teachers = {row["sourcedId"][1:] for row in rows if row["role"] == "teacher"}
    guardians = {row["sourcedId"][1:] for row in rows if row["role"] == "guardian"}
    both = teachers & guardians
    assert both
    for number in both:
        pair = [row for row in rows if row["sourcedId"][1:] == number]
        assert {row["role"] for row in pair} == {"teacher", "guardian"}
        assert len({(row["givenName"], row["familyName"], row["email"]) for row in pair}) == 1


def test_1p2_user_rows_are_one_per_person_with_many_roles(reader: Client) -> None:
    rows = reader.all("1.2", "users")
    assert all(_GUID.fullmatch(row["sourcedId"]) for row in rows)
    assert len({row["sourcedId"] for row in rows}) == len(rows)
    many = [row for row in rows if len({role["role"] for role in row["roles"]}) == 2]
    assert many
    old = {row["sourcedId"][1:].lstrip("+") for row in reader.all("1.1", "users")}
    assert {row["metadata"]["ic.legacySourcedId"] for row in rows} == old


def test_legacy_number_is_one_dotted_key_of_the_metadata(reader: Client) -> None:
    row = reader.all("1.2", "students")[0]
    assert list(row["metadata"]) == ["ic.legacySourcedId"]
    assert row["metadata"]["ic.legacySourcedId"].isdigit()


def test_1p2_roles_have_one_primary_per_org(reader: Client) -> None:
    for row in reader.all("1.2", "users"):
        for org in {role["org"]["sourcedId"] for role in row["roles"]}:
            kinds = [r["roleType"] for r in row["roles"] if r["org"]["sourcedId"] == org]
            assert kinds.count("primary") == 1, row


def test_orgs_are_numbers_in_1p1_and_guids_in_1p2(reader: Client) -> None:
    old, new = reader.all("1.1", "orgs"), reader.all("1.2", "orgs")
    assert all(row["sourcedId"].isdigit() for row in old)
    assert all(_GUID.fullmatch(row["sourcedId"]) for row in new)
    key = lambda row: row["identifier"]  # noqa: E731
    for first, second in zip(sorted(old, key=key), sorted(new, key=key), strict=True):
        assert first["name"] == second["name"]


@pytest.mark.parametrize("path", ["classes", "courses", "academicSessions", "enrollments"])
def test_other_ids_are_the_same_in_both_versions(reader: Client, path: str) -> None:
    old = [row["sourcedId"] for row in reader.all("1.1", path)]
    new = [row["sourcedId"] for row in reader.all("1.2", path)]
    assert old == new


def test_student_and_teacher_enrolments_have_prefixed_numbers(reader: Client, api: str) -> None:
    for row in reader.all(api, "enrollments"):
        letter = "s" if row["role"] == "student" else "t"
        assert re.fullmatch(rf"{letter}\d+", row["sourcedId"])


def test_grading_periods_have_ids_made_from_terms(reader: Client, api: str) -> None:
    for row in reader.all(api, "academicSessions"):
        pattern = r"gp\d+" if row["type"] == "gradingPeriod" else r"\d+"
        assert re.fullmatch(pattern, row["sourcedId"])


def test_1p1_demographics_have_the_guid_of_the_identity(reader: Client) -> None:
    rows = reader.all("1.1", "demographics")
    assert all(_GUID.fullmatch(row["sourcedId"]) for row in rows)
    users = {row["sourcedId"] for row in reader.all("1.1", "users")}
    assert not users & {row["sourcedId"] for row in rows}


def test_1p2_demographics_have_the_id_of_their_user(reader: Client) -> None:
    students = {row["sourcedId"] for row in reader.all("1.2", "students")}
    assert {row["sourcedId"] for row in reader.all("1.2", "demographics")} == students


def test_user_is_known_by_the_role_that_the_id_names(reader: Client) -> None:
    student = reader.all("1.1", "students")[0]["sourcedId"]
    number = student.removeprefix("s+")
    assert reader.roster("1.1", f"users/s%2B{number}").status == 200
    for wrong in (f"t%2B{number}", f"g%2B{number}", number, f"s{number}", f"x%2B{number}"):
        assert reader.roster("1.1", f"users/{wrong}").status == 404, wrong
    for path in ("teachers", "guardians", "administrators"):
        assert reader.roster("1.1", f"{path}/s%2B{number}").status == 404


def test_ids_of_one_version_are_unknown_to_the_other(reader: Client) -> None:
    old = reader.all("1.1", "students")[0]["sourcedId"].replace("+", "%2B")
    new = reader.all("1.2", "students")[0]["sourcedId"]
    assert reader.roster("1.2", f"users/{old}").status == 404
    assert reader.roster("1.1", f"users/{new}").status == 404


@pytest.mark.parametrize(
    "path",
    ["classes/01", "classes/%201", "classes/-1", "classes/1e6", "courses/x", "orgs/%D9%A1"],
)
def test_number_written_otherwise_names_nothing(reader: Client, path: str) -> None:
    assert reader.roster("1.1", path).status == 404


def test_references_between_roster_rows_hold(reader: Client, api: str) -> None:
    ids = {
        kind: {row["sourcedId"] for row in reader.all(api, kind)}
        for kind in ("orgs", "users", "classes", "courses", "academicSessions")
    }
    for row in reader.all(api, "classes"):
        assert row["course"]["sourcedId"] in ids["courses"]
        assert row["school"]["sourcedId"] in ids["orgs"]
        assert {term["sourcedId"] for term in row["terms"]} <= ids["academicSessions"]
    hidden = set()
    for row in reader.all(api, "enrollments"):
        assert row["class"]["sourcedId"] in ids["classes"]
        assert row["school"]["sourcedId"] in ids["orgs"]
        hidden |= {row["user"]["sourcedId"]} - ids["users"]
    # Disabled accounts and people who left: enrolled or once enrolled, and not among the users.
    assert 0 < len(hidden) < 10
    for row in reader.all(api, "courses"):
        assert row["schoolYear"]["sourcedId"] in ids["academicSessions"]
        assert row["org"]["sourcedId"] in ids["orgs"]
    for row in reader.all(api, "users"):
        assert {agent["sourcedId"] for agent in row.get("agents", [])} - ids["users"] <= hidden


def test_agents_point_both_ways(reader: Client, api: str) -> None:
    users = {row["sourcedId"]: row for row in reader.all(api, "users")}
    students = reader.all(api, "students")
    for row in students:
        for agent in row["agents"]:
            back = users[agent["sourcedId"]]["agents"]
            assert row["sourcedId"] in {ref["sourcedId"] for ref in back}


def test_parent_and_children_of_orgs_and_sessions_agree(reader: Client, api: str) -> None:
    for path in ("orgs", "academicSessions"):
        rows = {row["sourcedId"]: row for row in reader.all(api, path)}
        for row in rows.values():
            for child in row.get("children", []):
                assert rows[child["sourcedId"]]["parent"]["sourcedId"] == row["sourcedId"]
            if "parent" in row:
                children = rows[row["parent"]["sourcedId"]]["children"]
                assert row["sourcedId"] in {child["sourcedId"] for child in children}
