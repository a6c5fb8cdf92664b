"""When a teacher is told: as the district says, unless the teacher says otherwise."""

from datetime import time

import pytest

from homeroom.errors import NeedsDistrict
from homeroom.runs.care import teachers
from homeroom.runs.care.teachers import USUAL_CLOCK, WAYS, _clock
from homeroom.store.teachers_told import TeachersTold

SEVEN = time(7)


@pytest.mark.parametrize(
    ("district", "way", "clock"),
    [
        (None, "", None),
        (None, "district", None),
        (SEVEN, "", SEVEN),
        (SEVEN, "district", SEVEN),
        (None, "at once", None),
        (SEVEN, "at once", None),
        (None, "daily", USUAL_CLOCK),
        (SEVEN, "daily", SEVEN),
    ],
)
def test_the_own_choice_goes_before_that_of_the_district(
    district: time | None, way: str, clock: time | None
) -> None:
    assert _clock(TeachersTold(True, district), way) == clock


@pytest.mark.parametrize("way", ["", "sometimes", "Daily"])
def test_a_way_that_is_none_is_answered_with_those_there_are(way: str) -> None:
    with pytest.raises(NeedsDistrict, match="There is no way") as raised:
        teachers.choose_for_oneself(1, way)
    assert all(one in raised.value.fix for one in WAYS)
