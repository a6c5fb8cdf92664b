"""The score groups of grading tasks and the usual categories of a section."""

from decimal import Decimal

from homeroom.sandbox.campus.grades import Category, ScoreGroup

LETTERS = ScoreGroup(
    "1",
    "Letter Grades",
    tuple(
        (letter, Decimal(least))
        for letter, least in (
            ("A", 93),
            ("A-", 90),
            ("B+", 87),
            ("B", 83),
            ("B-", 80),
            ("C+", 77),
            ("C", 73),
            ("C-", 70),
            ("D", 60),
            ("F", 0),
        )
    ),
)
# Equal minimums: a percent alone cannot name a mark of this group (Campus.1817).
WORK_HABITS = ScoreGroup(
    "2", "Work Habits", tuple((letter, Decimal(0)) for letter in ("O", "S", "N"))
)
GROUPS = {group.id: group for group in (LETTERS, WORK_HABITS)}

QUARTER_GRADE, HABITS = 1, 2

_TITLES = ("Homework", "Quizzes", "Tests", "Projects")
_WEIGHTS = ((20, 20, 40, 20), (30, 20, 30, 20), (10, 30, 40, 20))


def usual_categories(section: int, name: str, modified: int) -> list[Category]:
    """Return four categories whose weights sum to 100; `name` is the section's id."""
    weights = _WEIGHTS[section % len(_WEIGHTS)]
    return [
        Category(f"{name}-{place}", section, title, Decimal(weight), modified)
        for place, (title, weight) in enumerate(zip(_TITLES, weights, strict=True), start=1)
    ]
