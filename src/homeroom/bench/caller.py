"""A learning app that calls the hub as fast as it is told, and notes when it was answered."""

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import count as count_from
from itertools import islice
from typing import Any

import httpx2
from msgspec import Struct

from homeroom.access.clients import Made
from homeroom.bench.district import STUDENTS
from homeroom.errors import NeedsDeveloper

_BASE = "/ims/oneroster/gradebook/v1p2"
_ROSTER = "/ims/oneroster/rostering/v1p2"
CATEGORY = "quizzes"


class Write(Struct, frozen=True):
    """One PUT; of a grade also the cell that it is for, in the words of both sides, and its score.

    `cell`: the title of the line item, and the student's user name.
    """

    path: str
    body: dict[str, Any]
    cell: tuple[str, str] | None = None
    score: str = ""


class Roster(Struct, frozen=True):
    """Ids at the hub: of classes by their titles, of students by their user names."""

    classes: dict[str, str]
    students: dict[str, str]


class Caller:
    """The app, with a token; a context manager."""

    def __init__(self, address: str, made: Made) -> None:
        self._client = httpx2.Client(base_url=address, trust_env=False, timeout=60)
        form = {"grant_type": "client_credentials"}
        answer = self._client.post("/oauth/token", data=form, auth=(made.client_id, made.secret))
        self._client.headers["Authorization"] = f"Bearer {_good(answer).json()['access_token']}"

    def __enter__(self) -> "Caller":
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def roster(self) -> Roster:
        """Read what the grades are about."""
        return Roster(self._named("classes", "title"), self._named("users", "username"))

    def _named(self, name: str, key: str) -> dict[str, str]:
        answer = _good(self._client.get(f"{_ROSTER}/{name}", params={"limit": "10000"}))
        return {row[key]: row["sourcedId"] for row in answer.json()[name]}

    def put(self, write: Write) -> float:
        """Write, and return the moment of the answer that it is kept."""
        answer = _good(self._client.put(f"{_BASE}/{write.path}", json=write.body))
        if answer.status_code != 201:
            raise NeedsDeveloper(f"PUT {write.path} was answered {answer.status_code}.")
        return time.time()

    def put_all(
        self, writes: Sequence[Write], per_second: float, halfway: Callable[[], None]
    ) -> dict[tuple[str, str], tuple[str, float]]:
        """Write so many a second; return the score and the moment of the answer by cell.

        A write whose turn has come while another one was answered leaves at once. `halfway` is
        called when half of them are written.
        """
        answered = {}
        began = time.monotonic()
        for place, write in enumerate(writes):
            if place == len(writes) // 2:
                halfway()
            time.sleep(max(began + place / per_second - time.monotonic(), 0.0))
            at = self.put(write)
            if write.cell is not None:
                answered[write.cell] = (write.score, at)
        return answered


def quizzes(roster: Roster, classes: int, count: int, first: int) -> Iterator[Write]:
    """Yield so many writes: a quiz in each class, then its grades, in all classes at once; again
    and again. The quizzes are numbered from `first` on.
    """
    return islice(_rounds(roster, classes, first), count)


def _rounds(roster: Roster, classes: int, first: int) -> Iterator[Write]:
    for number in count_from(first):
        for at in range(classes):
            yield _line_item(roster, at, number)
        for seat in range(STUDENTS):
            for at in range(classes):
                yield _grade(roster, at, seat, number)


def category() -> Write:
    """Return the write of the category of all quizzes."""
    return Write(f"categories/{CATEGORY}", {"category": {"title": "Quizzes"}})


def _line_item(roster: Roster, at: int, number: int) -> Write:
    held = {
        "title": _title(at, number),
        "assignDate": "2026-09-01T12:00:00Z",
        "dueDate": "2026-09-15T12:00:00Z",
        "class": {"sourcedId": roster.classes[f"Measuring {at}"]},
        "category": {"sourcedId": CATEGORY},
        "resultValueMin": 0,
        "resultValueMax": 10,
    }
    return Write(f"lineItems/q{number}-{at}", {"lineItem": held})


def _grade(roster: Roster, at: int, seat: int, number: int) -> Write:
    student = f"s{at:05}-{seat:02}"
    score = f"{(number * STUDENTS + seat) % 1_000 / 100:.2f}".rstrip("0").rstrip(".")
    held = {
        "lineItem": {"sourcedId": f"q{number}-{at}"},
        "student": {"sourcedId": roster.students[student]},
        "scoreStatus": "fully graded",
        "scoreDate": "2026-09-15",
        "score": score,
    }
    path = f"results/q{number}-{at}-{seat}"
    return Write(path, {"result": held}, (_title(at, number), student), score)


def _title(at: int, number: int) -> str:
    return f"Quiz {number} of class {at}"


def _good(answer: httpx2.Response) -> httpx2.Response:
    if not answer.is_success:
        raise NeedsDeveloper(
            f"The hub answered {answer.status_code} to its app.", detail=answer.text[:500]
        )
    return answer
