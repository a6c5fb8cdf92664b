"""Generated districts: believable, the same every time, of any size."""

from collections import Counter
from statistics import mean
from typing import Any

import pytest

from tests.integration.sandbox.client import GRADES, ROSTER, Client, running

_EVERYTHING = [
    "orgs",
    "academicSessions",
    "courses",
    "classes",
    "enrollments",
    "users",
    "demographics",
    "categories",
    "lineItems",
    "results",
]


def _dump(client: Client, api: str) -> list[bytes]:
    bases = [*(ROSTER[api] for _ in range(7)), *(GRADES[api] for _ in range(3))]
    answers = [
        client.get(f"{base}/{path}", limit=50_000)
        for base, path in zip(bases, _EVERYTHING, strict=True)
    ]
    host = client.ready["host_url"].encode()
    return [answer.body.replace(host, b"") for answer in answers]


def test_two_runs_of_one_seed_and_day_give_the_same_bytes(api: str) -> None:
    dumps = []
    for _ in range(2):
        with running("--students", "60", "--seed", "4") as (_, client):
            dumps.append(_dump(client, api))
    assert dumps[0] == dumps[1]


def test_another_seed_gives_other_people() -> None:
    names = []
    for seed in ("1", "2"):
        with running("--students", "60", "--seed", seed) as (_, client):
            names.append([row["familyName"] for row in client.all("1.2", "students")])
    assert names[0] != names[1]


def test_another_day_of_the_year_gives_the_same_people_and_more_scores() -> None:
    found = []
    for day in ("2026-09-15", "2027-03-01"):
        with running("--students", "60", "--day", day) as (_, client):
            people = {row["sourcedId"]: row["email"] for row in client.all("1.2", "teachers")}
            found.append((people, client.grades("1.2", "results", limit=1).total))
    assert found[0][0] == found[1][0]
    assert found[0][1] * 3 < found[1][1]


