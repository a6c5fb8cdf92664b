"""Data Browsing: what is listed, by which filters and order, in which columns, and as a file."""

import csv
import io
from typing import Any

import pytest
from django.test import Client

from homeroom.rules.entities import person_of
from homeroom.store import browsing
from homeroom.store.scope import district_scope
from tests.integration.runs.conftest import FileApp
from tests.packages import line_item, person, result, role, school
from tests.people import Town

STUDENTS = 9


@pytest.fixture(scope="module", autouse=True)
def gradebook(sis: FileApp) -> FileApp:
    """Nine students with some grades, a guardian, an aide and a principal."""
    files = school(STUDENTS)
    for number, word in enumerate(("guardian", "aide", "principal", "counselor"), start=1):
        files["users"].append(person(f"p{number}"))
        files["roles"].append(role(f"p{number}", word))
    files["users"][4] = person("s4", email="four@river.example", grades="07")
    with district_scope(sis.district.id) as scope:
        scope.run("UPDATE apps SET grade_sync = true WHERE key = 'sis'")
        # What the town has of its own is out of the way.
        scope.run("UPDATE results SET retired_at = now()")
        scope.run("UPDATE line_items SET retired_at = now()")
    files["lineItems"] = [line_item("quiz"), line_item("essay", title="Essay")]
    files["results"] = [result("quiz", f"s{n}", str(n)) for n in range(1, STUDENTS + 1)]
    files["results"].append(result("essay", "s1", "-2"))
    sis.sync(files)
    return sis


@pytest.fixture
def admin(town: Town) -> Client:
    return town.browser("district-admin")


def cells(answer: Any) -> list[list[str]]:
    """Return the rows of a list as it was shown."""
    return [row for _, _, row in answer.context["rows"]]


def firsts(answer: Any) -> list[str]:
    return [row[0] for row in cells(answer)]


