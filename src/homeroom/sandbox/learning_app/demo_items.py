"""The kinds of work in the demo export of Mathly, and how each student did."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from homeroom.sandbox.campus.decimals import plain
from homeroom.sandbox.districts.mixing import mix

Kind = Literal["points", "percent", "letter", "standards"]


@dataclass(frozen=True)
class Work:
    """`category` is the title of a category that every section has."""

    key: str
    title: str
    kind: Kind
    points: int
    category: str


PRACTICE = Work("practice", "Mathly Practice", "points", 10, "Homework")
CHECKPOINT = Work("checkpoint", "Mathly Checkpoint", "points", 20, "Quizzes")
MODULE = Work("module", "Mathly Module Test", "points", 100, "Tests")
DRILL = Work("drill", "Mathly Fluency Drill", "percent", 100, "Homework")
ESSAY = Work("essay", "Mathly Written Answer", "letter", 100, "Projects")
SKILLS = Work("skills", "Mathly Skills Map", "standards", 4, "Projects")
USUAL = (PRACTICE, CHECKPOINT, MODULE, DRILL, ESSAY, SKILLS)
LONG_TITLE = Work(
    "long",
    "Mathly Review of Everything We Have Learned So Far This Autumn",
    "points",
    25,
    "Homework",
)
OUTSIDE = Work("outside", "Mathly Summer Challenge", "points", 10, "Projects")

LETTERS = (
    ("A", 95),
    ("A-", 91),
    ("B+", 88),
    ("B", 85),
    ("B-", 81),
    ("C", 75),
    ("D", 65),
    ("F", 50),
)
UNKNOWN_LETTER = "Q"


@dataclass(frozen=True)
class Outcome:
    status: str = "fully graded"
    score: str = ""
    text: str = ""
    late: bool = False
    missing: bool = False
    incomplete: bool = False
    comment: str = ""


def outcome(work: Work, place: int, person: int) -> Outcome:
    """Return how the student at a place in the class did."""
    bits = mix(person, len(work.key), work.points)
    if work.kind == "letter":
        return Outcome(text=LETTERS[bits % 7][0])
    if work.kind == "standards":
        return Outcome()
    score = _score(work, bits)
    if work is PRACTICE:
        return _flagged(place, score)
    if work is CHECKPOINT and place == 0:
        return Outcome(score=plain(Decimal(work.points) + Decimal("1.5")), comment="Bonus question")
    if work is CHECKPOINT and place == 1:
        return Outcome(status="submitted")
    return Outcome(score=score)


def _flagged(place: int, score: str) -> Outcome:
    """Return a flag of each kind for the first students, plain scores for the others."""
    kinds = (
        Outcome(score=score, late=True),
        Outcome(status="submitted", late=True),
        Outcome(status="not submitted", missing=True),
        Outcome(score=score, missing=True, comment="Handed in on paper"),
        Outcome(status="exempt"),
        Outcome(status="exempt", score=score),
        Outcome(status="partially graded", score=score, incomplete=True),
    )
    return kinds[place] if place < len(kinds) else Outcome(score=score)


def _score(work: Work, bits: int) -> str:
    """Return 60 to 100 percent of the points, in quarters of a point."""
    quarters = work.points * 4 * (60 + bits % 41) // 100
    return plain(Decimal(quarters) / 4)