@pytest.mark.parametrize(
    ("students", "schools", "grades"),
    [
        (20, 1, {"09"}),
        (60, 1, {"09", "10"}),
        (100, 1, {"09", "10", "11", "12"}),
        (200, 2, {"06", "07", "08", "09", "10", "11", "12"}),
        (
            400,
            3,
            {"KG", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"},
        ),
        (
            2500,
            5,
            {"KG", "01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12"},
        ),
    ],
)
def test_schools_and_grades_follow_the_size(students: int, schools: int, grades: set[str]) -> None:
    with running("--students", str(students)) as (sandbox, client):
        assert len(client.all("1.2", "schools")) == schools
        rows = client.all("1.2", "students")
        assert {row["grades"][0] for row in rows} == grades
        people = sandbox.stage.campus.roster.people.values()
        enrolled = [person for person in people if person.duties[0].role == "student"]
        assert len(enrolled) == students
        assert students * 0.97 <= len(rows) <= students
        assert client.ready["students"] == len(rows)


def test_classes_are_about_25_strong_and_students_have_seven_courses() -> None:
    with running("--students", "1000") as (sandbox, _):
        roster = sandbox.stage.campus.roster
        sizes = [len(rows) for rows in roster.rows_of_section.values()]
        assert 20 <= mean(sizes) <= 28
        assert max(sizes) <= 38
        counts = Counter(row.person for row in roster.student_rows.values())
        assert set(counts.values()) == {7}
        pairs = {(row.person, row.section) for row in roster.student_rows.values()}
        assert len(pairs) == len(roster.student_rows)


def test_classmates_differ_from_course_to_course() -> None:
    with running("--students", "1000") as (sandbox, _):
        roster = sandbox.stage.campus.roster
        person = next(iter(roster.people))
        groups = [
            frozenset(one.person for one in roster.rows_of_section[row.section])
            for row in roster.rows_of_person[person]
        ]
        assert len(set(groups)) > 3


def test_teacher_has_at_most_five_sections_as_the_first_of_it() -> None:
    with running("--students", "2500") as (sandbox, _):
        rows = sandbox.stage.campus.roster.staff_rows.values()
        counts = Counter(row.person for row in rows if row.primary)
        assert max(counts.values()) == 5


def test_every_student_has_one_or_two_guardians_of_some_school(reader: Client) -> None:
    students = reader.all("1.2", "students")
    assert {len(row["agents"]) for row in students} == {1, 2}
    families = Counter(row["familyName"] for row in students)
    assert max(families.values()) > 1


def test_names_are_many_and_diverse(reader: Client) -> None:
    rows = reader.all("1.2", "users")
    assert len({row["givenName"] for row in rows}) > 150
    assert len({row["familyName"] for row in rows}) > 150
    emails = [row["email"] for row in rows]
    assert len(set(emails)) == len(emails)
    assert all(email.endswith(".example") for email in emails)
    usernames = [row["username"] for row in rows]
    assert len(set(usernames)) == len(usernames)


def test_ages_fit_the_grades(reader: Client) -> None:
    grades = {row["sourcedId"]: row["grades"][0] for row in reader.all("1.2", "students")}
    for row in reader.all("1.2", "demographics"):
        grade = grades[row["sourcedId"]]
        expected = 6 + (0 if grade == "KG" else int(grade))
        age = 2026 - int(row["birthDate"][:4])
        assert expected - 1 <= age <= expected + 1


def test_section_has_about_fifty_pieces_of_work_a_year(reader: Client) -> None:
    rows = [row for row in reader.all("1.2", "lineItems") if "metadata" not in row]
    counts = Counter(row["class"]["sourcedId"] for row in rows)
    assert set(counts) == {row["sourcedId"] for row in reader.all("1.2", "classes")}
    assert 46 <= min(counts.values()) <= max(counts.values()) <= 54


def test_work_is_due_in_the_terms_of_its_section_and_assigned_before(
    reader: Client,
) -> None:
    view = reader.control("teacher-view.json")["sections"]
    for section in view[::9]:
        titles = [item["title"] for item in section["items"]]
        assert len(set(titles)) == len(titles)
        assert all(len(title) <= 50 for title in titles)
        for item in section["items"]:
            assert item["term"] in ("Q1", "Q2", "Q3", "Q4")
            assert item["assigned"] <= item["due"]
            assert item["category"] in ("Homework", "Quizzes", "Tests", "Projects")
            assert item["origin"] == "teacher"


def test_scores_end_at_the_pretend_day(reader: Client) -> None:
    rows = reader.all("1.2", "results")
    assert max(row["scoreDate"] for row in rows) == "2026-10-14"
    assert max(row["dateLastModified"] for row in rows) <= "2026-10-14T06:00:00.000Z"
    due = {row["sourcedId"]: row["dueDate"] for row in reader.all("1.2", "lineItems")}
    assert all(due[row["lineItem"]["sourcedId"]] < "2026-10-15T05:00:00" for row in rows)


def test_scores_are_of_every_kind(reader: Client) -> None:
    rows = reader.all("1.2", "results")
    share: dict[str, float] = {
        "late": sum(row["late"] == "true" for row in rows) / len(rows),
        "missing": sum(row["missing"] == "true" for row in rows) / len(rows),
        "incomplete": sum(row["incomplete"] == "true" for row in rows) / len(rows),
        "exempt": sum(row["scoreStatus"] == "exempt" for row in rows) / len(rows),
        "unscored": sum("score" not in row for row in rows) / len(rows),
    }
    assert 0.01 < share["late"] < 0.06
    assert 0.01 < share["missing"] < 0.04
    assert 0.002 < share["incomplete"] < 0.02
    assert 0.004 < share["exempt"] < 0.02
    assert 0.02 < share["unscored"] < 0.08


def test_some_cells_are_blank(reader: Client) -> None:
    view = reader.control("teacher-view.json")["sections"]
    blanks = 0
    for section in view[::5]:
        size = max(len(item["scores"]) for item in section["items"])
        due = [item for item in section["items"] if item["due"] < "2026-10-01"]
        blanks += sum(size - len(item["scores"]) for item in due)
    assert blanks > 20


def test_scores_lie_about_the_maximum_and_not_beyond_reason(reader: Client) -> None:
    highs = {row["sourcedId"]: row["resultValueMax"] for row in reader.all("1.2", "lineItems")}
    shares = [
        float(row["score"]) / float(highs[row["lineItem"]["sourcedId"]])
        for row in reader.all("1.2", "results")
        if "score" in row
    ]
    assert 0.65 < mean(shares) < 0.85
    assert min(shares) > 0.3
    assert max(shares) <= 1.05


@pytest.mark.parametrize("day", ["2026-07-15", "2026-08-17", "2027-06-04", "2027-06-20"])
def test_any_day_of_the_year_can_be_today(day: str) -> None:
    with running("--students", "60", "--day", day) as (_, client):
        assert client.all("1.2", "academicSessions")[0]["schoolYear"] == "2027"
        results = client.grades("1.2", "results", limit=1).total
        assert (results == 0) == (day <= "2026-08-17")
        assert client.grades("1.2", "lineItems", limit=1).total > 400


def test_large_district_pages_into_the_middle_of_its_results() -> None:
    with running("--students", "5000") as (_, client):
        total = client.grades("1.2", "results", limit=1).total
        assert total > 300_000
        page = client.grades("1.2", "results", limit=500, offset=total // 2)
        ids = [row["sourcedId"] for row in page.json["results"]]
        assert ids == sorted(ids)
        assert len(ids) == 500
        last = client.grades("1.2", "results", limit=500, offset=total - 3)
        assert len(last.json["results"]) == 3
        again = client.grades("1.2", "results", limit=10, offset=total // 2)
        assert [row["sourcedId"] for row in again.json["results"]] == ids[:10]


def test_result_of_the_collection_is_found_by_its_id(reader: Client, api: str) -> None:
    rows: list[dict[str, Any]] = reader.all(api, "results")
    for row in rows[:: len(rows) // 20]:
        assert reader.grades(api, f"results/{row['sourcedId']}").json["result"] == row
    items = reader.all(api, "lineItems")
    for row in items[:: len(items) // 20]:
        assert reader.grades(api, f"lineItems/{row['sourcedId']}").json["lineItem"] == row
