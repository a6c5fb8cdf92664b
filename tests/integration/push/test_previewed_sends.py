"""In Export mode a person may look at everything before it goes, and at every edit again."""

from typing import Any

from homeroom.model.kinds import Kind
from homeroom.runs.setup import activation
from homeroom.store import apps, deliveries, parked
from homeroom.store.scope import district_scope
from tests.hub import IC
from tests.integration.push.conftest import Desk


def previewing(desk: Desk, *, on: bool) -> None:
    with district_scope(desk.district.id) as scope:
        app = activation.change_mode(
            scope, apps.keyed(scope, IC), "export", "test", grade_sync=True
        )
        activation.change_settings(scope, app, {"preview": on}, "test")


def waiting(desk: Desk) -> dict[Kind, list[str]]:
    """Return what waits for a look."""
    found: dict[Kind, list[str]] = {}
    with district_scope(desk.district.id) as scope:
        for one in deliveries.listed(scope, None, ("held",), 1000, "preview.each"):
            found.setdefault(one.kind, []).append(one.record_id)
    return found


def decide(desk: Desk, what: Any) -> None:
    ids = [one for some in waiting(desk).values() for one in some]
    with district_scope(desk.district.id) as scope:
        assert what(scope, apps.keyed(scope, IC).id, ids) == len(ids)


def hand_in(desk: Desk, *scores: str) -> None:
    grades = [desk.grade("q1", at, score) for at, score in enumerate(scores)]
    desk.hand_in([desk.item("q1", resultValueMax="10")], grades)


def test_a_line_item_waits_with_its_grades_and_goes_when_somebody_has_seen_it(desk: Desk) -> None:
    previewing(desk, on=True)
    before = desk.campus.writes()
    hand_in(desk, "8", "9")
    assert {kind: len(ids) for kind, ids in waiting(desk).items()} == {
        Kind.LINE_ITEM: 1, Kind.RESULT: 2,
    }  # fmt: skip
    assert desk.campus.writes() == before, "nothing went unseen"
    decide(desk, parked.approve)
    desk.sync_campus()
    assert desk.scores("Quiz q1") == ["8", "9"]
    assert desk.parked() == {}, "nobody is asked twice for what went"
    assert not desk.delivery("q1", 0).approved, "it was no leave to overwrite an edit"
    # What looks as it did goes on; an edit is looked at again, and may be left.
    desk.check_delivered()
    hand_in(desk, "8", "7")
    assert {kind: len(ids) for kind, ids in waiting(desk).items()} == {Kind.RESULT: 1}
    decide(desk, parked.dismiss)
    desk.sync_campus()
    assert desk.scores("Quiz q1") == ["8", "9"]
    assert desk.parked() == {}


def test_what_a_check_refuses_says_so_without_a_look(desk: Desk) -> None:
    desk.rule(score_over_maximum="refuse")
    previewing(desk, on=True)
    hand_in(desk, "8")
    decide(desk, parked.approve)
    desk.sync_campus()
    hand_in(desk, "8", "12")
    assert desk.parked() == {"result.over_maximum": 1}


def test_switched_off_what_waits_goes_at_once(desk: Desk) -> None:
    previewing(desk, on=True)
    hand_in(desk, "8", "9")
    assert desk.parked() == {"preview.each": 3}
    previewing(desk, on=False)
    assert desk.parked() == {}
    desk.sync_campus()
    assert desk.scores("Quiz q1") == ["8", "9"]
