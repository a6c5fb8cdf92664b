"""The scripted school year: what happens in the SIS."""

from tests.integration.sandbox.clerk import Clerk
from tests.integration.sandbox.client import GRADES, Client, running
from tests.integration.sandbox.pretend_year import classes, names, until, users_named


def test_late_entry_begins_on_her_first_day(year: Client, api: str) -> None:
    until(year, "percent item")
    assert users_named(year, "Gita Rahimi", api) == []
    until(year, "late entry")
    (user,) = users_named(year, "Gita Rahimi", api)
    rows = [
        row for row in year.all(api, "enrollments") if row["user"]["sourcedId"] == user["sourcedId"]
    ]
    assert [(row["beginDate"], row["endDate"]) for row in rows] == [("2026-09-08", "2027-06-04")]
    assert rows[0]["dateLastModified"].startswith("2026-09-11")


def test_drop_ends_a_row_and_return_adds_one(year: Client, api: str) -> None:
    section = classes(year, api)["Algebra I - 01"]
    until(year, "drop")
    assert "Dev Patel" not in names(year, f"classes/{section}/students", api)
    assert "Dev Patel" in names(year, "students", api)
    until(year, "return")
    assert "Dev Patel" in names(year, f"classes/{section}/students", api)
    (user,) = users_named(year, "Dev Patel", api)
    rows = [
        (row["beginDate"], row["endDate"])
        for row in year.all(api, "enrollments")
        if row["user"]["sourcedId"] == user["sourcedId"] and row["class"]["sourcedId"] == section
    ]
    assert rows == [("2026-08-17", "2026-10-06"), ("2026-10-26", "2027-06-04")]


def test_move_between_schools_keeps_the_person(year: Client) -> None:
    until(year, "move between sections")
    (before,) = users_named(year, "Kaia Moreau")
    until(year, "move between schools")
    (after,) = users_named(year, "Kaia Moreau")
    assert after["sourcedId"] == before["sourcedId"]
    ends = [(role["org"]["sourcedId"], role.get("endDate")) for role in after["roles"]]
    assert len(ends) == 2
    assert ends[0][1] == "2026-11-08"
    school = {row["name"]: row["sourcedId"] for row in year.all("1.2", "schools")}
    high = school["Quillbrook High School"]
    assert "Kaia Moreau" in names(year, f"schools/{high}/students")


def test_disabled_account_is_gone_from_users_and_still_enrolled(year: Client, api: str) -> None:
    until(year, "cross-listed sections")
    (user,) = users_named(year, "Hugo Lindqvist", api)
    until(year, "disabled account")
    assert users_named(year, "Hugo Lindqvist", api) == []
    enrolled = {row["user"]["sourcedId"] for row in year.all(api, "enrollments")}
    assert user["sourcedId"] in enrolled


def test_student_is_absent_from_one_read_only(year: Client, api: str) -> None:
    until(year, "disabled account")
    (user,) = users_named(year, "Ema Koss", api)
    rows = year.all(api, "enrollments")
    until(year, "absent from one read")
    assert users_named(year, "Ema Koss", api) == []
    left = year.all(api, "enrollments")
    missing = [row for row in rows if row not in left]
    assert {row["user"]["sourcedId"] for row in missing} == {user["sourcedId"]}
    until(year, "listed again")
    assert users_named(year, "Ema Koss", api) == [user]
    assert year.all(api, "enrollments") == rows


def test_parent_and_teacher_has_two_rows_in_1p1_and_one_in_1p2(year: Client) -> None:
    until(year, "listed again")
    assert [row["role"] for row in users_named(year, "Teodor Vance", "1.1")] == ["teacher"]
    until(year, "parent and teacher")
    pair = users_named(year, "Teodor Vance", "1.1")
    assert sorted(row["role"] for row in pair) == ["guardian", "teacher"]
    assert len({row["sourcedId"][2:] for row in pair}) == 1
    (one,) = users_named(year, "Teodor Vance", "1.2")
    assert sorted(role["role"] for role in one["roles"]) == ["guardian", "teacher"]
    (nora,) = users_named(year, "Nora Vance", "1.2")
    assert [agent["sourcedId"] for agent in nora["agents"]] == [one["sourcedId"]]
    roster_only = year.connect(rights=["roster"])
    assert len(users_named(roster_only, "Teodor Vance", "1.1")) == 1


