"""The scripted school year: what happens in the SIS, what the app says, and that it can be met."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.integration.sandbox.clerk import Clerk, read_export
from tests.integration.sandbox.client import GRADES, Client, running


@pytest.fixture
def year() -> Iterator[Client]:
    with running("--script", "school-year") as (_, client):
        yield client


def _until(client: Client, name: str, clerk: Clerk | None = None) -> dict[str, Any]:
    """Perform steps up to the named one, with the clerk's sync after each when there is one."""
    while True:
        done: dict[str, Any] = client.control("school-year/next", {})
        if done["name"] == name:
            return done
        if clerk:
            clerk.sync()


def _export(client: Client, api: str = "1.2") -> dict[str, list[dict[str, str]]]:
    return read_export(client.bare("GET", f"/sandbox/learning-app.zip?api={api}").body)


def _classes(client: Client, api: str = "1.2") -> dict[str, str]:
    return {row["title"]: row["sourcedId"] for row in client.all(api, "classes")}


def _names(client: Client, path: str, api: str = "1.2") -> set[str]:
    return {f"{row['givenName']} {row['familyName']}" for row in client.all(api, path)}


def _user(client: Client, name: str, api: str = "1.2") -> list[dict[str, Any]]:
    rows = client.all(api, "users")
    return [row for row in rows if f"{row['givenName']} {row['familyName']}" == name]


# --- it can be met -----------------------------------------------------------------------------


def test_careful_clerk_meets_every_expected_view(year: Client, api: str) -> None:
    clerk = Clerk(year, api)
    for step in year.control("school-year")["steps"]:
        done = year.control("school-year/next", {})
        assert done["skipped"] == [], step["name"]
        clerk.sync()
        expected = year.control(f"school-year/expected?api={api}")
        actual = year.control(f"school-year/actual?api={api}")
        assert actual == expected, (done["number"], step["name"])
        assert actual["position"] == done["number"] == step["number"]
    before = clerk.writes
    clerk.sync()
    assert clerk.writes == before


def test_hub_that_does_nothing_misses_the_first_view(year: Client, api: str) -> None:
    year.control("school-year/next", {})
    assert year.control(f"school-year/actual?api={api}")["items"] == []
    (row,) = year.control(f"school-year/expected?api={api}")["items"]
    assert row["item"] == "Quiz 1: Integers"
    assert row["uncategorised"] == (api == "1.1")


def test_act_on_an_item_that_no_hub_has_sent_is_skipped(year: Client) -> None:
    done = _until(year, "conflict")
    assert done["skipped"] == ["Algebra I - 01 has no item 'Quiz 1: Integers'."]


class _Eager(Clerk):
    """Overwrites whatever stands in the SIS, and invents zeros where there is no score."""

    def _result(self, row: dict[str, str]) -> None:
        self.seen.pop(row["sourcedId"], None)
        super()._result(row | {"score": row["score"] or "0"})


class _Forgetful(Clerk):
    """Makes up a new id whenever a result changes."""

    def _result(self, row: dict[str, str]) -> None:
        if self.sent.get(row["sourcedId"]) != row:
            self.sent[row["sourcedId"]] = row
            super()._result(row | {"sourcedId": f"{row['sourcedId']}-{self.writes}"})


class _Tidy(Clerk):
    """Deletes in the SIS what the app no longer lists."""

    def sync(self) -> None:
        super().sync()
        answer = self.client.bare("GET", f"/sandbox/learning-app.zip?api={self.api}")
        rows = read_export(answer.body).get("lineItems", [])
        listed = {row["sourcedId"] for row in rows if row["status"] != "tobedeleted"}
        for item in [name for name in self.sent if name.partition("@")[0] not in listed]:
            self.client.delete(f"{GRADES[self.api]}/lineItems/{item}")


class _Utc(Clerk):
    """Cuts the day off a date-time without a look at the schools' time zone."""

    def _put(self, path: str, row: dict[str, str], body: dict[str, Any]) -> bool:
        if path == "lineItems" and "T" in row["dueDate"]:
            body["lineItem"]["dueDate"] = row["dueDate"][:10] + "T23:59:00-05:00"
        return super()._put(path, row, body)


