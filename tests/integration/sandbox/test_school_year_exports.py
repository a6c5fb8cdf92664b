"""The scripted school year: what the learning app says at each step."""

from tests.integration.sandbox.client import Client
from tests.integration.sandbox.pretend_year import classes, export, until


def test_export_before_the_first_step_has_no_items(year: Client) -> None:
    assert set(export(year)) == {"manifest", "categories"}


def test_export_grows_with_the_steps(year: Client) -> None:
    year.control("school-year/next", {})
    first = export(year)
    assert [row["title"] for row in first["lineItems"]] == ["Quiz 1: Integers"]
    assert len(first["results"]) == 5
    year.control("school-year/next", {})
    assert len(export(year)["lineItems"]) == 2


def test_export_names_everything_by_the_ids_of_the_api(year: Client, api: str) -> None:
    year.control("school-year/next", {})
    tables = export(year, api)
    (item,) = tables["lineItems"]
    assert item["classSourcedId"] == classes(year, api)["Algebra I - 01"]
    section = year.roster(api, f"classes/{item['classSourcedId']}").json["class"]
    assert item["schoolSourcedId"] == section["school"]["sourcedId"]
    assert item["academicSessionSourcedId"] == section["terms"][0]["sourcedId"]
    students = {row["sourcedId"] for row in year.all(api, "students")}
    assert {row["studentSourcedId"] for row in tables["results"]} <= students


def test_percent_item_comes_with_its_scale(year: Client) -> None:
    until(year, "percent item")
    tables = export(year)
    (scale,), (link,) = tables["scoreScales"], tables["lineItemScoreScales"]
    assert scale["type"] == "percent"
    assert link["scoreScaleSourcedId"] == scale["sourcedId"]
    item = next(row for row in tables["lineItems"] if row["sourcedId"] == "bio-certificate")
    assert (link["lineItemSourcedId"], item["resultValueMax"]) == ("bio-certificate", "100")


def test_changed_and_cleared_scores_keep_their_ids(year: Client) -> None:
    until(year, "extra credit")
    before = {row["sourcedId"]: row for row in export(year)["results"]}
    until(year, "changed grade")
    after = {row["sourcedId"]: row for row in export(year)["results"]}
    assert set(before) == set(after)
    assert before["alg1-quiz-2-dev"]["score"] == "11"
    cleared = after["alg1-quiz-2-dev"]
    assert (cleared["score"], cleared["scoreStatus"]) == ("", "submitted")
    assert after["alg1-quiz-1-ben"]["score"] == "16.5"
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"alg1-quiz-2-dev", "alg1-quiz-1-ben"}


def test_late_deadline_comes_as_a_date_time_in_utc(year: Client) -> None:
    until(year, "late at night")
    dates = {row["sourcedId"]: row["dueDate"] for row in export(year)["lineItems"]}
    assert dates["bio-diagram"] == "2026-10-17T04:59:00Z"
    assert dates["alg1-test-1"] == "2026-10-16"


def test_shared_course_has_an_id_of_its_own_and_due_dates_by_student(
    year: Client, api: str
) -> None:
    until(year, "one course for two sections")
    tables = export(year, api)
    (item,) = [row for row in tables["lineItems"] if row["sourcedId"] == "spanish-family"]
    assert item["classSourcedId"] == "mathly-spanish"
    assert "mathly-spanish" not in classes(year, api).values()
    rows = [row for row in tables["results"] if row["lineItemSourcedId"] == "spanish-family"]
    assert {row["classSourcedId"] for row in rows} == {"mathly-spanish"}
    days = {row["sourcedId"].rpartition("-")[2]: row["metadata.due"] for row in rows}
    assert days == {"chloe": "", "dev": "", "ema": "2026-11-23", "finn": "2026-11-23", "gita": ""}


def test_unlisted_item_is_absent_and_deleted_one_comes_as_a_delta(year: Client) -> None:
    until(year, "no longer listed")
    tables = export(year)
    assert "bio-certificate" not in {row["sourcedId"] for row in tables["lineItems"]}
    assert "scoreScales" not in tables
    until(year, "deleted in the app")
    tables = export(year)
    assert set(tables) == {"manifest", "lineItems"}
    (row,) = tables["lineItems"]
    assert (row["sourcedId"], row["status"]) == ("alg1-homework-1", "tobedeleted")
    assert row["dateLastModified"].startswith("2027-01-22T12:00")
    manifest = {line["propertyName"]: line["value"] for line in tables["manifest"]}
    assert manifest["file.lineItems"] == "delta"
    until(year, "title already taken")
    tables = export(year)
    assert "alg1-homework-1" not in {row["sourcedId"] for row in tables["lineItems"]}
    assert len(tables["lineItems"]) > 15
