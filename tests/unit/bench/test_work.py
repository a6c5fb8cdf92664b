"""What a delivery takes at the least, and in what time."""

import pytest

from homeroom.bench.district import A_CLASS, Size
from homeroom.bench.push import Work


@pytest.mark.parametrize(
    ("grades", "stages"),
    [
        (1, (2, 150, 2 + 1)),
        (25, (2, 150, 2 + 25)),
        (26, (2, 150, 4 + 26)),
        (A_CLASS, (2, 150, 100 + 1250)),
        (A_CLASS + 1, (2, 301, 102 + 1251)),
    ],
)
def test_every_grade_needs_a_write_and_every_line_item_looks_around_them(
    grades: int, stages: tuple[int, int, int]
) -> None:
    work = Work(Size(grades))
    assert work.stages == stages
    assert work.needed == sum(stages)


def test_parents_are_waited_for_and_their_requests_share_the_lanes() -> None:
    work = Work(Size(26))
    assert work.seconds(0.5, 1) == 0.5 * (2 + 150 + 30)
    assert work.seconds(0.5, 4) == 0.5 * (2 + 38 + 8)
