"""A likely cause is told only where it explains most of what is held."""

from typing import Any

import pytest

from homeroom.model.kinds import Kind
from homeroom.runs.ingest.causes import likely_cause
from homeroom.store.causes import InCommon


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({"held": 412, "ended": 409}, "409 of 412 belong to a term that ended"),
        ({"held": 10, "ended": 7}, ""),
        ({"held": 10, "class_gone": 8}, "8 of 10 belong to classes that are not shown any more"),
        ({"held": 10, "ended": 9, "class_gone": 10}, "9 of 10 belong to a term that ended"),
        ({"held": 99, "school": "Elm", "of_school": 98}, "98 of 99 belong to the school Elm"),
        ({"held": 0}, ""),
        ({"held": 30}, ""),
    ],
)  # fmt: skip
def test_the_first_cause_that_explains_enough_is_told(counts: dict[str, Any], said: str) -> None:
    assert likely_cause(InCommon(kind=Kind.ENROLLMENT, **counts)) == said
