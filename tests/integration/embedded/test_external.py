"""An operator's own server: each thing that can be wrong with its address has words of its own."""

import socket
import struct
from collections.abc import Iterator
from contextlib import closing, contextmanager
from threading import Thread

import pytest
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from homeroom.errors import NeedsOperator, RetryLater
from homeroom.store.embedded import check_server_version
from homeroom.store.embedded.running import Found, Running, with_database
from tests.integration.embedded.hubs import Hubs


def refusal(url: str) -> NeedsOperator:
    with pytest.raises(NeedsOperator) as caught:
        check_server_version(url)
    return caught.value


def test_server_that_is_new_enough_passes(my_hubs: Hubs) -> None:
    check_server_version(my_hubs.open().start()["app_url"])


def test_wrong_password_is_told_apart(my_hubs: Hubs) -> None:
    usual = my_hubs.open().start()
    other = Running(usual["socket_folder"], {"homeroom_app": "other"}, Found.JOINED)
    error = refusal(other.app_url)
    assert "refused the password of homeroom_app" in error.message
    assert "other" not in f"{error.message} {error.fix} {error.detail}"


def test_missing_database_is_told_apart(my_hubs: Hubs) -> None:
    error = refusal(with_database(my_hubs.open().start()["app_url"], "missing"))
    assert error.message.startswith("There is no database missing on")


@pytest.mark.parametrize("host", ["no..such.host", "no-such-host.invalid"])
def test_unknown_host_is_told_apart(host: str) -> None:
    error = refusal(f"postgresql://hub:secret@{host}/homeroom")
    assert error.message == f"The database's host {host} is unknown."


def test_refused_connection_is_told_apart() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    error = refusal(f"postgresql://hub:secret@127.0.0.1:{port}/homeroom")
    assert error.message == f"Nothing listens on 127.0.0.1, port {port}."


def test_socket_folder_without_a_server_is_told_apart() -> None:
    error = refusal("postgresql://hub:secret@/homeroom?host=/nowhere")
    assert error.message == "Nothing listens on /nowhere, port 5432."


@pytest.mark.parametrize("url", ["postgresql://hub:my secret@host/db", "my secret", "host='my"])
def test_unreadable_address_is_not_repeated_for_it_holds_the_password(url: str) -> None:
    error = refusal(url)
    assert error.message == "HOMEROOM_DATABASE_URL cannot be read."
    assert "my" not in f"{error.fix} {error.detail}"
    assert error.__suppress_context__


def message(kind: bytes, body: bytes) -> bytes:
    return kind + struct.pack("!i", len(body) + 4) + body


SIGNED_IN = message(b"R", struct.pack("!i", 0))
READY = message(b"Z", b"I")
OLD = SIGNED_IN + message(b"S", b"server_version\x0014.12\x00") + READY
STARTING = message(b"E", b"SFATAL\x00C57P03\x00Mthe database system is starting up\x00\x00")


@contextmanager
def server_that_says(answer: bytes) -> Iterator[str]:
    """A server that speaks PostgreSQL's protocol as far as the greeting."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        thread = Thread(target=greet, args=(listener, answer))
        thread.start()
        port = listener.getsockname()[1]
        yield f"postgresql://hub@127.0.0.1:{port}/homeroom?sslmode=disable&gssencmode=disable"
        thread.join()


def greet(listener: socket.socket, answer: bytes) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.recv(4096)
        connection.sendall(answer)
        connection.recv(4096)


def test_server_that_is_too_old_is_refused() -> None:
    with server_that_says(OLD) as url:
        error = refusal(url)
    assert error.message == "The database on 127.0.0.1 is PostgreSQL 14; Homeroom needs 15."


def test_server_that_is_starting_is_tried_again() -> None:
    with server_that_says(STARTING) as url, pytest.raises(RetryLater):
        check_server_version(url)


def test_address_may_be_given_as_words(my_hubs: Hubs) -> None:
    url = my_hubs.open().start()["app_url"]
    words = make_conninfo(**conninfo_to_dict(url))  # type: ignore[arg-type]
    check_server_version(words)
