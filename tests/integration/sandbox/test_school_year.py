"""The scripted school year: its steps, and that a careful hub can meet what they expect."""

from typing import Any

import pytest

from tests.integration.sandbox.clerk import Clerk, read_export
from tests.integration.sandbox.client import GRADES, Client
from tests.integration.sandbox.pretend_year import classes, until


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
    done = until(year, "conflict")
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
    until(year, step, clerk)
    clerk.sync()
    expected = year.control(f"school-year/expected?api={api}")["items"]
    assert year.control(f"school-year/actual?api={api}")["items"] != expected


def test_overwriting_clerk_is_found_out_by_the_conflict(year: Client, api: str) -> None:
    clerk = Clerk(year, api)
    until(year, "conflict", clerk)
    clerk.seen.clear()
    clerk.sync()
    rows = year.control(f"school-year/actual?api={api}")["items"]
    quiz = next(row for row in rows if row["item"] == "Quiz 1: Integers")
    assert {"student": "Ana Ruiz", "score": "18.5", "flags": []} in quiz["scores"]
    assert rows != year.control(f"school-year/expected?api={api}")["items"]


def test_doubled_result_stands_twice_in_the_view(year: Client, api: str) -> None:
    clerk = _Forgetful(year, api)
    until(year, "changed grade", clerk)
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
    sections = classes(year, api)
    titles = {row["title"] for row in year.all(api, f"classes/{sections['Health - 01']}/lineItems")}
    assert titles == {"Q1 Grade", "Q2 Grade", "Work Habits"}
    rows = year.all(api, f"classes/{sections['Biology - 01']}/categories")
    assert {row["title"] for row in rows} == {"Homework", "Quizzes", "Tests", "Projects"}
