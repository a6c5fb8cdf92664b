"""The addresses of a running server, whatever its passwords and its folder are called."""

from pathlib import Path

import pytest
from psycopg.conninfo import conninfo_to_dict

from homeroom.settings import database
from homeroom.store.embedded.running import APP, Found, Running, with_database

ODD = ["plain", "p@ss:w/o?r#d%41&= '\"\\", "ünïcödé \u2603 +", "/?host=elsewhere&port=1#@[::1]:%"]


@pytest.mark.parametrize("text", ODD)
def test_password_and_folder_survive_the_address(text: str) -> None:
    folder = Path("/srv") / text.replace("/", "-")
    url = Running(folder, {APP: text}, Found.STARTED).app_url
    expected = {"user": APP, "password": text, "dbname": "homeroom", "port": "5432"}
    assert conninfo_to_dict(url) == {**expected, "host": str(folder)}
    django = database(url)
    assert [django[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        APP, text, str(folder), "5432", "homeroom",
    ]  # fmt: skip


def test_other_database_keeps_everything_else() -> None:
    url = Running(Path("/srv/a b"), {APP: "p@ss/w?rd"}, Found.STARTED).app_url
    other = conninfo_to_dict(with_database(url, "copy/1?"))
    assert other == {**conninfo_to_dict(url), "dbname": "copy/1?"}


def test_running_server_does_not_show_its_passwords() -> None:
    assert "secret" not in repr(Running(Path("/s"), {APP: "secret"}, Found.STARTED))
