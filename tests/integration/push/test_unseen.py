"""A grade counts as delivered when it was seen at the SIS, and not before."""

from collections.abc import Callable

import pytest

from tests.hub import MATHLY, run, states
from tests.integration.push.conftest import Desk
from tests.integration.push.gate import Asked, Fate, Gate

BOTH = pytest.mark.parametrize("api", ["1.2", "1.1"], indirect=True)
FIRST = pytest.mark.parametrize("first", [None, "7"], ids=["first", "changed"])
Rule = Callable[[Asked], Fate]


def nobody_can_look(fate: Fate = Fate.PASSES) -> Rule:
    """After a grade was written, which comes out as told, the SIS does not answer any look."""
    written: list[Asked] = []

    def rule(asked: Asked) -> Fate:
        if asked.writes_a_grade:
            written.append(asked)
            return fate
        return Fate.NO_ANSWER if written and asked.looks_at_grades else Fate.PASSES

    return rule


def hand_in(desk: Desk, score: str) -> None:
    desk.hand_in([desk.item("q1")], [desk.grade("q1", at, score) for at in (0, 1)])


def write_unseen(desk: Desk, gate: Gate, first: str | None, fate: Fate = Fate.PASSES) -> None:
    """Let two grades of 8 go out, perhaps over older ones, and nobody see what became of them."""
    desk.hand_in([desk.item("q1")], [])
    if first:
        hand_in(desk, first)
    gate.rule = nobody_can_look(fate)
    hand_in(desk, "8")
    gate.rule = lambda asked: Fate.PASSES
    gate.asked.clear()


def go_on(desk: Desk) -> None:
    """Do not wait for the next try."""
    desk.make_due()
    run(desk.district, MATHLY)


@BOTH
@FIRST
def test_a_grade_that_nobody_could_see_is_open_until_it_is_and_not_sent_twice(
    desk: Desk, gate: Gate, first: str | None
) -> None:
    write_unseen(desk, gate, first)
    assert states(desk.district)["result", "waiting"] == 2
    row = desk.delivery("q1", 0)
    assert (row.code, (row.tried or {})["score"]) == ("target.not_seen", "8")
    assert row.sent.get("score") == first
    go_on(desk)
    assert gate.scores() == []
    row = desk.delivery("q1", 0)
    assert (row.state, row.tried, row.sent["score"]) == ("delivered", None, "8")
    assert (row.baseline or {})["score"] == "8"
    assert desk.scores("Quiz q1") == ["8", "8"]


@FIRST
def test_a_grade_that_was_accepted_and_never_stored_goes_out_again(
    desk: Desk, gate: Gate, first: str | None
) -> None:
    write_unseen(desk, gate, first, Fate.SWALLOWED)
    assert desk.scores("Quiz q1") == ([first, first] if first else [])
    assert desk.delivery("q1", 0).code == "target.not_seen"
    go_on(desk)
    assert gate.scores() == [8, 8]
    assert desk.scores("Quiz q1") == ["8", "8"]
    assert states(desk.district)["result", "delivered"] == 2


@FIRST
def test_an_edit_before_anybody_could_look_is_held(
    desk: Desk, gate: Gate, first: str | None
) -> None:
    write_unseen(desk, gate, first)
    desk.teacher_scores("Quiz q1", 0, "10")
    go_on(desk)
    assert desk.parked() == {"conflict.edited_in_sis": 1}
    assert desk.scores("Quiz q1") == ["10", "8"]
    assert "10" in desk.delivery("q1", 0).facts["seen"]


def test_an_edit_after_it_was_seen_at_last_is_noticed_like_any_other(
    desk: Desk, gate: Gate
) -> None:
    write_unseen(desk, gate, None)
    go_on(desk)
    desk.teacher_scores("Quiz q1", 0, "10")
    hand_in(desk, "9")
    assert desk.parked() == {"conflict.edited_in_sis": 1}
    assert desk.scores("Quiz q1") == ["10", "9"]


@FIRST
def test_a_newer_grade_goes_over_one_that_nobody_could_see(
    desk: Desk, gate: Gate, first: str | None
) -> None:
    write_unseen(desk, gate, first)
    hand_in(desk, "9")
    assert desk.scores("Quiz q1") == ["9", "9"]
    assert desk.parked() == {}
    assert states(desk.district)["result", "delivered"] == 2


def test_a_grade_that_nobody_could_see_can_be_cleared(desk: Desk, gate: Gate) -> None:
    desk.rule(cleared="send")
    write_unseen(desk, gate, None)
    cleared = [desk.grade("q1", at, "", scoreStatus="submitted") for at in (0, 1)]
    desk.hand_in([desk.item("q1")], cleared)
    assert desk.scores("Quiz q1") == [None, None]


@FIRST
def test_a_write_without_an_answer_is_looked_at_and_not_sent_twice(
    desk: Desk, gate: Gate, first: str | None
) -> None:
    desk.hand_in([desk.item("q1")], [])
    if first:
        hand_in(desk, first)
    gate.rule = lambda asked: Fate.NO_ANSWER if asked.writes_a_grade else Fate.PASSES
    hand_in(desk, "8")
    assert desk.delivery("q1", 0).code == "target.unreachable"
    gate.rule = lambda asked: Fate.PASSES
    gate.asked.clear()
    go_on(desk)
    assert gate.scores() == []
    assert desk.scores("Quiz q1") == ["8", "8"]
    assert states(desk.district)["result", "delivered"] == 2


@pytest.mark.parametrize("titles", [("Quiz q1",), ("Quiz 0", "Quiz q1")], ids=["new", "renamed"])
def test_a_line_item_that_nobody_could_see_is_not_sent_twice(
    desk: Desk, gate: Gate, titles: tuple[str, ...]
) -> None:
    for title in titles[:-1]:
        desk.hand_in([desk.item("q1", title=title)], [])
    written: list[Asked] = []

    def rule(asked: Asked) -> Fate:
        if asked.method == "PUT":
            written.append(asked)
            return Fate.PASSES
        return Fate.NO_ANSWER if written and "/lineItems/" in asked.path else Fate.PASSES

    gate.rule = rule
    desk.hand_in([desk.item("q1")], [desk.grade("q1", 0, "8")])
    assert states(desk.district)["lineItem", "waiting"] == 1
    gate.rule = lambda asked: Fate.PASSES
    gate.asked.clear()
    go_on(desk)
    assert states(desk.district) == {("lineItem", "delivered"): 1, ("result", "delivered"): 1}
    assert [one.path for one in gate.asked if one.method == "PUT" and "lineItems" in one.path] == []
    assert desk.scores("Quiz q1") == ["8"]