def text(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def get(client: Client, tab: str, *filters: tuple[str, str, str], **more: str) -> Any:
    """Return a list, filtered by (attribute, condition, value)."""
    asked: dict[str, Any] = {
        "a": [one[0] for one in filters],
        "c": [one[1] for one in filters],
        "v": [one[2] for one in filters],
    }
    return client.get(f"/d/riverbend/data/{tab}/", asked | more)


@pytest.mark.parametrize(
    ("tab", "expected"),
    [
        ("contacts", ["Family p1"]),
        ("teachers", ["Family p2", "Family p4", "Family t1"]),
        ("admins", ["Family p3"]),
        ("students", [f"Family s{n}" for n in range(1, STUDENTS + 1)]),
    ],
)
def test_people_are_listed_by_what_they_are(
    admin: Client, town: Town, tab: str, expected: list[str]
) -> None:
    shown = firsts(get(admin, tab))
    with district_scope(town.district.id) as scope:
        roles = scope.rows("SELECT person, roles->0->>'role' FROM users")
    assert all(person == person_of([word] if word else []) for person, word in roles)
    assert [one for one in shown if one.startswith("Family")] == expected
    # The town's own teacher has an enrolment, and no role in the roster.
    assert ("Brook" in shown) is (tab == "admins")


def test_references_are_shown_by_their_titles(admin: Client) -> None:
    rows = cells(get(admin, "results", ("lineItem", "is", _id_of(admin, "line-items", "Essay"))))
    assert rows == [["Essay", "Given s1 Family s1", "-2", "", "fully graded", "2026-10-06"]]


def _id_of(client: Client, tab: str, title: str) -> str:
    """Return the id that a list shows of a record."""
    row: list[str] = next(row for row in cells(get(client, tab)) if row[0] == title)
    return row[-1]


@pytest.mark.parametrize(
    ("filters", "scores"),
    [
        ([("score", "is above", "7")], ["8", "9"]),
        ([("score", "is above", "3"), ("score", "is below", "6")], ["4", "5"]),
        ([("score", "is", "4.0")], ["4"]),
        ([("scoreStatus", "begins with", "FULLY"), ("score", "is below", "0")], ["-2"]),
        ([("scoreDate", "is below", "2026-10-06")], []),
        ([("scoreDate", "is", "2026-10-06"), ("score", "is", "1")], ["1"]),
        ([("comment", "is not empty", "")], []),
    ],
)
def test_filters_are_combined(
    admin: Client, filters: list[tuple[str, str, str]], scores: list[str]
) -> None:
    assert sorted(row[2] for row in cells(get(admin, "results", *filters))) == scores


@pytest.mark.parametrize(
    ("filter_", "names"),
    [
        (("email", "is not empty", ""), ["Family s4"]),
        (("grades", "is", "07"), ["Family s4"]),
        (("familyName", "contains", "S7"), ["Family s7"]),
        (("familyName", "is", "family s7"), []),
        (("roles", "contains", "nobody"), []),
    ],
)
def test_students_are_found_by_attributes(
    admin: Client, filter_: tuple[str, str, str], names: list[str]
) -> None:
    assert firsts(get(admin, "students", filter_)) == names


@pytest.mark.parametrize(
    ("attribute", "value", "words"),
    [
        ("score", "many", "many is no number."),
        ("score", "NaN", "NaN is no number."),
        ("scoreDate", "October", "October is no day; write it as 2026-10-05."),
        ("late", "perhaps", "Write yes or no."),
        ("student", "nobody", "There is no record with the id nobody."),
    ],
)
def test_a_value_that_cannot_be_compared_is_said_at_its_field(
    admin: Client, attribute: str, value: str, words: str
) -> None:
    answer = get(admin, "results", (attribute, "is", value))
    assert answer.status_code == 422
    assert words in text(answer)
    assert 'href="#v0"' in text(answer)


def test_a_list_is_sorted_both_ways_where_an_index_bears_it(admin: Client) -> None:
    up, down = get(admin, "students"), get(admin, "students", sort="-familyName")
    assert firsts(up) == sorted(firsts(up)) == firsts(down)[::-1]
    assert 'aria-sort="descending"' in text(down)
    unsorted = next(one for one in up.context["columns"] if one["title"] == "Grades")
    assert "sort" not in unsorted


@pytest.mark.parametrize("sort", ["", "-familyName", "lineItem", "-student"])
@pytest.mark.parametrize("stretch", [3, 1_000])
def test_pages_follow_each_other_without_a_gap_or_a_double(
    admin: Client, monkeypatch: pytest.MonkeyPatch, sort: str, stretch: int
) -> None:
    monkeypatch.setattr("homeroom.console.views.browse.PER_PAGE", 2)
    monkeypatch.setattr(browsing, "STRETCH", stretch)
    tab = "students" if sort in ("", "-familyName") else "results"
    everything = csv_of(get(admin, tab, sort=sort, csv="1"))
    found, answer = [], get(admin, tab, sort=sort)
    while True:
        found += cells(answer)
        if not answer.context["next"]:
            break
        answer = admin.get(f"/d/riverbend/data/{tab}/{answer.context['next']}")
    assert [list(one.values()) for one in everything] == found
    assert len(found) == (STUDENTS if tab == "students" else STUDENTS + 1)


def csv_of(answer: Any) -> list[dict[str, str]]:
    sent = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(sent)))


def test_a_rare_value_is_looked_for_stretch_by_stretch(
    admin: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browsing, "STRETCH", 4)
    first = get(admin, "students", ("familyName", "is", "Family s7"))
    assert cells(first) == []
    assert "Look further" in text(first)
    second = admin.get(f"/d/riverbend/data/students/{first.context['next']}")
    assert firsts(second) == ["Family s7"]


def test_the_file_holds_what_is_shown(admin: Client) -> None:
    rows = csv_of(get(admin, "results", ("score", "is below", "2"), csv="1", sort="-student"))
    assert sorted(row["Score"] for row in rows) == ["-2", "1"]
    assert list(rows[0]) == [
        "Line item", "Student", "Score", "Text score", "Score status", "Score date",
    ]  # fmt: skip


