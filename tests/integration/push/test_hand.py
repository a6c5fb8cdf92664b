"""What is claimed: whole line items, for as long as somebody is heard of, in one version."""

import threading
from collections.abc import Iterator

import pytest

from homeroom.model.kinds import Kind
from homeroom.push.lanes import hand as hands
from homeroom.push.lanes.hand import Hand
from homeroom.push.lanes.port import Port
from homeroom.runs.deliver.ports import port_to
from homeroom.store import apps, claims, deliveries, rules
from homeroom.store.claims import Try
from homeroom.store.deliveries import Delivery, Ending, Wanted
from homeroom.store.scope import district_scope
from tests.hub import IC, states
from tests.integration.push.conftest import Desk
from tests.integration.push.test_scope import NOBODY, decide

SENT = {"id": "r1", "digest": "d", "score": "8"}


@pytest.fixture
def port(desk: Desk) -> Iterator[Port]:
    """The SIS, for which four grades of two line items wait."""
    desk.hand_in([desk.item("q1"), desk.item("q2")], [])
    desk.pause()
    grades = [desk.grade(item, at, "8") for item in ("q1", "q2") for at in (0, 1)]
    desk.hand_in([desk.item("q1"), desk.item("q2")], grades)
    desk.resume()
    with district_scope(desk.district.id) as scope:
        app = apps.keyed(scope, IC)
    with port_to(desk.district, app) as opened:
        yield opened


@pytest.fixture
def hand(port: Port, monkeypatch: pytest.MonkeyPatch) -> Hand:
    """A hand that asks the database each time."""
    monkeypatch.setattr(hands, "FRESH_SECONDS", 0.0)
    return Hand(port, Kind.RESULT, threading.Event())


def taken(port: Port, hand: Hand, limit: int) -> list[Delivery]:
    with district_scope(port.district.id) as scope:
        batch = claims.take(scope, hand.claim, limit)
    hand.add(batch)
    return batch


def end(port: Port, hand: Hand, ending: Ending) -> None:
    with district_scope(port.district.id) as scope:
        held = claims.lock(scope, hand.claim, [ending.delivery.record_id])
        claims.end(scope, hand.claim, [ending], held)


def row(port: Port, one: Delivery) -> Delivery:
    with district_scope(port.district.id) as scope:
        return deliveries.of_records(scope, port.target_id, one.kind, [one.record_id])[
            one.record_id
        ]


def change(port: Port, one: Delivery, *, act: str = "put") -> None:
    """Let the app change the grade."""
    with district_scope(port.district.id) as scope:
        wanted = [Wanted(one.target_id, one.kind, one.record_id, one.app_id, act)]
        if act == "delete":
            deliveries.want_removal(scope, wanted)
        else:
            deliveries.want(scope, wanted)


def expire(port: Port) -> None:
    """Let nobody be heard of for longer than claims last."""
    with district_scope(port.district.id) as scope:
        scope.run("UPDATE deliveries SET claimed_until = now() - interval '1 second'")


def delivered(one: Delivery) -> Ending:
    return Ending(
        delivery=one, state="delivered", sent=SENT, baseline={"score": "8"}, wrote=SENT, known=True
    )


def test_the_grades_of_a_line_item_are_claimed_together(port: Port, hand: Hand) -> None:
    first = taken(port, hand, 1)
    second = taken(port, hand, 1)
    assert [len(first), len(second)] == [2, 2]
    assert taken(port, hand, 1) == []
    assert len({one.record_id for one in first + second}) == 4


def test_what_is_in_one_hand_is_in_no_other(port: Port, hand: Hand) -> None:
    taken(port, hand, 10)
    assert taken(port, Hand(port, Kind.RESULT, threading.Event()), 10) == []


def test_a_claim_that_is_confirmed_goes_on(port: Port, hand: Hand) -> None:
    one = taken(port, hand, 10)[0]
    expire(port)
    assert hand.holds(one)
    assert taken(port, Hand(port, Kind.RESULT, threading.Event()), 10) == []


def test_who_was_silent_for_too_long_has_lost_what_somebody_else_took(
    port: Port, hand: Hand
) -> None:
    one = taken(port, hand, 10)[0]
    expire(port)
    other = Hand(port, Kind.RESULT, threading.Event())
    assert len(taken(port, other, 10)) == 4
    assert not hand.holds(one)
    assert other.holds(one)
    hand.release()
    assert other.holds(one), "only the own claim is put back"


