"""A target without an answer is asked a few times, and then left alone."""

from collections.abc import Callable
from functools import partial

import pytest

from homeroom.errors import NeedsDistrict, RetryLater
from homeroom.push.lanes.crew import Done
from homeroom.push.lanes.silence import Silence
from homeroom.store.deliveries import Delivery, Ending
from tests.unit.push.cases import delivery


def answers(*good: bool) -> tuple[Callable[[Delivery], Ending], list[Delivery]]:
    """Return a target that answers or not, in this order, and what it was asked."""
    asked: list[Delivery] = []

    def send(one: Delivery) -> Ending:
        asked.append(one)
        if not good[len(asked) - 1]:
            raise RetryLater("No answer.", after=7)
        return Ending(delivery=one, state="delivered")

    return send, asked


@pytest.mark.parametrize(
    ("good", "asked", "states"),
    [
        ((True, True, True, True), 4, "dddd"),
        ((False, True, False, True), 4, "wdwd"),
        ((False, False, True, False), 4, "wwdw"),
        ((False, False, False, True), 3, "wwww"),
    ],
    ids=["all", "every-second", "two-in-a-row", "three-in-a-row"],
)
def test_after_three_tries_without_an_answer_the_rest_is_spared(
    good: tuple[bool, ...], asked: int, states: str
) -> None:
    send, tried = answers(*good)
    batch = [delivery(record_id=str(number)) for number in range(len(good))]
    silence = Silence()
    steps = [silence.step(one, partial(send, one)) for one in batch]
    done = [ending for step in steps for ending in step.endings]
    assert [one.delivery for one in done] == batch, "each comes out once"
    assert "".join(one.state[0] for one in done) == states
    assert len(tried) == asked


def test_missing_rights_are_no_silence() -> None:
    def send() -> Ending:
        raise NeedsDistrict("The vendor key is wrong.", fix="Enter it.")

    with pytest.raises(NeedsDistrict):
        Silence().step(delivery(), send)


def test_what_may_not_be_sent_now_goes_back_and_breaks_no_silence() -> None:
    silence, one = Silence(), delivery()
    assert silence.step(one, lambda: None).back == [one.record_id]
    further = Done(endings=[Ending(delivery=one, state="held")])
    assert silence.step(one, lambda: further) is further
