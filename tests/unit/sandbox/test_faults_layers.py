"""Which requests a fault hits, how often, and that chance follows from the seed."""

import pytest

from homeroom.sandbox.faults.asked import read_asked
from homeroom.sandbox.faults.profiles import PROFILES
from tests.unit.sandbox.faulty import NAMES, Server, names

TOKEN = "/campus/oauth2/token"


def test_without_faults_everything_passes() -> None:
    server = Server("")
    assert set(server.statuses()) == {200}
    assert server.faults.report() == []
    assert names(server.reading()) == NAMES


def test_the_same_seed_hits_the_same_requests_and_another_seed_others() -> None:
    first, second = Server("unavailable:3").statuses(), Server("unavailable:3").statuses()
    assert first == second != Server("unavailable:4").statuses()
    assert {200, 503} == set(first)


def test_whom_a_fault_hits_does_not_depend_on_the_order_of_requests() -> None:
    forth, back = Server("unavailable"), Server("unavailable")
    numbers = range(40)
    ahead = {number: forth.ask(f"/{number}").status for number in numbers}
    behind = {number: back.ask(f"/{number}").status for number in reversed(numbers)}
    assert ahead == behind


def test_a_request_is_hit_twice_at_most_and_then_left_alone() -> None:
    server = Server("unavailable")
    rounds = [server.statuses() for _ in range(4)]
    assert rounds[0] == rounds[1]
    assert rounds[2] == rounds[3] == [200] * 40
    assert server.hits() == 2 * rounds[0].count(503)


def test_some_faults_have_a_bound_for_all_requests_together() -> None:
    server = Server("too-many")
    assert server.statuses(count=200).count(429) == 4
    assert server.hits() == 4


@pytest.mark.parametrize("name", ["stored-but-500", "not-stored", "lost-answer"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_faults_of_writes_leave_reads_alone(name: str, method: str) -> None:
    server = Server(name)
    assert set(server.statuses(method)) == {200}
    assert server.hits() == 0


@pytest.mark.parametrize("name", ["cut-off", "truncated"])
@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_faults_of_reads_leave_writes_alone(name: str, method: str) -> None:
    server = Server(name)
    assert set(server.statuses(method)) == {200}
    assert server.hits() == 0


@pytest.mark.parametrize("name", ["unauthorized", "stored-but-500", "truncated", "secret-changed"])
def test_the_token_endpoint_is_hit_by_its_own_faults_alone(name: str) -> None:
    server = Server(f"{name}=0" if name == "secret-changed" else name)
    assert [server.ask(TOKEN, str(at), "POST").status for at in range(40)] == [200] * 40
    assert server.hits() == 0


def test_servers_that_are_away_give_no_tokens_either() -> None:
    server = Server("unavailable")
    assert 503 in [server.ask(TOKEN, str(at), "POST").status for at in range(40)]


def test_faults_go_one_into_the_other() -> None:
    server = Server("unavailable,not-stored")
    answers = server.statuses("PUT", 200)
    assert answers.count(503) > 50
    # What gets through is still forgotten in half of the cases.
    assert len(server.reached) < answers.count(200) - 30
    assert all(one["hits"] > 0 for one in server.faults.report())


def test_switching_puts_other_faults_in_place_and_counts_anew() -> None:
    server = Server("unavailable")
    before = server.statuses()
    server.faults.switch(read_asked("unavailable", 1))
    assert server.statuses() == before
    server.faults.switch([])
    assert set(server.statuses()) == {200}


def test_error_bodies_become_wordy_again_when_the_fault_is_switched_off() -> None:
    server = Server("minimal-errors")
    server.ask("/1")
    assert server.levers.manners.minimal_errors
    server.faults.switch([])
    assert not server.levers.manners.minimal_errors


def test_the_report_names_value_seed_and_hits() -> None:
    server = Server("clamped=2:9,stall", seed=4)
    server.page(0)
    assert server.faults.report() == [
        {"name": "clamped", "value": 2, "unit": "records", "seed": 9, "hits": 1},
        {"name": "stall", "value": 30, "unit": "seconds", "seed": 4, "hits": 0},
    ]


def test_a_fault_that_finds_nothing_to_spoil_is_not_counted() -> None:
    server = Server("no-filters,shifting,key-order")
    server.page(0, limit=50)
    assert server.hits() == 0


def test_every_profile_has_a_sentence() -> None:
    assert all(len(one.words) > 15 for one in PROFILES.values())
