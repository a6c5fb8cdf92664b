"""One server for all processes of a data folder: who starts it, who joins it, who stops it."""

import os
import signal

import psycopg

from tests.integration.embedded.conftest import Homes
from tests.integration.embedded.hubs import Hub, Hubs, User, start_together
from tests.integration.embedded.processes import children, lives


def value(url: str, query: str) -> object:
    with psycopg.connect(url) as connection:
        row = connection.execute(query.encode()).fetchone()
    return row and row[0]


def test_data_survives_a_stop_and_a_start(hubs: Hubs) -> None:
    hub = hubs.open()
    with psycopg.connect(hub.start()["owner_url"]) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    stopped = hub.stop()
    assert stopped == {"state": "stopped", "pid": None, "major": 18}
    assert value(hub.start()["owner_url"], "SELECT answer FROM kept") == 42


def test_starting_twice_changes_nothing(hubs: Hubs) -> None:
    hub = hubs.open()
    first = hub.start()
    assert hub.start()["pid"] == first["pid"]
    assert hub.stop()["state"] == "stopped"


def test_of_two_starters_in_the_same_moment_one_starts_and_one_joins(hubs: Hubs) -> None:
    answers = start_together(hubs.open(), hubs.open())
    assert sorted(answer["found"] for answer in answers) == ["joined", "started"]
    assert answers[0]["pid"] == answers[1]["pid"]


def test_two_starters_on_an_empty_home_make_one_database(
    hubs: Hubs, homes: Homes, user: User
) -> None:
    answers = homes.first_answers[user.name]
    assert sorted(answer["found"] for answer in answers) == ["joined", "started"]
    assert answers[0]["app_url"] == answers[1]["app_url"]
    assert answers[0]["major"] == 18


def test_server_stops_with_its_last_user_and_not_before(hubs: Hubs) -> None:
    first, second = hubs.open(), hubs.open()
    pid = first.start()["pid"]
    second.start()
    assert first.stop()["state"] == "ready"
    assert value(second.start()["app_url"], "SELECT 1") == 1
    assert second.stop()["state"] == "stopped"
    assert not lives(pid)


def test_server_of_a_killed_hub_is_adopted(hubs: Hubs) -> None:
    first = hubs.open()
    pid = first.start()["pid"]
    first.kill()
    assert lives(pid)
    heir = hubs.open()
    adopted = heir.start()
    assert (adopted["found"], adopted["pid"]) == ("adopted", pid)
    assert value(adopted["app_url"], "SELECT 1") == 1
    assert heir.stop()["state"] == "stopped"
    assert not lives(pid)


def test_killed_user_does_not_keep_the_server_from_stopping(hubs: Hubs) -> None:
    survivor, victim = hubs.open(), hubs.open()
    pid = survivor.start()["pid"]
    victim.start()
    victim.kill()
    assert survivor.stop()["state"] == "stopped"
    assert not lives(pid)


def find_initdb(hub: Hub) -> int:
    """Return the process in which a hub makes its database, once it exists."""
    while True:
        for pid, command in children(hub.process.pid or 0).items():
            if "/initdb\0" in command:
                return pid
        if hub.has_spoken():
            assert "told" in hub.hear()


def test_starter_killed_while_it_makes_the_database_blocks_nobody(my_empty_hubs: Hubs) -> None:
    victim, heir = my_empty_hubs.open(), my_empty_hubs.open()
    victim.ask("start")
    orphan = find_initdb(victim)
    os.kill(orphan, signal.SIGSTOP)
    victim.kill()
    heir.ask("start")
    try:
        assert "still ending" in heir.hear()["told"]
    finally:
        os.kill(orphan, signal.SIGCONT)
    assert value(heir.answer()["app_url"], "SELECT 1") == 1


def test_forked_child_that_leaves_does_not_stop_its_parents_server(hubs: Hubs) -> None:
    parent = hubs.open()
    pid = parent.start()["pid"]
    parent.ask("fork and stop")
    assert parent.answer()["state"] == "ready"
    assert lives(pid)
