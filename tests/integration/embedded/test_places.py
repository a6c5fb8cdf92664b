"""The server runs wherever the data folder lies, and is reached from everywhere it should be."""

import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db.utils import ConnectionHandler

from homeroom.settings import database
from homeroom.store.embedded.layout import Layout
from homeroom.store.embedded.running import APP, OWNER, SUPER, Found, Running
from tests.integration.embedded.hubs import Hubs

ODD = "a b 'c' \"d\" é %2F"


@contextmanager
def moved(hubs: Hubs, name: str) -> Iterator[Hubs]:
    """Move a home for the length of a test; nothing in it names its place."""
    hubs.open().start()
    hubs.close()
    there = hubs.home.with_name(name)
    elsewhere = Hubs(hubs.home.rename(there), hubs.user, hubs.offered)
    try:
        yield elsewhere
    finally:
        elsewhere.close()
        there.rename(hubs.home)


def test_name_of_the_folder_may_hold_any_character(hubs: Hubs) -> None:
    with moved(hubs, ODD) as odd:
        running = odd.open().start()
        assert running["socket_folder"] == odd.home / "postgres" / "socket"
        with psycopg.connect(running["app_url"]) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_path_too_long_for_a_socket_gets_a_short_private_folder(hubs: Hubs) -> None:
    with moved(hubs, "long" * 30) as far:
        starter, joiner = far.open(), far.open()
        folder = starter.start()["socket_folder"]
        found = folder.lstat()
        assert folder.parent == Path("/tmp")
        assert stat.S_IMODE(found.st_mode) == 0o700
        assert found.st_uid == Layout(far.home).data.stat().st_uid
        joined = joiner.start()
        assert (joined["found"], joined["socket_folder"]) == ("joined", folder)
        with psycopg.connect(joined["app_url"]) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
        joiner.stop()
        starter.stop()
        assert not folder.exists()


def test_comma_in_the_path_does_not_read_as_a_second_host(my_hubs: Hubs) -> None:
    with moved(my_hubs, "a,b") as listed:
        running = listed.open().start()
        assert "," not in str(running["socket_folder"])
        with psycopg.connect(running["app_url"]) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


def test_short_folder_that_became_a_link_is_not_followed(my_hubs: Hubs, tmp_path: Path) -> None:
    with moved(my_hubs, "long" * 30) as far:
        link = tmp_path / "link"
        link.symlink_to(tmp_path)
        tmp_path.chmod(0o700)
        Layout(far.home).socket_note.write_text(str(link))
        assert far.open().start()["socket_folder"] != link
        assert list(tmp_path.iterdir()) == [link]


def test_home_reached_through_a_link_is_the_same_home(my_hubs: Hubs, tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to(my_hubs.home)
    first = my_hubs.open().start()
    second = my_hubs.open(home=link).start()
    assert (second["found"], second["pid"]) == ("joined", first["pid"])


PASSWORDS = {
    SUPER: "p@ss:w/o?r#d%41&= '\"\\",
    OWNER: "ünïcödé \u2603 +",
    APP: "/?host=elsewhere&port=1#@[::1]:%",
}


def test_passwords_may_hold_any_character_for_psycopg_and_django(
    my_hubs: Hubs, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DJANGO_SETTINGS_MODULE", "homeroom.settings")
    usual = my_hubs.open().start()
    running = Running(usual["socket_folder"], PASSWORDS, Found.JOINED)
    with psycopg.connect(usual["superuser_url"], autocommit=True) as set_up:
        hashes = set_up.execute("SELECT rolname, rolpassword FROM pg_authid WHERE rolpassword > ''")
        before: dict[str, str] = dict(hashes.fetchall())
        try:
            for role, password in PASSWORDS.items():
                set_password(set_up, role, password)
            for role in PASSWORDS:
                url = running.url(role)
                with psycopg.connect(url) as connection:
                    assert connection.execute("SELECT current_user").fetchone() == (role,)
                assert user_of_django(url) == role
        finally:
            for role, hashed in before.items():
                set_password(set_up, role, hashed)


def set_password(connection: psycopg.Connection, role: str, password: str) -> None:
    literal = psycopg.sql.Literal(password)
    statement = psycopg.sql.SQL("ALTER ROLE {} PASSWORD {}")
    connection.execute(statement.format(psycopg.sql.Identifier(role), literal))


def user_of_django(url: str) -> str:
    wrapper = ConnectionHandler({"default": dict(database(url))})["default"]
    with wrapper.get_new_connection(wrapper.get_connection_params()) as connection:
        [[name]] = connection.execute("SELECT current_user").fetchall()
    return str(name)
