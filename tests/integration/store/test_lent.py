"""Connections that threads lend each other."""

import threading
from collections.abc import Iterator

import psycopg
import pytest
from django.db import close_old_connections, connection

from homeroom.store import districts, lent
from homeroom.store.districts import District
from homeroom.store.lent import lent_connection
from homeroom.store.scope import writing_scope
from tests.database import DatabaseUrls


@pytest.fixture
def river(database: DatabaseUrls) -> Iterator[District]:
    yield districts.create("riverbend", "Riverbend Schools", "America/Chicago")
    while lent._IDLE:
        lent._IDLE.pop().close()


def process(river: District) -> int:
    with writing_scope(river.id) as scope:
        return int(scope.value("SELECT pg_backend_pid()"))


def of_thread(river: District, found: list[int], together: threading.Barrier | None = None) -> None:
    with lent_connection():
        if together:
            together.wait()
        found.append(process(river))
        if together:
            together.wait()
    # Nothing of it stays with the thread.
    assert connection.connection is None


def run(*threads: threading.Thread) -> None:
    for one in threads:
        one.start()
    for one in threads:
        one.join()


def test_threads_that_come_one_after_the_other_use_one_connection(river: District) -> None:
    found: list[int] = []
    for _ in range(4):
        run(threading.Thread(target=of_thread, args=(river, found)))
    assert len(found) == 4
    assert len(set(found)) == 1


def test_threads_that_come_at_once_have_a_connection_each_and_the_last_one_goes_first(
    river: District,
) -> None:
    for _ in range(2):
        found: list[int] = []
        together = threading.Barrier(3)
        run(*(threading.Thread(target=of_thread, args=(river, found, together)) for _ in range(3)))
        assert len(set(found)) == len(lent._IDLE) == 3
    last = lent._IDLE[-1].connection
    assert last is not None
    run(threading.Thread(target=of_thread, args=(river, found)))
    assert found[-1] == last.info.backend_pid


def test_the_connection_of_the_thread_itself_is_another_one_and_there_again(
    river: District,
) -> None:
    own = process(river)
    with lent_connection():
        assert process(river) != own
    assert process(river) == own


def test_a_lost_connection_is_lent_no_more_after_the_request_that_lost_it(river: District) -> None:
    found: list[int] = []
    run(threading.Thread(target=of_thread, args=(river, found)))
    held = connection.connection
    with psycopg.connect(held.info.dsn, password=held.info.password) as other:
        other.execute("SELECT pg_terminate_backend(%s, 10000)", found)

    def request() -> None:
        with lent_connection():
            try:
                found.append(process(river))
            except psycopg.OperationalError:
                found.append(0)
            close_old_connections()

    for _ in range(2):
        run(threading.Thread(target=request))
    assert found[1] == 0
    assert found[2] not in (0, found[0])
