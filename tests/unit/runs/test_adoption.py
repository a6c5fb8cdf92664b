"""Which rows of another hub's crosswalk count."""

from typing import Any

import pytest
from msgspec import structs

from homeroom.runs.deliver.adoption import why_not
from homeroom.store.adoption import Pair

GOOD = Pair(record_id="r1", class_id="c1", sis_class_id="c1", taken=False)


def test_a_row_counts_when_both_are_known_in_one_class() -> None:
    assert why_not(GOOD) == ""


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"record_id": None, "class_id": None}, "not handed over"),
        ({"taken": True}, "already"),
        ({"sis_class_id": None}, "no such line item"),
        ({"sis_class_id": "c2"}, "different classes"),
    ],
)
def test_a_row_that_could_put_grades_elsewhere_is_left(changes: dict[str, Any], word: str) -> None:
    assert word in why_not(structs.replace(GOOD, **changes))