def test_what_was_sent_under_a_lost_claim_is_looked_at_and_sent_again(
    port: Port, hand: Hand
) -> None:
    one = taken(port, hand, 10)[0]
    expire(port)
    other = Hand(port, Kind.RESULT, threading.Event())
    theirs = {two.record_id: two for two in taken(port, other, 10)}[one.record_id]
    newer = {**SENT, "score": "9"}
    end(
        port, other, Ending(delivery=theirs, state="delivered", sent=newer, wrote=newer, known=True)
    )
    end(port, hand, delivered(one))
    now = row(port, one)
    assert (now.state, now.sent, now.tried) == ("waiting", newer, SENT)


def test_what_was_sent_under_a_lost_claim_makes_the_other_one_send_again(
    port: Port, hand: Hand
) -> None:
    one = taken(port, hand, 10)[0]
    expire(port)
    other = Hand(port, Kind.RESULT, threading.Event())
    theirs = {two.record_id: two for two in taken(port, other, 10)}[one.record_id]
    end(port, hand, delivered(one))
    assert row(port, one).state == "sending"
    assert not other.holds(theirs)
    end(port, other, delivered(theirs))
    assert row(port, one).state == "waiting"


def test_a_grade_that_changes_in_hand_stays_there_and_waits_again(port: Port, hand: Hand) -> None:
    one = taken(port, hand, 10)[0]
    change(port, one)
    assert row(port, one).state == "sending"
    assert not hand.holds(one)
    with district_scope(port.district.id) as scope:
        assert claims.note_tries(scope, hand.claim, [Try(one, SENT)]) == set()
    end(port, hand, delivered(one))
    now = row(port, one)
    assert (now.state, now.sent, now.baseline, now.version) == (
        "waiting", SENT, {"score": "8"}, one.version + 1,
    )  # fmt: skip


def test_a_first_grade_that_is_deleted_in_hand_is_taken_back_and_not_forgotten(
    port: Port, hand: Hand
) -> None:
    first, second = taken(port, hand, 1)
    change(port, first, act="delete")
    end(port, hand, delivered(first))
    now = row(port, first)
    assert (now.state, now.act) == ("waiting", "delete")
    hand.give_back([second.record_id])
    change(port, second, act="delete")
    assert row(port, second).state == "dropped", "nobody ever sent it"


def test_what_a_dead_hand_held_may_change_and_go(port: Port, hand: Hand) -> None:
    one = taken(port, hand, 10)[0]
    expire(port)
    change(port, one)
    assert row(port, one).state == "waiting"
    assert not hand.holds(one)


def test_nothing_is_written_once_somebody_says_stop(port: Port) -> None:
    stop = threading.Event()
    hand = Hand(port, Kind.RESULT, stop)
    one = taken(port, hand, 10)[0]
    assert hand.holds(one)
    stop.set()
    assert not hand.holds(one)
    hand.release()
    assert states(port.district)["result", "waiting"] == 4


def test_the_database_is_not_asked_before_each_write(
    port: Port, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hands, "FRESH_SECONDS", 60.0)
    hand = Hand(port, Kind.RESULT, threading.Event())
    batch = taken(port, hand, 10)
    assert hand.holds(batch[0])
    change(port, batch[1])
    assert hand.holds(batch[1]), "the answer of a moment ago will do"
    monkeypatch.setattr(hands, "FRESH_SECONDS", 0.0)
    assert not hand.holds(batch[1])


def test_what_was_decided_by_rules_that_hold_no_longer_is_decided_anew(
    desk: Desk, port: Port, hand: Hand
) -> None:
    first, *others = taken(port, hand, 2)
    assert hand.holds(first)
    decide(desk, NOBODY)
    assert not hand.holds(first)
    assert row(port, first).state == "sending", "it is ours until it is given back"
    hand.give_back([one.record_id for one in (first, *others)])
    with district_scope(port.district.id) as scope:
        port.ruled = rules.version(scope)
    again = taken(port, hand, 10)
    assert {one.record_id for one in again} > {first.record_id}
    assert all(hand.holds(one) for one in again)
