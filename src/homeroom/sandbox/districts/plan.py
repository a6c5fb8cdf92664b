"""How many schools of which kind a generated district has, and who goes where."""

from dataclasses import dataclass

from homeroom.sandbox.districts.names import school_name


@dataclass(frozen=True)
class Level:
    kind: str
    grades: tuple[str, ...]
    usual_size: int


LEVELS = (
    Level("Elementary School", ("KG", "01", "02", "03", "04", "05"), 450),
    Level("Middle School", ("06", "07", "08"), 700),
    Level("High School", ("09", "10", "11", "12"), 1200),
)


@dataclass(frozen=True)
class SchoolPlan:
    """A school and the students of each grade, as positions from 0 to N-1."""

    name: str
    students: dict[str, list[int]]


def plan_schools(students: int) -> list[SchoolPlan]:
    """Deal students to grades and schools so that classes of about 25 come out.

    A district of 20 is one grade of one high school; one of 100,000 has about 160 schools.
    Students stand in the order of their families, and each school takes a run of them, so
    siblings go to neighbouring schools.
    """
    levels = _levels(students)
    grades = [grade for level in levels for grade in level.grades]
    by_grade = {grade: list(range(n, students, len(grades))) for n, grade in enumerate(grades)}
    plans: list[SchoolPlan] = []
    for level in levels:
        total = sum(len(by_grade[grade]) for grade in level.grades)
        count = max(1, round(total / level.usual_size))
        for part in range(count):
            dealt = {grade: _share(by_grade[grade], part, count) for grade in level.grades}
            plans.append(SchoolPlan(school_name(len(plans), level.kind), dealt))
    return plans


def _levels(students: int) -> list[Level]:
    high = LEVELS[2]
    if students < 150:
        grades = high.grades[: max(1, min(4, students // 25))]
        return [Level(high.kind, grades, high.usual_size)]
    return list(LEVELS[1:]) if students < 400 else list(LEVELS)


def _share(positions: list[int], part: int, count: int) -> list[int]:
    size = len(positions)
    return positions[part * size // count : (part + 1) * size // count]