def test_teacher_changes_in_the_middle_of_the_year(year: Client, api: str) -> None:
    section = classes(year, api)["Biology - 01"]
    until(year, "due in the break")
    assert names(year, f"classes/{section}/teachers", api) == {"Teodor Vance"}
    until(year, "change of teachers")
    assert names(year, f"classes/{section}/teachers", api) == {"Sunita Keller"}


def test_summer_session_opens_a_section_of_its_own_term(year: Client, api: str) -> None:
    until(year, "title already taken")
    assert "Summer Algebra - 01" not in classes(year, api)
    until(year, "summer session")
    name = classes(year, api)["Summer Algebra - 01"]
    section = year.roster(api, f"classes/{name}").json["class"]
    (term,) = section["terms"]
    row = year.roster(api, f"academicSessions/{term['sourcedId']}").json["academicSession"]
    assert (row["title"], row["type"]) == ("Summer", "term")
    assert len(year.all(api, f"classes/{name}/categories")) == 4


def test_roll_over_changes_everything_but_the_people(year: Client, api: str) -> None:
    clerk = Clerk(year, api)
    until(year, "summer session", clerk)
    clerk.sync()
    before = {
        path: {row["sourcedId"] for row in year.all(api, path)}
        for path in ("academicSessions", "classes", "courses", "enrollments", "lineItems")
    }
    people = {row["sourcedId"] for row in year.all(api, "students")}
    view = year.control(f"school-year/actual?api={api}")["items"]
    until(year, "roll-over")
    for path, ids in before.items():
        now = {row["sourcedId"] for row in year.all(api, path)}
        assert now
        assert not now & ids, path
    assert {row["sourcedId"] for row in year.all(api, "students")} == people
    assert {row["schoolYear"] for row in year.all(api, "academicSessions")} == {"2028"}
    assert year.control(f"school-year/actual?api={api}")["items"] == view


def test_old_year_is_unknown_to_the_api_and_whole_in_the_teachers_view(
    year: Client, api: str
) -> None:
    clerk = Clerk(year, api)
    year.control("school-year/next", {})
    clerk.sync()
    section = classes(year, api)["Algebra I - 01"]
    until(year, "roll-over")
    for path in (
        f"classes/{section}/lineItems",
        "lineItems/alg1-quiz-1",
        "results/alg1-quiz-1-ana",
    ):
        assert year.grades(api, path).status == 404
    assert year.delete(f"{GRADES[api]}/lineItems/alg1-quiz-1").status == 404
    assert year.delete(f"{GRADES[api]}/results/alg1-quiz-1-ana").status == 404
    item = year.grades(api, "results", filter="dateLastModified>'2020-01-01'").json["results"]
    assert item == []
    body = {
        "lineItem": {"sourcedId": "alg1-quiz-1"},
        "student": {"sourcedId": year.all(api, "students")[0]["sourcedId"]},
        "scoreStatus": "fully graded",
        "score": 3,
        "scoreDate": "2027-08-18",
    }
    assert year.put(f"{GRADES[api]}/results/late", {"result": body}).status == 422
    (view,) = year.control(f"teacher-view.json?section={section}")["sections"]
    assert view["school_year"] == 2027
    assert [row["id"] for row in view["items"]] == ["alg1-quiz-1", "teacher-1"]
    years = {row["school_year"] for row in year.control("teacher-view.json?year=all")["sections"]}
    assert years == {2027, 2028}
    years = {row["school_year"] for row in year.control("teacher-view.json")["sections"]}
    assert years == {2028}


def test_same_title_of_two_years_is_two_sections(year: Client) -> None:
    first = classes(year)["Algebra I - 01"]
    until(year, "roll-over")
    assert classes(year)["Algebra I - 01"] != first


def test_script_runs_the_same_with_plain_prefixes_and_exclusive_ends() -> None:
    arguments = ("--script", "school-year", "--user-prefix", "plain", "--end-date", "exclusive")
    with running(*arguments) as (_, client):
        clerk = Clerk(client, "1.1")
        until(client, "quarter flip", clerk)
        clerk.sync()
        expected = client.control("school-year/expected?api=1.1")["items"]
        assert client.control("school-year/actual?api=1.1")["items"] == expected


def test_two_runs_of_the_script_give_the_same_bytes() -> None:
    bodies = []
    for _ in range(2):
        with running("--script", "school-year") as (_, client):
            until(client, "drop", Clerk(client, "1.2"))
            answer = client.bare("GET", "/sandbox/teacher-view.json")
            bodies.append(answer.body)
    assert bodies[0] == bodies[1]