def test_a_cell_that_looks_like_a_formula_is_quoted_in_the_file(admin: Client, town: Town) -> None:
    with district_scope(town.district.id) as scope:
        scope.run("UPDATE users SET given_name = '=1+1' WHERE family_name = 'Family s2'")
    rows = csv_of(get(admin, "students", csv="1"))
    assert "'=1+1" in {row["Given name"] for row in rows}


def test_chosen_columns_are_remembered_for_the_person_alone(admin: Client, town: Town) -> None:
    address = "/d/riverbend/data/courses/"
    answer = admin.post(address, {"column": ["title", "status", "pony"]}, follow=True)
    assert "Your columns are remembered." in text(answer)
    assert [one["title"] for one in answer.context["columns"]] == ["Title", "Status"]
    again = town.browser("district-admin").get(address)
    assert [one["title"] for one in again.context["columns"]] == ["Title", "Status"]
    other = town.browser("primary-admin").get(address)
    assert "Course code" in {one["title"] for one in other.context["columns"]}
    usual = admin.post(address, {"usual": "1", "column": ["title"]}, follow=True)
    assert "Course code" in {one["title"] for one in usual.context["columns"]}


def test_retired_records_are_shown_on_demand_and_marked(admin: Client, town: Town) -> None:
    with district_scope(town.district.id) as scope:
        scope.run("UPDATE users SET retired_at = now() WHERE family_name = 'Family s9'")
    assert "Family s9" not in firsts(get(admin, "students"))
    shown = get(admin, "students", retired="1")
    assert "Family s9" in firsts(shown)
    assert "Retired" in text(shown)
    with district_scope(town.district.id) as scope:
        scope.run("UPDATE users SET retired_at = NULL WHERE family_name = 'Family s9'")


@pytest.mark.parametrize("tab", ["students", "classes", "line-items", "results", "schools"])
def test_a_school_admin_sees_only_what_is_of_the_own_schools(town: Town, tab: str) -> None:
    # The file's people, class and grades belong to Oak; the admin's school is Roosevelt Middle.
    mine = firsts(get(town.browser("school-admin"), tab))
    assert mine == {"classes": ["English 6 - 01"], "schools": ["Roosevelt Middle"]}.get(tab, [])
    every = firsts(get(town.browser("district-admin"), tab))
    assert len(every) > len(mine)
    file = csv_of(get(town.browser("school-admin"), tab, csv="1"))
    assert len(file) == len(mine)


def test_a_list_that_is_not_there_and_a_place_that_is_none(admin: Client) -> None:
    assert admin.get("/d/riverbend/data/ponies/").status_code == 404
    for place in ("x", '["a","b","c"]', '["a","b"]', "[1]"):
        assert len(cells(get(admin, "students", after=place))) == STUDENTS


def test_an_empty_list_says_why(admin: Client, town: Town, sis: FileApp) -> None:
    assert "The apps have brought none of these." in text(get(admin, "resources"))
    with district_scope(town.district.id) as scope:
        scope.run("UPDATE apps SET grade_sync = false")
    assert "Grade Sync is off in every app" in text(get(admin, "score-scales"))
    with district_scope(town.district.id) as scope:
        scope.run("UPDATE apps SET grade_sync = true WHERE key = 'sis'")
        scope.run("UPDATE runs SET finished_at = NULL")
    assert "No sync has ended yet." in text(get(admin, "score-scales"))
    with district_scope(town.district.id) as scope:
        scope.run("UPDATE apps SET state = 'draft'")
    assert "No app is activated yet." in text(get(admin, "resources"))
    with district_scope(town.district.id) as scope:
        scope.run("UPDATE apps SET state = 'active'")
        scope.run("UPDATE runs SET finished_at = now()")


def test_an_enrolment_of_another_school_does_not_show_its_student(
    town: Town, gradebook: FileApp
) -> None:
    with district_scope(town.district.id) as scope:
        scope.run(
            "UPDATE enrollments e SET class_id = c.id FROM classes c WHERE c.title ="
            " 'English 6 - 01' AND e.id = (SELECT e.id FROM enrollments e JOIN users u"
            "   ON u.id = e.user_id WHERE u.family_name = 'Family s3')"
        )
    mine = firsts(get(town.browser("school-admin"), "students"))
    assert mine == ["Family s3"]
