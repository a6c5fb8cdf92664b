"""What the SIS accepts and does not store is noticed and sent again."""

import pytest

from homeroom.store import apps, parked
from homeroom.store.scope import district_scope
from tests.hub import IC, MATHLY, run, states
from tests.integration.push.conftest import Desk

# Every second write is forgotten, by chance: of so many that surely some are.
ITEMS = [f"q{number}" for number in range(6)]
STUDENTS = range(4)


def hand_in(desk: Desk, score: str | None) -> None:
    items = [desk.item(name) for name in ITEMS]
    grades = [desk.grade(name, at, score) for name in ITEMS for at in STUDENTS if score]
    desk.hand_in(items, grades)


def again(desk: Desk) -> None:
    """Let what waits for a later try go at once."""
    with district_scope(desk.district.id) as scope:
        parked.send_again(scope, apps.keyed(scope, IC).id, ["target.not_stored"])
    run(desk.district, MATHLY)


@pytest.mark.parametrize("first", ["8", None], ids=["changed grades", "new grades"])
def test_a_grade_that_was_accepted_and_not_stored_is_sent_again(
    desk: Desk, first: str | None
) -> None:
    hand_in(desk, first)
    desk.campus.post("faults", {"faults": "not-stored:1"})
    hand_in(desk, "9")
    stored = sum(desk.scores(f"Quiz {name}").count("9") for name in ITEMS)
    cells = len(ITEMS) * len(STUDENTS)
    assert 0 < stored < cells
    assert states(desk.district)["result", "waiting"] == cells - stored
    again(desk)
    assert [desk.scores(f"Quiz {name}") for name in ITEMS] == [["9"] * len(STUDENTS)] * len(ITEMS)
    assert states(desk.district) == {
        ("lineItem", "delivered"): len(ITEMS),
        ("result", "delivered"): cells,
    }
