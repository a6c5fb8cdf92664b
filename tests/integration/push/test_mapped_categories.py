"""A category that a district maps: its line items wait first, and then stand where it said."""

from homeroom.rules.toml import from_toml
from tests.integration.push.conftest import Desk
from tests.integration.push.test_scales import decide

WAIT = '[categories]\nunknown = [{then = "hold"}]\n'
MAP = WAIT + 'mappings = [{title = "Exit Ticket", to = "Quizzes", app = "mathly"}]\n'


def test_an_unknown_category_waits_until_a_mapping_says_where_it_counts(desk: Desk) -> None:
    decide(desk, from_toml(WAIT))
    item = {**desk.item("q1"), "categorySourcedId": "tickets"}
    tickets = [{"sourcedId": "tickets", "title": "Exit Ticket"}]
    desk.hand_in([item], [desk.grade("q1", 0, "8")], categories=tickets)
    assert desk.parked()["line_item.category_waits"] == 1
    assert desk.items() == []
    decide(desk, from_toml(MAP))
    desk.sync_campus()
    assert desk.parked() == {}
    assert desk.scores("Quiz q1") == ["8"]