class _Restless(Clerk):
    """Moves the grades of a student along to the new section."""

    def sync(self) -> None:
        self.placed.clear()
        super().sync()


class _Careless(Clerk):
    """Takes the due date of the item for everybody."""

    def _item(self, row: dict[str, str], titles: dict[str, str]) -> None:
        super()._item(
            row | {"dueDate": "2026-11-19"} if "family" in row["sourcedId"] else row, titles
        )


@pytest.mark.parametrize(
    ("kind", "step"),
    [
        (_Eager, "flags"),
        (_Forgetful, "changed grade"),
        (_Tidy, "no longer listed"),
        (_Utc, "late at night"),
        (_Restless, "move inside a shared course"),
        (_Careless, "one course for two sections"),
    ],
)
def test_careless_clerk_is_found_out(year: Client, api: str, kind: type[Clerk], step: str) -> None:
    clerk = kind(year, api)
    _until(year, step, clerk)
    clerk.sync()
    expected = year.control(f"school-year/expected?api={api}")["items"]
    assert year.control(f"school-year/actual?api={api}")["items"] != expected


def test_overwriting_clerk_is_found_out_by_the_conflict(year: Client, api: str) -> None:
    clerk = Clerk(year, api)
    _until(year, "conflict", clerk)
    clerk.seen.clear()
    clerk.sync()
    rows = year.control(f"school-year/actual?api={api}")["items"]
    quiz = next(row for row in rows if row["item"] == "Quiz 1: Integers")
    assert {"student": "Ana Ruiz", "score": "18.5", "flags": []} in quiz["scores"]
    assert rows != year.control(f"school-year/expected?api={api}")["items"]


def test_doubled_result_stands_twice_in_the_view(year: Client, api: str) -> None:
    clerk = _Forgetful(year, api)
    _until(year, "changed grade", clerk)
    clerk.sync()
    rows = year.control(f"school-year/actual?api={api}")["items"]
    quiz = next(row for row in rows if row["item"] == "Quiz 1: Integers")
    scores = [cell["score"] for cell in quiz["scores"] if cell["student"] == "Ben Ode"]
    assert scores == ["15.5", "16.5"]


# --- the steps and their answers ---------------------------------------------------------------


def test_steps_are_told_before_and_after(year: Client) -> None:
    report = year.control("school-year")
    assert report["position"] == 0
    assert [step["number"] for step in report["steps"]] == list(range(1, len(report["steps"]) + 1))
    done = year.control("school-year/next", {})
    assert {name: done[name] for name in report["steps"][0]} == report["steps"][0]
    assert done["left"] == len(report["steps"]) - 1
    assert year.control("school-year")["position"] == 1


def test_pretend_day_is_that_of_the_step(year: Client) -> None:
    for step in year.control("school-year")["steps"]:
        year.control("school-year/next", {})
        assert year.control("teacher-view.json")["day"] == step["day"]


def test_there_is_no_step_after_the_last(year: Client) -> None:
    for _ in year.control("school-year")["steps"]:
        year.control("school-year/next", {})
    answer = year.bare("POST", "/sandbox/school-year/next", b"{}")
    assert answer.status == 409
    assert "only" in answer.json["error"]


def test_every_step_says_what_a_hub_must_do(year: Client) -> None:
    for step in year.control("school-year")["steps"]:
        assert step["story"].endswith(".")
        assert step["hub"].endswith(".")


def test_script_has_seventeen_people_and_seven_sections(year: Client) -> None:
    assert len(year.all("1.2", "users")) == 17
    assert len(year.all("1.2", "classes")) == 7
    assert len(year.all("1.2", "schools")) == 2
    assert year.ready["students"] == 11
    assert year.ready["day"] == "2026-08-17"


