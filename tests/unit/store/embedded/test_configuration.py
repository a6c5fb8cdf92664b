"""The server's settings: what keeps pupils' data out of its log, and what nobody may change."""

from pathlib import Path

import pytest

from homeroom.store.embedded.account import Account
from homeroom.store.embedded.configuration import SETTINGS, options, write_configuration
from homeroom.store.embedded.layout import Layout

OURSELVES, ANOTHER = Account(0, 0, changes=False), Account(0, 0, changes=True)


def given(settings: dict[str, str], socket: str = "/run/x") -> dict[str, str]:
    words = options(Layout(Path("/srv/homeroom")), socket, settings)
    assert words[::2] == ["-c"] * (len(words) // 2)
    return dict(word.split("=", 1) for word in words[1::2])


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("log_statement", "none"),
        ("log_min_duration_statement", "-1"),
        ("log_min_messages", "log"),
        ("log_min_error_statement", "panic"),
        ("log_error_verbosity", "terse"),
        ("log_file_mode", "0600"),
    ],
)
def test_no_statement_and_no_value_of_one_gets_into_the_log(name: str, value: str) -> None:
    assert SETTINGS[name] == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("listen_addresses", ""),
        ("unix_socket_permissions", "0700"),
        ("config_file", "/srv/homeroom/postgres/postgresql.conf"),
        ("log_directory", "/srv/homeroom/postgres/log"),
    ],
)
def test_the_server_is_reached_by_its_own_socket_alone_whatever_is_asked(
    name: str, value: str
) -> None:
    assert given({})[name] == value
    assert given({name: "elsewhere"})[name] == value


def test_a_caller_may_choose_everything_else() -> None:
    assert given({"fsync": "off", "shared_buffers": "1GB"})["fsync"] == "off"
    assert given({"shared_buffers": "1GB"})["shared_buffers"] == "1GB"


@pytest.mark.parametrize(
    ("folder", "quoted"),
    [("/run/a,b", '"/run/a,b"'), ('/run/"x"', '"/run/""x"""'), ("/run/a b", '"/run/a b"')],
)
def test_a_folder_is_one_folder_whatever_it_is_called(folder: str, quoted: str) -> None:
    assert given({}, folder)["unix_socket_directories"] == quoted


@pytest.mark.parametrize(("account", "mode"), [(OURSELVES, 0o600), (ANOTHER, 0o644)])
def test_the_file_can_be_read_by_whoever_runs_the_server(
    tmp_path: Path, account: Account, mode: int
) -> None:
    layout = Layout(tmp_path)
    layout.top.mkdir()
    write_configuration(layout, account)
    assert layout.configuration.stat().st_mode & 0o777 == mode


def test_settings_of_ones_own_come_last_and_so_win(tmp_path: Path) -> None:
    layout = Layout(tmp_path)
    layout.top.mkdir()
    write_configuration(layout, OURSELVES)
    lines = layout.configuration.read_text().splitlines()
    assert lines[-1] == "include_if_exists 'local.conf'"
    assert "shared_buffers = '256MB'" in lines
    assert all("local.conf" in line or "=" in line or line.startswith("#") for line in lines)
