"""The safety threshold: which removals are so many that a person must look first."""

import pytest

from homeroom.runs.ingest.safety import Threshold, too_much

USUAL = Threshold()


@pytest.mark.parametrize(
    ("retired", "changed", "living", "held"),
    [
        (0, 0, 100, False),
        (10, 0, 100, False),
        (11, 0, 100, True),
        (9, 0, 9, False),
        (10, 0, 10, True),
        (100, 0, 1000, False),
        (101, 0, 1000, True),
        (1, 75, 100, False),
        (1, 76, 100, True),
        (1, 49, 49, False),
        (1, 50, 50, True),
        (0, 1000, 1000, False),
        (10, 0, 0, True),
    ],
    ids=[
        "nothing goes",
        "ten percent",
        "over ten percent",
        "all of a few",
        "all of ten",
        "ten percent of many",
        "over ten percent of many",
        "three quarters changed",
        "over three quarters changed",
        "all of a few changed",
        "all of fifty changed",
        "changes alone hold nothing",
        "nothing is left",
    ],
)
def test_the_usual_threshold(retired: int, changed: int, living: int, held: bool) -> None:
    assert too_much(USUAL, retired, changed, living) is held


@pytest.mark.parametrize(
    ("threshold", "retired", "changed", "held"),
    [
        (Threshold(retired_percent=50), 50, 0, False),
        (Threshold(retired_percent=50), 51, 0, True),
        (Threshold(retired_minimum=1, retired_percent=0), 1, 0, True),
        (Threshold(changed_percent=20), 1, 50, True),
        (Threshold(changed_minimum=90), 1, 89, False),
        (Threshold(retired_percent=100), 100, 0, False),
    ],
    ids=["half", "over half", "every one", "a fifth changed", "many must change", "never"],
)
def test_a_threshold_of_one_s_own(
    threshold: Threshold, retired: int, changed: int, held: bool
) -> None:
    assert too_much(threshold, retired, changed, 100) is held
