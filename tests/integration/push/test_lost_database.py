"""A hub that lost its database finds again what it had delivered, and doubles nothing."""

from pathlib import Path

from homeroom.store import districts
from tests.conftest import use
from tests.database import copy_of
from tests.hub import IC, activate_campus, activate_mathly, run
from tests.integration.push.conftest import Desk


def begin_again(desk: Desk, path: Path) -> Desk:
    """Set the same district up on an empty database, as an operator would."""
    district = districts.create("riverbend", "Riverbend Schools", "America/Chicago")
    activate_campus(district, desk.campus, desk.api)
    activate_mathly(district, path)
    run(district, IC)
    return Desk(district, desk.campus, desk.api, path, desk.section, desk.students)


def test_the_same_grades_are_recognised_and_not_sent_again(desk: Desk, migrated: str) -> None:
    items = [desk.item("q1")]
    desk.hand_in(items, [desk.grade("q1", 0, "8"), desk.grade("q1", 1, "9")])
    before = desk.campus.writes()
    with copy_of(migrated) as urls:
        use(urls)
        new = begin_again(desk, desk.path)
        new.hand_in(items, [desk.grade("q1", 0, "8"), desk.grade("q1", 1, "9")])
        assert new.scores("Quiz q1") == ["8", "9"]
        assert new.parked() == {}
        assert desk.campus.writes() <= before + 1  # at most the line item itself, under its id


def test_what_differs_afterwards_is_held_instead_of_overwritten(desk: Desk, migrated: str) -> None:
    items = [desk.item("q1")]
    desk.hand_in(items, [desk.grade("q1", 0, "8"), desk.grade("q1", 1, "9")])
    with copy_of(migrated) as urls:
        use(urls)
        new = begin_again(desk, desk.path)
        new.hand_in(items, [desk.grade("q1", 0, "5"), desk.grade("q1", 1, "9")])
        assert new.scores("Quiz q1") == ["8", "9"]
        assert new.parked() == {"conflict.there_before": 1}
