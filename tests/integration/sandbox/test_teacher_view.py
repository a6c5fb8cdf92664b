"""What a teacher sees, as data and as a page."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.integration.sandbox.bodies import Class, first_class, put_result, with_item
from tests.integration.sandbox.client import GRADES, Client, running


def _section(client: Client, section: str) -> dict[str, Any]:
    (view,) = client.control(f"teacher-view.json?section={section}")["sections"]
    found: dict[str, Any] = view
    return found


def _item(client: Client, klass: Class, row_id: str) -> dict[str, Any]:
    rows = _section(client, klass.section)["items"]
    found: dict[str, Any] = next(row for row in rows if row["id"] == row_id)
    return found


def _percent(client: Client, klass: Class, place: int = 0) -> str | None:
    rows = _section(client, klass.section)["in_progress"]
    name = klass.students[place]
    row = next((row for row in rows if row["student"]["ids"][klass.api] == name), None)
    return row["percent"] if row else None


@pytest.fixture
def empty() -> Any:
    """A class of the scripted district, whose gradebook is empty."""
    with running("--script", "school-year") as (_, client):
        client.control("school-year/next", {})
        client.control("day", {"day": "2026-09-30"})
        yield client


def _class_of(client: Client, title: str, api: str = "1.2") -> Class:
    titles = [row["title"] for row in client.all(api, "classes")]
    return first_class(client, api, titles.index(title))


def test_view_tells_day_year_and_sections(reader: Client) -> None:
    section = reader.all("1.2", "classes")[0]
    view = reader.control(f"teacher-view.json?section={section['sourcedId']}")
    assert view["day"] == "2026-10-14"
    assert view["school_year"] == 2027
    (shown,) = view["sections"]
    assert set(shown) == {
        "section_id",
        "ids",
        "title",
        "course",
        "school",
        "term",
        "school_year",
        "teachers",
        "categories",
        "items",
        "posted",
        "in_progress",
    }
    assert shown["section_id"] == section["sourcedId"]
    assert shown["ids"] == {"1.1": section["sourcedId"], "1.2": section["sourcedId"]}
    assert shown["title"] == section["title"]
    assert shown["term"] == "Q1"
    assert shown["school_year"] == 2027
    assert len(shown["teachers"]) == 1


def test_view_names_people_by_the_ids_of_both_versions(reader: Client) -> None:
    old, new = first_class(reader, "1.1"), first_class(reader, "1.2")
    rows = [row for item in _section(reader, old.section)["items"] for row in item["scores"]]
    assert {row["student"]["ids"]["1.1"] for row in rows} >= set(old.students)
    assert {row["student"]["ids"]["1.2"] for row in rows} >= set(new.students)


def test_item_shows_what_the_teacher_needs(fresh: Client, class_1p2: Class) -> None:
    with_item(fresh, class_1p2, "quiz")
    put_result(fresh, "1.2", "quiz-1", class_1p2.result("quiz", comment="Neat", late="true"))
    item = _item(fresh, class_1p2, "quiz")
    (score,) = item.pop("scores")
    assert item == {
        "id": "quiz",
        "title": "Reading Log",
        "assigned": "2026-09-28",
        "due": "2026-10-02",
        "points": "20",
        "category": "Homework",
        "uncategorised": False,
        "term": "Q1",
        "origin": "api",
        "connection": "homeroom",
        "modified": "2026-10-14T12:00:00.001Z",
    }
    assert score["student"]["ids"]["1.2"] == class_1p2.students[0]
    del score["student"]
    assert score == {
        "result_id": "quiz-1",
        "score": "17.5",
        "text": None,
        "percent": None,
        "status": "fully graded",
        "flags": ["L"],
        "comment": "Neat",
        "day": "2026-10-02",
        "origin": "api",
        "counts": True,
        "enrolled": True,
    }


def test_item_of_1p1_arrives_uncategorised_and_counts_for_nothing(
    fresh: Client, class_1p1: Class
) -> None:
    before = _percent(fresh, class_1p1)
    with_item(fresh, class_1p1, "quiz")
    put_result(fresh, "1.1", "quiz-1", class_1p1.result("quiz", score=0))
    item = _item(fresh, class_1p1, "quiz")
    assert (item["category"], item["uncategorised"]) == (None, True)
    assert item["scores"][0]["counts"] is False
    assert _percent(fresh, class_1p1) == before


def test_aligned_item_counts_from_then_on(fresh: Client, class_1p1: Class) -> None:
    with_item(fresh, class_1p1, "quiz")
    put_result(fresh, "1.1", "quiz-1", class_1p1.result("quiz", score=0))
    before = _percent(fresh, class_1p1)
    act = {"section": class_1p1.section, "item": "quiz", "category": "Homework"}
    assert fresh.control("teacher/align", act)["category"] == "Homework"
    after = _percent(fresh, class_1p1)
    assert before is not None
    assert after is not None
    assert float(after) < float(before)
    assert _item(fresh, class_1p1, "quiz")["scores"][0]["counts"] is True


def test_connection_of_an_item_is_the_application_that_wrote_it(fresh: Client) -> None:
    other = fresh.connect(app_name="quizzard")
    klass = first_class(fresh, "1.2")
    with_item(other, klass, "theirs")
    assert _item(fresh, klass, "theirs")["connection"] == "quizzard"
    rows = _section(fresh, klass.section)["items"]
    assert {row["connection"] for row in rows} == {None, "quizzard"}
    assert {row["origin"] for row in rows} == {"teacher", "api"}


def test_touched_shows_only_sections_that_were_written_to(fresh: Client) -> None:
    assert fresh.control("teacher-view.json?touched=1")["sections"] == []
    klass = first_class(fresh, "1.2", 3)
    with_item(fresh, klass)
    (section,) = fresh.control("teacher-view.json?touched=1")["sections"]
    assert section["section_id"] == klass.section
    whole = fresh.control("teacher-view.json")["sections"]
    assert len(whole) == len(fresh.all("1.2", "classes"))


def test_unknown_section_gives_an_empty_view(fresh: Client) -> None:
    assert fresh.control("teacher-view.json?section=none")["sections"] == []


def test_student_who_left_is_shown_as_no_longer_enrolled() -> None:
    with running("--students", "60") as (_, client):
        client.control("day", {"day": "2027-06-10"})
        klass_id = client.all("1.1", "classes")[0]["sourcedId"]
        scores = [row for item in _section(client, klass_id)["items"] for row in item["scores"]]
        assert scores
        assert not any(row["enrolled"] for row in scores)


# --- averages ----------------------------------------------------------------------------------


def _grade(client: Client, klass: Class, row_id: str, category: str, **result: Any) -> None:
    named = {"sourcedId": klass.categories[category]}
    item = {"assignDate": "2026-09-01T12:00:00Z", "dueDate": "2026-09-20T12:00:00Z"}
    with_item(client, klass, row_id, title=row_id, category=named, **item)
    sent = {"scoreDate": "2026-09-21", **result}
    assert put_result(client, "1.2", f"{row_id}-1", klass.result(row_id, **sent)).status == 201


def test_percent_is_weighted_by_category(empty: Client) -> None:
    klass = _class_of(empty, "Biology - 01")
    weights = {
        row["title"]: int(row["weight"]) for row in _section(empty, klass.section)["categories"]
    }
    _grade(empty, klass, "h", "Homework", score=20)
    _grade(empty, klass, "t", "Tests", score=10)
    expected = (100 * weights["Homework"] + 50 * weights["Tests"]) / (
        weights["Homework"] + weights["Tests"]
    )
    assert float(_percent(empty, klass) or 0) == pytest.approx(expected, abs=0.005)


def test_points_are_added_up_within_a_category(empty: Client) -> None:
    klass = _class_of(empty, "Biology - 01")
    _grade(empty, klass, "a", "Tests", score=10)
    _grade(empty, klass, "b", "Tests", score=19)
    assert _percent(empty, klass) == "72.5"


@pytest.mark.parametrize(
    ("result", "percent"),
    [
        ({"missing": "true", "scoreStatus": "not submitted", "score": None}, "50"),
        ({"missing": "true", "score": 18}, "50"),
        ({"scoreStatus": "exempt", "score": None}, "100"),
        ({"scoreStatus": "exempt", "score": 0}, "100"),
        ({"scoreStatus": "submitted", "score": None}, "100"),
        ({"scoreStatus": "not submitted", "score": None}, "100"),
        ({"late": "true", "score": 10}, "75"),
        ({"incomplete": "true", "score": 10}, "75"),
        ({"score": 0}, "50"),
        ({"score": 25}, "112.5"),
    ],
)
def test_flag_does_to_the_percent_what_it_does_in_infinite_campus(
    empty: Client, result: dict[str, Any], percent: str
) -> None:
    klass = _class_of(empty, "Biology - 01")
    _grade(empty, klass, "full", "Tests", score=20)
    _grade(empty, klass, "other", "Tests", **result)
    assert _percent(empty, klass) == percent


@pytest.mark.parametrize(("flag", "percent"), [("Ch", "50"), ("Dr", "100"), ("X", "100")])
def test_teachers_own_flags_count_too(empty: Client, flag: str, percent: str) -> None:
    klass = _class_of(empty, "Biology - 01")
    _grade(empty, klass, "full", "Tests", score=20)
    _grade(empty, klass, "other", "Tests", score=10)
    act = {
        "section": klass.section,
        "item": "other",
        "student": klass.students[0],
        "score": 10,
        "flags": [flag],
    }
    empty.control("teacher/score", act)
    assert _percent(empty, klass) == percent


def test_teachers_own_flags_outlive_a_write_of_the_api(empty: Client) -> None:
    klass = _class_of(empty, "Biology - 01")
    _grade(empty, klass, "quiz", "Tests", score=10)
    who = {"section": klass.section, "item": "quiz", "student": klass.students[0]}
    empty.control("teacher/score", {**who, "score": 10, "flags": ["Ch", "L"]})
    body = klass.result("quiz", scoreDate="2026-09-22", score=12)
    assert put_result(empty, "1.2", "quiz-1", body).status == 200
    (score,) = _item(empty, klass, "quiz")["scores"]
    assert (score["score"], score["flags"]) == ("12", ["Ch"])


def test_only_the_present_quarter_is_in_progress(empty: Client) -> None:
    klass = _class_of(empty, "Biology - 01")
    _grade(empty, klass, "first", "Tests", score=20)
    assert _percent(empty, klass) == "100"
    empty.control("day", {"day": "2026-10-26"})
    assert _section(empty, klass.section)["term"] == "Q2"
    assert _percent(empty, klass) is None


def test_student_without_anything_that_counts_has_no_percent(empty: Client) -> None:
    klass = _class_of(empty, "Biology - 01")
    _grade(empty, klass, "quiz", "Tests", score=None, scoreStatus="submitted")
    assert _percent(empty, klass) is None
    rows = _section(empty, klass.section)["in_progress"]
    assert [row["percent"] for row in rows] == [None]


# --- the page ----------------------------------------------------------------------------------


class _Page(HTMLParser):
    """Counts tags and checks that every one that is opened is closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self._open: list[str] = []
        self.scopes: list[str | None] = []
        self.feed(text)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag == "th":
            self.scopes.append(dict(attrs).get("scope"))
        if tag not in ("meta", "br"):
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag


def _page(client: Client, query: str = "") -> str:
    answer = client.bare("GET", f"/sandbox/teacher-view{query}")
    assert answer.status == 200
    assert answer.headers["Content-Type"] == "text/html; charset=utf-8"
    return answer.body.decode()


def test_page_is_whole_and_accessible(fresh: Client, class_1p2: Class) -> None:
    with_item(fresh, class_1p2, "quiz")
    put_result(fresh, "1.2", "quiz-1", class_1p2.result("quiz"))
    text = _page(fresh, "?touched=1")
    page = _Page(text)
    assert text.startswith('<!doctype html><html lang="en">')
    assert page.tags.count("h1") == 1
    assert page.tags.count("main") == 1
    assert page.tags.count("table") == page.tags.count("caption") > 10
    assert page.scopes
    assert set(page.scopes) == {"col", "row"}
    assert "script" not in page.tags
    assert "http://" not in text.replace("http://127.0.0.1", "")


def test_page_shows_scores_flags_and_uncategorised_items(fresh: Client, class_1p1: Class) -> None:
    with_item(fresh, class_1p1, "quiz", title="Fractions & more")
    put_result(fresh, "1.1", "q", class_1p1.result("quiz", scoreStatus="late", score=7.25))
    text = _page(fresh, f"?section={class_1p1.section}")
    assert "Fractions &amp; more: 20 points, due 2026-10-02, Q1" in text
    assert "Uncategorized Assignments: counts for nothing until aligned" in text
    assert '<td class="n">7.25</td><td>late</td>' in text