def test_api_of_the_expected_view_must_be_one_of_two(year: Client) -> None:
    answer = year.bare("GET", "/sandbox/school-year/expected?api=3.0")
    assert answer.status == 400


def test_sections_have_categories_and_grading_tasks(year: Client, api: str) -> None:
    sections = _classes(year, api)
    titles = {row["title"] for row in year.all(api, f"classes/{sections['Health - 01']}/lineItems")}
    assert titles == {"Q1 Grade", "Q2 Grade", "Work Habits"}
    rows = year.all(api, f"classes/{sections['Biology - 01']}/categories")
    assert {row["title"] for row in rows} == {"Homework", "Quizzes", "Tests", "Projects"}


# --- the app's exports -------------------------------------------------------------------------


def test_export_before_the_first_step_has_no_items(year: Client) -> None:
    assert set(_export(year)) == {"manifest", "categories"}


def test_export_grows_with_the_steps(year: Client) -> None:
    year.control("school-year/next", {})
    first = _export(year)
    assert [row["title"] for row in first["lineItems"]] == ["Quiz 1: Integers"]
    assert len(first["results"]) == 5
    year.control("school-year/next", {})
    assert len(_export(year)["lineItems"]) == 2


def test_export_names_everything_by_the_ids_of_the_api(year: Client, api: str) -> None:
    year.control("school-year/next", {})
    tables = _export(year, api)
    (item,) = tables["lineItems"]
    assert item["classSourcedId"] == _classes(year, api)["Algebra I - 01"]
    section = year.roster(api, f"classes/{item['classSourcedId']}").json["class"]
    assert item["schoolSourcedId"] == section["school"]["sourcedId"]
    assert item["academicSessionSourcedId"] == section["terms"][0]["sourcedId"]
    students = {row["sourcedId"] for row in year.all(api, "students")}
    assert {row["studentSourcedId"] for row in tables["results"]} <= students


def test_percent_item_comes_with_its_scale(year: Client) -> None:
    _until(year, "percent item")
    tables = _export(year)
    (scale,), (link,) = tables["scoreScales"], tables["lineItemScoreScales"]
    assert scale["type"] == "percent"
    assert link["scoreScaleSourcedId"] == scale["sourcedId"]
    item = next(row for row in tables["lineItems"] if row["sourcedId"] == "bio-certificate")
    assert (link["lineItemSourcedId"], item["resultValueMax"]) == ("bio-certificate", "100")


def test_changed_and_cleared_scores_keep_their_ids(year: Client) -> None:
    _until(year, "extra credit")
    before = {row["sourcedId"]: row for row in _export(year)["results"]}
    _until(year, "changed grade")
    after = {row["sourcedId"]: row for row in _export(year)["results"]}
    assert set(before) == set(after)
    assert before["alg1-quiz-2-dev"]["score"] == "11"
    cleared = after["alg1-quiz-2-dev"]
    assert (cleared["score"], cleared["scoreStatus"]) == ("", "submitted")
    assert after["alg1-quiz-1-ben"]["score"] == "16.5"
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"alg1-quiz-2-dev", "alg1-quiz-1-ben"}


def test_late_deadline_comes_as_a_date_time_in_utc(year: Client) -> None:
    _until(year, "late at night")
    dates = {row["sourcedId"]: row["dueDate"] for row in _export(year)["lineItems"]}
    assert dates["bio-diagram"] == "2026-10-17T04:59:00Z"
    assert dates["alg1-test-1"] == "2026-10-16"


def test_shared_course_has_an_id_of_its_own_and_due_dates_by_student(
    year: Client, api: str
) -> None:
    _until(year, "one course for two sections")
    tables = _export(year, api)
    (item,) = [row for row in tables["lineItems"] if row["sourcedId"] == "spanish-family"]
    assert item["classSourcedId"] == "mathly-spanish"
    assert "mathly-spanish" not in _classes(year, api).values()
    rows = [row for row in tables["results"] if row["lineItemSourcedId"] == "spanish-family"]
    assert {row["classSourcedId"] for row in rows} == {"mathly-spanish"}
    days = {row["sourcedId"].rpartition("-")[2]: row["metadata.due"] for row in rows}
    assert days == {"chloe": "", "dev": "", "ema": "2026-11-23", "finn": "2026-11-23", "gita": ""}


