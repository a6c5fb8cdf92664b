"""How often one client may ask, by a clock that the tests turn."""

from homeroom.serve.throttle import Throttle


def test_a_client_may_ask_as_often_as_is_said_and_then_waits() -> None:
    throttle = Throttle(3)
    assert [throttle.wait("a", 0) for _ in range(3)] == [0, 0, 0]
    assert throttle.wait("a", 0) == 20


def test_who_waits_as_long_as_was_said_gets_a_turn() -> None:
    throttle = Throttle(3)
    for _ in range(3):
        throttle.wait("a", 0)
    seconds = throttle.wait("a", 5)
    assert throttle.wait("a", 5 + seconds - 1) > 0
    assert throttle.wait("a", 5 + seconds) == 0


def test_a_long_pause_saves_up_no_more_than_a_minute() -> None:
    throttle = Throttle(2)
    throttle.wait("a", 0)
    assert [throttle.wait("a", 100_000) > 0 for _ in range(3)] == [False, False, True]


def test_one_client_takes_no_turn_of_another() -> None:
    throttle = Throttle(1)
    assert throttle.wait("a", 0) == 0
    assert throttle.wait("b", 0) == 0
    assert throttle.wait("a", 0) > 0


def test_names_that_nobody_has_do_not_fill_the_memory() -> None:
    throttle = Throttle(1)
    for number in range(10_050):
        throttle.wait(f"guess {number}", number)
    assert len(throttle._buckets) == 10_000
