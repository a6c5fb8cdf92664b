"""A category that a district maps: its line items wait first, and then stand where it said."""

from homeroom.rules.toml import from_toml
from tests.integration.push.conftest import Desk
from tests.integration.push.test_scales import decide

WAIT = '[categories]\nunknown = [{then = "hold"}]\n'
MAP = WAIT + 'mappings = [{title = "Exit Ticket", to = "Quizzes", app = "mathly"}]\n'


def test_an_unknown_category_waits_until_a_mapping_says_where_it_counts(desk: Desk) -> None:
    # Before the first delivery all would wait; from then on such work waits alone.
    desk.hand_in([desk.item("q0")], [desk.grade("q0", 0, "9")])
    decide(desk, from_toml(WAIT))
    item = {**desk.item("q1"), "categorySourcedId": "tickets"}
    both = [{"sourcedId": "quizzes", "title": "Quizzes"},
            {"sourcedId": "tickets", "title": "Exit Ticket"}]  # fmt: skip
    grades = [desk.grade("q0", 0, "9"), desk.grade("q1", 0, "8")]
    desk.hand_in([desk.item("q0"), item], grades, categories=both)
    assert desk.parked()["line_item.category_waits"] == 1
    assert [one["title"] for one in desk.items()] == ["Quiz q0"]
    decide(desk, from_toml(MAP))
    desk.sync_campus()
    assert desk.parked() == {}
    assert desk.scores("Quiz q1") == ["8"]