def test_page_of_many_sections_is_a_list_of_links(reader: Client) -> None:
    text = _page(reader)
    links = re.findall(r'href="(/sandbox/teacher-view\?section=[^"]+)"', text)
    assert len(links) == len(reader.all("1.1", "classes"))
    _Page(_page(reader, links[0].removeprefix("/sandbox/teacher-view")))


def test_page_shows_posted_grades_and_averages(fresh: Client) -> None:
    with running("--students", "20", "--day", "2026-11-10") as (_, client):
        section = client.all("1.1", "classes")[0]["sourcedId"]
        text = _page(client, f"?section={section}")
        assert "<caption>Posted grades</caption>" in text
        assert "<caption>In progress</caption>" in text


def test_page_of_an_unknown_section_says_so(reader: Client) -> None:
    assert "There is no such section." in _page(reader, "?section=none")


def test_page_of_every_step_of_the_school_year_is_whole() -> None:
    with running("--script", "school-year") as (_, client):
        for _ in client.control("school-year")["steps"]:
            client.control("school-year/next", {})
        _Page(_page(client, "?year=all"))


def test_deleted_item_disappears_from_the_view(fresh: Client, klass: Class) -> None:
    with_item(fresh, klass, "quiz")
    fresh.delete(f"{GRADES[klass.api]}/lineItems/quiz")
    rows = _section(fresh, klass.section)["items"]
    assert "quiz" not in {row["id"] for row in rows}
