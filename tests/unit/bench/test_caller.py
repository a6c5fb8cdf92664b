"""What the app of the latency benchmark writes: each cell once, parents before children."""

from itertools import islice

from homeroom.bench.caller import Roster, Write, quizzes
from homeroom.bench.district import STUDENTS

CLASSES = 2
ROSTER = Roster(
    {f"Measuring {at}": f"class-{at}" for at in range(CLASSES)},
    {f"s{at:05}-{seat:02}": f"id-{at}-{seat}" for at in range(CLASSES) for seat in range(STUDENTS)},
)


def written(count: int, first: int = 1) -> list[Write]:
    return list(quizzes(ROSTER, CLASSES, count, first))


def test_a_line_item_is_written_before_its_grades() -> None:
    known = set()
    for write in written(200):
        if write.cell is None:
            known.add(write.path.removeprefix("lineItems/"))
        else:
            assert write.body["result"]["lineItem"]["sourcedId"] in known


def test_no_cell_is_written_twice_and_neighbours_differ_in_score() -> None:
    grades = [one for one in written(1_000) if one.cell is not None]
    assert len({one.cell for one in grades}) == len({one.path for one in grades}) == len(grades)
    beside = [one.score for one in grades if one.cell and one.cell[0] == "Quiz 1 of class 0"]
    assert len(set(beside)) == STUDENTS


def test_the_classes_take_turns_grade_by_grade() -> None:
    grades = [one for one in written(60) if one.cell is not None]
    assert [one.path.split("-")[1] for one in islice(grades, 6)] == ["0", "1"] * 3


def test_another_first_number_is_another_quiz() -> None:
    before = {one.path for one in written(50, first=0)}
    assert before.isdisjoint(one.path for one in written(50, first=1))
