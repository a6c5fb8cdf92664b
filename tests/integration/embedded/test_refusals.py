"""What keeps the server from running is said in plain words, with a way out."""

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import psycopg
import pytest

from homeroom.store.embedded.installation import Installation
from homeroom.store.embedded.layout import Layout
from homeroom.store.embedded.sockets import NAME
from tests.integration.embedded.conftest import Homes
from tests.integration.embedded.hubs import Hubs, User, ordinary


@pytest.fixture
def layout(my_hubs: Hubs) -> Layout:
    """The files of a database that was used, and is stopped."""
    hub = my_hubs.open()
    hub.start()
    hub.stop()
    return Layout(my_hubs.home)


def test_database_of_an_ordinary_user_is_refused_to_root(
    as_root: User, homes: Homes, my_hubs: Hubs
) -> None:
    refused = my_hubs.open(home=homes.of(ordinary())).fail_to_start()
    assert "belongs to nobody, and this process runs as root" in refused["message"]
    assert "sudo -u nobody homeroom" in refused["fix"]


def test_database_of_root_is_refused_to_an_ordinary_user(
    as_root: User, my_hubs: Hubs, layout: Layout
) -> None:
    refused = my_hubs.open(become=ordinary().become).fail_to_start()
    assert "belongs to root, and this process runs as nobody" in refused["message"]


def test_server_that_another_user_runs_is_not_joined(as_root: User, my_hubs: Hubs) -> None:
    my_hubs.open().start()
    refused = my_hubs.open(become=ordinary().become).fail_to_start()
    assert "belongs to root" in refused["message"]


def test_lock_file_of_another_user_is_named(as_root: User, my_empty_hubs: Hubs) -> None:
    """A root that once ran in an ordinary user's folder has left it there."""
    become = ordinary().become or (0, 0)
    layout = Layout(my_empty_hubs.home)
    layout.top.mkdir()
    layout.starting_lock.touch(mode=0o600)
    os.chown(layout.home, *become)
    os.chown(layout.top, *become)
    refused = my_empty_hubs.open(become=become).fail_to_start()
    assert f"{layout.starting_lock} was made by root" in refused["message"]
    assert "remove" in refused["fix"]
    shutil.rmtree(layout.top)


def test_folder_that_cannot_be_written_is_named(reachable: Path, my_empty_hubs: Hubs) -> None:
    closed = my_empty_hubs.home / "closed"
    closed.mkdir(mode=0o555)
    refused = my_empty_hubs.open(home=closed / "home", become=ordinary().become).fail_to_start()
    assert f"{closed / 'home'}: Permission denied" in refused["message"]
    assert "HOMEROOM_HOME" in refused["fix"]


def test_folder_that_the_servers_user_may_not_enter_is_named(
    as_root: User, my_empty_hubs: Hubs
) -> None:
    private = my_empty_hubs.home / "private"
    private.mkdir(mode=0o700)
    refused = my_empty_hubs.open(home=private / "home").fail_to_start()
    assert f"may not pass through {private}" in refused["message"]
    assert f"chmod o+x {private}" in refused["fix"]


def test_files_that_belong_to_root_are_to_be_handed_over(
    as_root: User, my_hubs: Hubs, layout: Layout
) -> None:
    owner = layout.data.stat()
    os.chown(layout.data, 0, 0)
    refused = my_hubs.open().fail_to_start()
    os.chown(layout.data, owner.st_uid, owner.st_gid)
    assert "belong to root" in refused["message"]
    assert refused["fix"].endswith(f"chown -R homeroom: {layout.data}")


def test_older_version_goes_on_with_its_own_programs_and_no_others(
    my_hubs: Hubs, older_home: Path, versions: Sequence[Installation]
) -> None:
    newest, older = versions
    hub = my_hubs.open(home=older_home)
    assert hub.start()["major"] == older.major == 16
    hub.stop()
    refused = my_hubs.open(home=older_home, offered=[newest]).fail_to_start()
    assert refused["message"] == "This needs PostgreSQL 16; installed for this machine: 18."


def test_setting_that_the_server_refuses_is_named(my_hubs: Hubs, layout: Layout) -> None:
    own = layout.top / "local.conf"
    own.write_text("shared_buffers = 'plenty'\n")
    refused = my_hubs.open().fail_to_start()
    own.unlink()
    assert 'invalid value for parameter "shared_buffers": "plenty"' in refused["message"]
    assert "local.conf" in refused["fix"]


def test_operators_own_settings_win(my_hubs: Hubs, layout: Layout) -> None:
    own = layout.top / "local.conf"
    own.write_text("work_mem = '3MB'\n")
    own.chmod(0o644)
    running = my_hubs.open().start()
    own.unlink()
    with psycopg.connect(running["app_url"]) as connection:
        assert connection.execute("SHOW work_mem").fetchone() == ("3MB",)


def test_damaged_files_lead_to_the_backup(my_hubs: Hubs, layout: Layout) -> None:
    control = layout.data / "global" / "pg_control"
    whole = control.read_bytes()
    control.write_bytes(bytes(len(whole)))
    refused = my_hubs.open().fail_to_start()
    control.write_bytes(whole)
    assert "incompatible" in refused["message"]
    assert "backup" in refused["fix"]


def test_lost_passwords_are_asked_for(my_hubs: Hubs, layout: Layout) -> None:
    aside = layout.passwords.rename(layout.top / "aside")
    refused = my_hubs.open().fail_to_start()
    aside.rename(layout.passwords)
    assert f"{layout.passwords}, is missing" in refused["message"]
    assert "backup" in refused["fix"]


def test_passwords_of_another_database_are_refused(my_hubs: Hubs, layout: Layout) -> None:
    right = layout.passwords.read_text()
    layout.passwords.write_text(json.dumps(dict.fromkeys(json.loads(right), "other")))
    refused = my_hubs.open().fail_to_start()
    layout.passwords.write_text(right)
    assert "does not let Homeroom in" in refused["message"]
    assert "passwords.json" in refused["fix"]


def test_start_that_fails_leaves_nothing_running(my_hubs: Hubs, layout: Layout) -> None:
    aside = layout.passwords.rename(layout.top / "aside")
    hub = my_hubs.open()
    hub.fail_to_start()
    aside.rename(layout.passwords)
    assert hub.status() == {"state": "stopped", "pid": None, "major": 18}


def test_socket_that_was_removed_is_missed_and_comes_back_with_the_next_start(
    my_hubs: Hubs, layout: Layout
) -> None:
    user = my_hubs.open()
    user.start()
    (layout.socket / NAME).unlink()
    newcomer = my_hubs.open()
    assert "its socket is gone" in newcomer.fail_to_start()["message"]
    user.stop()
    assert newcomer.start()["found"] == "started"
