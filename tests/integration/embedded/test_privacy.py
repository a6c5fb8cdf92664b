"""Who gets at the database, and what of the pupils' data lies outside it: nobody else, nothing."""

import json
import os
import stat
from pathlib import Path
from typing import Any

import psycopg
import pytest

from homeroom.store.embedded.layout import Layout
from homeroom.store.embedded.running import APP, OWNER, Found, Running, with_database
from homeroom.store.embedded.sockets import NAME
from tests.integration.embedded.hubs import Hubs, User
from tests.integration.embedded.processes import fact


def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.execute(query.encode())
        return cursor.fetchall() if cursor.description else []


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_files_and_socket_are_closed_to_other_users(hubs: Hubs) -> None:
    running = hubs.open().start()
    layout = Layout(hubs.home)
    assert mode(layout.passwords) == 0o600
    assert mode(layout.data) == mode(layout.log) == mode(layout.socket) == 0o700
    assert mode(layout.top) & 0o007 == 0
    assert running["socket_folder"] == layout.socket
    assert mode(layout.socket / NAME) == 0o700
    assert all(mode(file) == 0o600 for file in layout.log.iterdir())


def test_server_listens_on_no_network_address(hubs: Hubs) -> None:
    assert rows(hubs.open().start()["app_url"], "SHOW listen_addresses") == [("",)]


def test_passwords_of_random_letters_are_hashed_once_so_that_to_connect_is_quick(
    hubs: Hubs,
) -> None:
    running = hubs.open().start()
    query = "SELECT rolname, split_part(rolpassword, ':', 1) FROM pg_authid WHERE rolcanlogin"
    kept = dict(rows(running["superuser_url"], query))
    assert kept[OWNER] == kept[APP] == "SCRAM-SHA-256$1"
    passwords = json.loads(Layout(hubs.home).passwords.read_text(encoding="utf-8"))
    assert min(len(passwords[role]) for role in (OWNER, APP)) >= 32


def test_other_user_of_the_machine_does_not_reach_the_socket(as_root: User, hubs: Hubs) -> None:
    running = hubs.open().start()
    child = os.fork()
    if child == 0:
        os.setgroups([])
        os.setgid(54321)
        os.setuid(54321)
        try:
            psycopg.connect(running["app_url"])
        except psycopg.OperationalError as error:
            os._exit(0 if "Permission denied" in str(error) else 2)
        os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_as_root_the_server_runs_as_a_user_of_its_own_without_our_environment(
    as_root: User, my_hubs: Hubs
) -> None:
    pid = my_hubs.open().start()["pid"]
    assert int(fact(pid, "Uid").split()[0]) == Layout(my_hubs.home).data.stat().st_uid != 0
    assert fact(pid, "Groups") == ""
    environment = Path("/proc", str(pid), "environ").read_text().strip("\0").split("\0")
    ours = {line for line in environment if not line.startswith("PG")}
    assert {"LC_ALL=C", "TZ=UTC"} <= ours
    assert {line.partition("=")[0] for line in ours} <= {"PATH", "LC_ALL", "TZ", "PWD"}


def test_as_root_the_server_never_has_the_group_of_root(as_root: User, my_hubs: Hubs) -> None:
    hub = my_hubs.open()
    hub.start()
    hub.stop()
    data = Layout(my_hubs.home).data
    os.chown(data, data.stat().st_uid, 0)
    assert 0 not in map(int, fact(hub.start()["pid"], "Gid").split())


@pytest.mark.parametrize("password", ["wrong", ""])
def test_nobody_comes_in_without_the_password(hubs: Hubs, password: str) -> None:
    running = hubs.open().start()
    for role in ("homeroom_super", "homeroom_owner", "homeroom_app"):
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(
                host=str(running["socket_folder"]), user=role, password=password, dbname="homeroom"
            )


ROLES = """
SELECT rolname, rolcanlogin, rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls
FROM pg_roles WHERE rolname LIKE 'homeroom%' ORDER BY 1
"""
RIGHTS = """
SELECT has_database_privilege('public', d.oid, 'CONNECT'),
       has_database_privilege('public', d.oid, 'TEMP'),
       has_database_privilege('homeroom_app', d.oid, 'CONNECT'),
       has_database_privilege('homeroom_app', d.oid, 'TEMP'),
       has_database_privilege('homeroom_app', d.oid, 'CREATE'),
       pg_get_userbyid(d.datdba)
FROM pg_database AS d WHERE d.datname = 'homeroom'
"""
OWNED = (
    "SELECT count(*) FROM pg_shdepend WHERE refobjid = 'homeroom_app'::regrole AND deptype = 'o'"
)


def test_roles_have_what_they_need_and_no_more(my_hubs: Hubs) -> None:
    running = my_hubs.open().start()
    assert rows(running["app_url"], ROLES) == [
        ("homeroom_app", True, False, False, False, False, False),
        ("homeroom_owner", True, False, True, False, False, False),
        ("homeroom_super", True, True, True, True, True, True),
    ]
    assert rows(running["app_url"], RIGHTS) == [(False, False, True, True, False, "homeroom_owner")]
    assert rows(running["app_url"], OWNED) == [(0,)]
    assert rows(running["app_url"], "CREATE TEMP TABLE staged AS SELECT 1") == []
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        rows(running["app_url"], "CREATE TABLE mine AS SELECT 1")


def test_database_that_the_owner_makes_is_open_to_the_app_and_can_be_dropped_under_it(
    my_hubs: Hubs,
) -> None:
    running = my_hubs.open().start()
    rows(running["owner_url"], "CREATE DATABASE later")
    with psycopg.connect(with_database(running["app_url"], "later")) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("later",)
        rows(running["owner_url"], "DROP DATABASE later WITH (FORCE)")
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")


def test_text_is_utf_8_ordered_by_code_and_pages_are_checked(my_hubs: Hubs) -> None:
    url = my_hubs.open().start()["app_url"]
    order = "SELECT string_agg(w, '' ORDER BY w) FROM unnest('{b,A,a,B,é,Z}'::text[]) AS w"
    assert rows(url, order) == [("ABZabé",)]
    assert rows(url, "SHOW server_encoding") == [("UTF8",)]
    assert rows(url, "SHOW data_checksums") == [("on",)]
    assert rows(url, "SHOW timezone") == [("UTC",)]


MISTAKES = [
    "SELECT 'Ada Lovelace'::int",
    "INSERT INTO pupils VALUES ('Ada Lovelace'), ('Ada Lovelace')",
    "DO $$ BEGIN RAISE 'Ada Lovelace'; END $$",
]


def test_what_goes_wrong_with_a_pupils_data_stays_out_of_the_log(my_hubs: Hubs) -> None:
    with psycopg.connect(my_hubs.open().start()["owner_url"], autocommit=True) as connection:
        connection.execute("CREATE TEMP TABLE pupils (name text PRIMARY KEY)")
        for mistake in MISTAKES:
            with pytest.raises(psycopg.Error, match="Ada Lovelace"):
                connection.execute(mistake.encode())
    words = "".join(file.read_text() for file in Layout(my_hubs.home).log.iterdir())
    assert "ready to accept connections" in words
    assert "Ada" not in words


def test_passwords_are_not_shown_by_a_running_server() -> None:
    running = Running(Path("/s"), {"homeroom_app": "secret"}, Found.STARTED)
    assert "secret" not in repr(running)
