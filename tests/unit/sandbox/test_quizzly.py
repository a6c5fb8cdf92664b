"""What Quizzly makes of a roster: which classes, who in them, and what it writes for whom."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, Literal

import pytest

from homeroom.sandbox.learning_app.calls import Access, Calls, Row
from homeroom.sandbox.learning_app.classroom import Classroom, choose_classes
from homeroom.sandbox.learning_app.http import Answer
from homeroom.sandbox.learning_app.quizzly import QUIZ, WARM_UP, WORKS, write_class

DAY = date(2026, 10, 14)
EARLIEST = DAY - timedelta(days=8)
ENOUGH = 8


def access(api: Literal["1.1", "1.2"]) -> Access:
    return Access(api, "https://hub.example/ims/oneroster/", "https://hub.example/t", "id", "hush")


class Listening(Calls):
    """Answers lists from memory, and keeps what is written."""

    def __init__(self, **lists: list[Row]) -> None:
        super().__init__(access("1.2"))
        self._lists = lists
        self.written: list[tuple[str, str, Any]] = []

    def every(self, name: str, **query: str) -> Iterator[Row]:
        yield from self._lists[name]

    def put(self, path: str, wrapper: str, row: Row) -> None:
        self.written.append(("PUT", path, row))

    def post(self, path: str, wrapper: str, rows: list[Row]) -> None:
        self.written.append(("POST", path, rows))


def there(class_id: str, user: str, begin: str | None = None, end: str | None = None) -> Row:
    dates = {"beginDate": begin, "endDate": end}
    said = {name: held for name, held in dates.items() if held}
    return {"class": {"sourcedId": class_id}, "user": {"sourcedId": user}, **said}


def full(class_id: str) -> list[Row]:
    return [there(class_id, f"{class_id}-{n}") for n in range(ENOUGH)]


def titled(class_id: str, title: str) -> Row:
    return {"sourcedId": class_id, "title": title}


def chosen(rows: list[Row], classes: list[Row], most: int = 10) -> list[Classroom]:
    calls = Listening(classes=classes, enrollments=rows)
    return choose_classes(calls, EARLIEST, DAY, most)[0]


@pytest.mark.parametrize(
    ("begin", "end", "is_there"),
    [
        (None, None, True),
        ("2026-08-17", "2027-06-04", True),
        (str(EARLIEST), None, True),
        (str(EARLIEST + timedelta(days=1)), None, False),
        (None, str(DAY), False),
        (None, str(DAY + timedelta(days=1)), True),
        ("2027-01-04", None, False),
    ],
)
def test_only_who_was_in_the_class_all_the_time_is_graded(
    begin: str | None, end: str | None, is_there: bool
) -> None:
    rows = [*full("c"), there("c", "nadia", begin, end)]
    (room,) = chosen(rows, [titled("c", "Algebra")])
    assert ("nadia" in room.students) is is_there


def test_a_class_with_few_students_is_left_out() -> None:
    rows = [*full("c"), *full("d")[1:]]
    rooms = chosen(rows, [titled("c", "Algebra"), titled("d", "Band")])
    assert [room.title for room in rooms] == ["Algebra"]


def test_the_same_titles_are_chosen_whatever_the_ids_of_a_hub_are() -> None:
    titles = [f"Class {n}" for n in range(9)]

    def of_hub(ids: list[str]) -> list[str]:
        rows = [row for one in ids for row in full(one)]
        classes = [titled(id_, title) for id_, title in zip(ids, titles, strict=True)]
        return [room.title for room in chosen(rows, classes, 3)]

    here, elsewhere = [f"a{n}" for n in range(9)], [f"z{9 - n}" for n in range(9)]
    assert of_hub(here) == of_hub(elsewhere) == ["Class 0", "Class 3", "Class 6"]


def test_someone_who_is_listed_twice_is_graded_once() -> None:
    rows = [*full("c"), there("c", "c-0")]
    (room,) = chosen(rows, [titled("c", "Algebra")])
    assert len(room.students) == ENOUGH


ROOM = Classroom("c1", "Algebra", [f"s{n}" for n in range(ENOUGH)])


def written(api: str) -> list[tuple[str, str, Any]]:
    calls = Listening()
    write_class(calls, api, ROOM, DAY)
    return calls.written


@pytest.mark.parametrize("api", ["1.1", "1.2"])
def test_a_line_item_goes_before_its_grades_and_lies_in_the_past(api: str) -> None:
    known: set[str] = set()
    for _, path, body in written(api):
        if path.startswith("lineItems/") and isinstance(body, dict):
            known.add(path.removeprefix("lineItems/"))
            assert body["assignDate"] < body["dueDate"] < str(DAY)
            assert body["assignDate"] >= str(EARLIEST)
        else:
            rows = body if isinstance(body, list) else [body]
            assert {row["lineItem"]["sourcedId"] for row in rows} <= known
    assert len(known) == len(WORKS)


def test_1_1_puts_each_grade_and_1_2_posts_those_of_a_quiz_at_once() -> None:
    one, two = written("1.1"), written("1.2")
    assert {method for method, _, _ in one} == {"PUT"}
    posted = [(path, body) for method, path, body in two if method == "POST"]
    assert [(path, len(body)) for path, body in posted] == [
        (f"lineItems/quizzly-c1-{QUIZ.key}/results", ENOUGH)
    ]
    put = [path for _, path, _ in two if path.startswith("results/")]
    assert put == [f"results/quizzly-c1-{WARM_UP.key}-s{n}" for n in range(ENOUGH)]


def test_writing_once_more_says_the_same() -> None:
    assert written("1.2") == written("1.2")


def test_scores_are_exact_texts_within_the_points() -> None:
    for work, at in ((WARM_UP, 0), (QUIZ, 1)):
        rows = [body for _, path, body in written("1.1") if f"-{work.key}-s" in path]
        scores = [Decimal(row["score"]) for row in rows]
        assert len(scores) == ENOUGH, at
        assert all(0 <= score <= work.points for score in scores)
        assert [bool(row.get("late")) for row in rows] == [True] + [False] * (ENOUGH - 1)


@pytest.mark.parametrize(
    ("api", "service", "base"),
    [
        ("1.1", "rostering", "https://hub.example/ims/oneroster/v1p1"),
        ("1.1", "gradebook", "https://hub.example/ims/oneroster/v1p1"),
        ("1.2", "rostering", "https://hub.example/ims/oneroster/rostering/v1p2"),
        ("1.2", "gradebook", "https://hub.example/ims/oneroster/gradebook/v1p2"),
    ],
)
def test_each_version_has_its_own_addresses(api: Any, service: Any, base: str) -> None:
    assert access(api).base(service) == base


@pytest.mark.parametrize(
    ("link", "following"),
    [
        ("", None),
        ('<https://hub.example/a?x=1>; rel="first"', None),
        ('<https://hub.example/a>; rel="first", <https://hub.example/b>; rel="next"', "b"),
        ("<https://hub.example/b>;rel=next, <https://hub.example/a>;rel=last", "b"),
    ],
)
def test_link_leads_to_the_next_page_however_it_is_written(
    link: str, following: str | None
) -> None:
    found = Answer(200, {"link": link}, b"").next_url
    assert found == (f"https://hub.example/{following}" if following else None)
