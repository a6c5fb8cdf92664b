"""Quizzly, a pretend learning app that reads the roster and writes its grades over OneRoster."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from homeroom.sandbox.campus.decimals import plain
from homeroom.sandbox.districts.mixing import mix
from homeroom.sandbox.learning_app.calls import Access, Calls, Row
from homeroom.sandbox.learning_app.classroom import Classroom, choose_classes

USUAL_CLASSES = 6
_CATEGORIES = ("Homework", "Quizzes")


@dataclass(frozen=True)
class Work:
    key: str
    title: str
    points: int
    category: str
    days_ago: int


WARM_UP = Work("warm-up", "Quizzly Warm-up", 5, "Homework", 6)
QUIZ = Work("quiz", "Quizzly Quiz", 20, "Quizzes", 2)
WORKS = (WARM_UP, QUIZ)
_ASSIGNED_BEFORE = timedelta(days=2)


def hand_in(access: Access, day: date, most: int) -> dict[str, Any]:
    """Read the roster and write every grade; return what was read and written, in figures."""
    with Calls(access) as calls:
        earliest = day - timedelta(days=WARM_UP.days_ago) - _ASSIGNED_BEFORE
        rooms, read = choose_classes(calls, earliest, day, most)
        for title in _CATEGORIES:
            calls.put(f"categories/{_category_id(title)}", "category", {"title": title})
        written = {"categories": len(_CATEGORIES), "lineItems": 0, "results": 0}
        for room in rooms:
            write_class(calls, access.api, room, day)
            written["lineItems"] += len(WORKS)
            written["results"] += len(WORKS) * len(room.students)
        return {
            "api": access.api,
            "read": read,
            "pages": calls.pages,
            "written": written,
            "tokens": calls.tokens,
            "waited": calls.waited,
        }


def write_class(calls: Calls, api: str, room: Classroom, day: date) -> None:
    """Write all line items of a class, each before its grades."""
    for work in WORKS:
        item = _item_id(room, work)
        calls.put(f"lineItems/{item}", "lineItem", _line_item(room, work, day))
        _write_results(calls, api, item, list(_results(room, work, day)))


def _write_results(calls: Calls, api: str, item: str, results: list[Row]) -> None:
    """Write the grades of a line item: of a quiz all at once where the version knows how."""
    if api == "1.2" and item.endswith(QUIZ.key):
        calls.post(f"lineItems/{item}/results", "results", results)
        return
    for row in results:
        calls.put(f"results/{item}-{row['student']['sourcedId']}", "result", row)


def _line_item(room: Classroom, work: Work, day: date) -> Row:
    due = day - timedelta(days=work.days_ago)
    return {
        "title": work.title,
        "description": f"Made in Quizzly for {room.title}.",
        "assignDate": f"{due - _ASSIGNED_BEFORE}T12:00:00Z",
        "dueDate": f"{due}T12:00:00Z",
        "class": {"sourcedId": room.id},
        "category": {"sourcedId": _category_id(work.category)},
        "resultValueMin": 0,
        "resultValueMax": work.points,
    }


def _results(room: Classroom, work: Work, day: date) -> Iterator[Row]:
    scored = day - timedelta(days=work.days_ago - 1)
    for place, student in enumerate(room.students):
        quarters = work.points * (2 + mix(place, work.points) % 3)
        row = {
            "lineItem": {"sourcedId": _item_id(room, work)},
            "student": {"sourcedId": student},
            "scoreStatus": "fully graded",
            "scoreDate": scored.isoformat(),
            "score": plain(Decimal(quarters) / 4),
        }
        yield row | ({"late": "true", "comment": "Handed in late"} if place == 0 else {})


def _item_id(room: Classroom, work: Work) -> str:
    return f"quizzly-{room.id}-{work.key}"


def _category_id(title: str) -> str:
    return f"quizzly-{title.lower()}"