def test_unlisted_item_is_absent_and_deleted_one_comes_as_a_delta(year: Client) -> None:
    _until(year, "no longer listed")
    tables = _export(year)
    assert "bio-certificate" not in {row["sourcedId"] for row in tables["lineItems"]}
    assert "scoreScales" not in tables
    _until(year, "deleted in the app")
    tables = _export(year)
    assert set(tables) == {"manifest", "lineItems"}
    (row,) = tables["lineItems"]
    assert (row["sourcedId"], row["status"]) == ("alg1-homework-1", "tobedeleted")
    assert row["dateLastModified"].startswith("2027-01-22T12:00")
    manifest = {line["propertyName"]: line["value"] for line in tables["manifest"]}
    assert manifest["file.lineItems"] == "delta"
    _until(year, "title already taken")
    tables = _export(year)
    assert "alg1-homework-1" not in {row["sourcedId"] for row in tables["lineItems"]}
    assert len(tables["lineItems"]) > 15


# --- what happens in the SIS -------------------------------------------------------------------


def test_late_entry_begins_on_her_first_day(year: Client, api: str) -> None:
    _until(year, "percent item")
    assert _user(year, "Gita Rahimi", api) == []
    _until(year, "late entry")
    (user,) = _user(year, "Gita Rahimi", api)
    rows = [
        row for row in year.all(api, "enrollments") if row["user"]["sourcedId"] == user["sourcedId"]
    ]
    assert [(row["beginDate"], row["endDate"]) for row in rows] == [("2026-09-08", "2027-06-04")]
    assert rows[0]["dateLastModified"].startswith("2026-09-11")


def test_drop_ends_a_row_and_return_adds_one(year: Client, api: str) -> None:
    section = _classes(year, api)["Algebra I - 01"]
    _until(year, "drop")
    assert "Dev Patel" not in _names(year, f"classes/{section}/students", api)
    assert "Dev Patel" in _names(year, "students", api)
    _until(year, "return")
    assert "Dev Patel" in _names(year, f"classes/{section}/students", api)
    (user,) = _user(year, "Dev Patel", api)
    rows = [
        (row["beginDate"], row["endDate"])
        for row in year.all(api, "enrollments")
        if row["user"]["sourcedId"] == user["sourcedId"] and row["class"]["sourcedId"] == section
    ]
    assert rows == [("2026-08-17", "2026-10-06"), ("2026-10-26", "2027-06-04")]


def test_move_between_schools_keeps_the_person(year: Client) -> None:
    _until(year, "move between sections")
    (before,) = _user(year, "Kaia Moreau")
    _until(year, "move between schools")
    (after,) = _user(year, "Kaia Moreau")
    assert after["sourcedId"] == before["sourcedId"]
    ends = [(role["org"]["sourcedId"], role.get("endDate")) for role in after["roles"]]
    assert len(ends) == 2
    assert ends[0][1] == "2026-11-08"
    school = {row["name"]: row["sourcedId"] for row in year.all("1.2", "schools")}
    high = school["Quillbrook High School"]
    assert "Kaia Moreau" in _names(year, f"schools/{high}/students")


def test_disabled_account_is_gone_from_users_and_still_enrolled(year: Client, api: str) -> None:
    _until(year, "cross-listed sections")
    (user,) = _user(year, "Hugo Lindqvist", api)
    _until(year, "disabled account")
    assert _user(year, "Hugo Lindqvist", api) == []
    enrolled = {row["user"]["sourcedId"] for row in year.all(api, "enrollments")}
    assert user["sourcedId"] in enrolled


def test_student_is_absent_from_one_read_only(year: Client, api: str) -> None:
    _until(year, "disabled account")
    (user,) = _user(year, "Ema Koss", api)
    rows = year.all(api, "enrollments")
    _until(year, "absent from one read")
    assert _user(year, "Ema Koss", api) == []
    left = year.all(api, "enrollments")
    missing = [row for row in rows if row not in left]
    assert {row["user"]["sourcedId"] for row in missing} == {user["sourcedId"]}
    _until(year, "listed again")
    assert _user(year, "Ema Koss", api) == [user]
    assert year.all(api, "enrollments") == rows


def test_parent_and_teacher_has_two_rows_in_1p1_and_one_in_1p2(year: Client) -> None:
    _until(year, "listed again")
    assert [row["role"] for row in _user(year, "Teodor Vance", "1.1")] == ["teacher"]
    _until(year, "parent and teacher")
    pair = _user(year, "Teodor Vance", "1.1")
    assert sorted(row["role"] for row in pair) == ["guardian", "teacher"]
    assert len({row["sourcedId"][2:] for row in pair}) == 1
    (one,) = _user(year, "Teodor Vance", "1.2")
    assert sorted(role["role"] for role in one["roles"]) == ["guardian", "teacher"]
    (nora,) = _user(year, "Nora Vance", "1.2")
    assert [agent["sourcedId"] for agent in nora["agents"]] == [one["sourcedId"]]
    roster_only = year.connect(rights=["roster"])
    assert len(_user(roster_only, "Teodor Vance", "1.1")) == 1


def test_teacher_changes_in_the_middle_of_the_year(year: Client, api: str) -> None:
    section = _classes(year, api)["Biology - 01"]
    _until(year, "due in the break")
    assert _names(year, f"classes/{section}/teachers", api) == {"Teodor Vance"}
    _until(year, "change of teachers")
    assert _names(year, f"classes/{section}/teachers", api) == {"Sunita Keller"}


def test_summer_session_opens_a_section_of_its_own_term(year: Client, api: str) -> None:
    _until(year, "title already taken")
    assert "Summer Algebra - 01" not in _classes(year, api)
    _until(year, "summer session")
    name = _classes(year, api)["Summer Algebra - 01"]
    section = year.roster(api, f"classes/{name}").json["class"]
    (term,) = section["terms"]
    row = year.roster(api, f"academicSessions/{term['sourcedId']}").json["academicSession"]
    assert (row["title"], row["type"]) == ("Summer", "term")
    assert len(year.all(api, f"classes/{name}/categories")) == 4


def test_roll_over_changes_everything_but_the_people(year: Client, api: str) -> None:
    clerk = Clerk(year, api)
    _until(year, "summer session", clerk)
    clerk.sync()
    before = {
        path: {row["sourcedId"] for row in year.all(api, path)}
        for path in ("academicSessions", "classes", "courses", "enrollments", "lineItems")
    }
    people = {row["sourcedId"] for row in year.all(api, "students")}
    view = year.control(f"school-year/actual?api={api}")["items"]
    _until(year, "roll-over")
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
    section = _classes(year, api)["Algebra I - 01"]
    _until(year, "roll-over")
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
    first = _classes(year)["Algebra I - 01"]
    _until(year, "roll-over")
    assert _classes(year)["Algebra I - 01"] != first


def test_script_runs_the_same_with_plain_prefixes_and_exclusive_ends() -> None:
    arguments = ("--script", "school-year", "--user-prefix", "plain", "--end-date", "exclusive")
    with running(*arguments) as (_, client):
        clerk = Clerk(client, "1.1")
        _until(client, "quarter flip", clerk)
        clerk.sync()
        expected = client.control("school-year/expected?api=1.1")["items"]
        assert client.control("school-year/actual?api=1.1")["items"] == expected


def test_two_runs_of_the_script_give_the_same_bytes() -> None:
    bodies = []
    for _ in range(2):
        with running("--script", "school-year") as (_, client):
            _until(client, "drop", Clerk(client, "1.2"))
            answer = client.bare("GET", "/sandbox/teacher-view.json")
            bodies.append(answer.body)
    assert bodies[0] == bodies[1]
