"""Files and locks of the embedded server: private, whole, and never taken from somebody else."""

import fcntl
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from homeroom.errors import NeedsOperator
from homeroom.store.embedded.account import Account
from homeroom.store.embedded.installation import major_of
from homeroom.store.embedded.layout import Layout, check_owner, claim, user_name, write_whole
from homeroom.store.embedded.locks import is_held, only_one, open_lock, try_lock
from homeroom.store.embedded.passwords import ROLES, make_passwords, read_passwords
from homeroom.store.embedded.sockets import (
    LONGEST,
    NAME,
    drop_short_folder,
    find_socket_folder,
    make_socket_folder,
)
from homeroom.store.embedded.waiting import Waiting

MYSELF = Account(os.geteuid(), os.getegid(), changes=False)


@pytest.fixture
def layout(tmp_path: Path) -> Layout:
    made = Layout(tmp_path / "home")
    claim(made)
    return made


def mode(path: Path) -> int:
    return path.stat().st_mode & 0o777


def test_the_servers_folder_is_for_its_user_alone(layout: Layout) -> None:
    assert mode(layout.top) == 0o700


def test_a_folder_is_claimed_again_as_it_is(layout: Layout) -> None:
    (layout.top / "kept").touch()
    claim(layout)
    assert (layout.top / "kept").exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can hand a folder over")
def test_a_folder_of_another_user_is_refused_with_the_name_of_that_user(layout: Layout) -> None:
    os.chown(layout.top, 1, 1)
    with pytest.raises(NeedsOperator, match=f"belongs to {user_name(1)}") as caught:
        check_owner(layout)
    assert f"sudo -u {user_name(1)}" in caught.value.fix


def test_a_user_without_a_name_is_called_by_number() -> None:
    assert user_name(3_999_999) == "#3999999"


@pytest.mark.parametrize("wanted", [0o600, 0o644])
def test_a_file_is_written_with_its_mode_whatever_was_there(tmp_path: Path, wanted: int) -> None:
    path = tmp_path / "held"
    path.write_text("old")
    path.chmod(0o666)
    write_whole(path, "new ü", wanted)
    assert path.read_text(encoding="utf-8") == "new ü"
    assert mode(path) == wanted
    assert [one.name for one in tmp_path.iterdir()] == ["held"]


def test_half_of_a_file_that_a_crash_left_is_in_nobodys_way(tmp_path: Path) -> None:
    path = tmp_path / "held"
    (tmp_path / "held.new").write_text("hal")
    write_whole(path, "whole", 0o600)
    assert path.read_text() == "whole"


def test_a_link_that_lies_in_wait_is_not_written_through(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("kept")
    (tmp_path / "held.new").symlink_to(victim)
    write_whole(tmp_path / "held", "whole", 0o600)
    assert victim.read_text() == "kept"


def test_each_role_has_a_password_of_its_own_that_stays(layout: Layout) -> None:
    make_passwords(layout)
    made = read_passwords(layout)
    assert set(made) == set(ROLES)
    assert len(set(made.values())) == len(ROLES)
    assert all(len(one) >= 32 for one in made.values())
    assert mode(layout.passwords) == 0o600
    make_passwords(layout)
    assert read_passwords(layout) == made


def test_passwords_that_are_lost_are_asked_back_from_the_backup(layout: Layout) -> None:
    with pytest.raises(NeedsOperator, match="is missing") as caught:
        read_passwords(layout)
    assert "backup" in caught.value.fix


@pytest.mark.parametrize("text", ["", "no json", "[]", "7", json.dumps({ROLES[0]: "x"})])
def test_passwords_that_cannot_be_read_are_not_made_anew(layout: Layout, text: str) -> None:
    layout.passwords.write_text(text)
    with pytest.raises(NeedsOperator, match="cannot be read"):
        read_passwords(layout)
    make_passwords(layout)
    assert layout.passwords.read_text() == text


def test_a_data_folder_tells_which_version_made_it(tmp_path: Path) -> None:
    assert major_of(tmp_path / "nowhere") is None
    assert major_of(tmp_path) is None
    (tmp_path / "PG_VERSION").write_text("18\n")
    assert major_of(tmp_path) == 18


def test_a_folder_of_something_else_is_not_taken_for_a_database(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").touch()
    with pytest.raises(NeedsOperator, match="is not a PostgreSQL data folder"):
        major_of(tmp_path)


def test_a_lock_is_held_by_one_and_free_again_behind_the_block(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with only_one(path, Waiting(print), "Somebody holds it"):
        assert is_held(path)
        assert mode(path) == 0o600
    assert not is_held(path)


def test_a_lock_is_free_again_when_the_block_fails(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with pytest.raises(ZeroDivisionError), only_one(path, Waiting(print), "Somebody holds it"):
        raise ZeroDivisionError
    assert not is_held(path)


def test_a_lock_that_a_killed_process_held_is_free(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    held = (
        "import fcntl, os, sys; f = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT);"
        " fcntl.flock(f, fcntl.LOCK_EX); print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", held, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"held\n"
        assert is_held(path)
        process.kill()
        process.wait()
    assert not is_held(path)


def test_a_lock_that_is_shared_is_not_held_alone(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    first, second = open_lock(path), open_lock(path)
    try:
        assert try_lock(first, fcntl.LOCK_SH)
        assert try_lock(second, fcntl.LOCK_SH)
        assert not is_held(path)
        assert not try_lock(second, fcntl.LOCK_EX)
    finally:
        os.close(first)
        os.close(second)


def test_a_lock_is_not_opened_through_a_link(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.touch()
    (tmp_path / "lock").symlink_to(victim)
    with pytest.raises(OSError, match="symbolic links"):
        open_lock(tmp_path / "lock")


def deep(tmp_path: Path, name: str) -> Layout:
    made = Layout(tmp_path / name)
    claim(made)
    return made


@pytest.mark.parametrize("name", ["x" * LONGEST, "a,b"], ids=["too long", "with a comma"])
def test_a_socket_whose_path_cannot_be_named_lies_in_a_short_private_folder(
    tmp_path: Path, name: str
) -> None:
    layout = deep(tmp_path, name)
    folder = make_socket_folder(layout, MYSELF)
    try:
        assert folder != layout.socket
        assert len(os.fsencode(folder / NAME)) <= LONGEST
        assert "," not in str(folder)
        assert mode(folder) == 0o700
        assert make_socket_folder(layout, MYSELF) == folder
        (folder / NAME).touch()
        assert find_socket_folder(layout) == folder
        (folder / NAME).unlink()
    finally:
        drop_short_folder(layout)
    assert not folder.exists()
    assert not layout.socket_note.exists()


def test_a_short_folder_that_others_may_enter_is_not_used_again(tmp_path: Path) -> None:
    layout = deep(tmp_path, "a,b")
    first = make_socket_folder(layout, MYSELF)
    first.chmod(0o755)
    second = make_socket_folder(layout, MYSELF)
    try:
        assert second != first
        assert mode(second) == 0o700
    finally:
        first.rmdir()
        drop_short_folder(layout)


def test_a_socket_of_an_earlier_server_is_taken_away(tmp_path: Path) -> None:
    layout = deep(tmp_path, "a,b")
    folder = make_socket_folder(layout, MYSELF)
    for name in (NAME, f"{NAME}.lock"):
        (folder / name).touch()
    try:
        assert make_socket_folder(layout, MYSELF) == folder
        assert list(folder.iterdir()) == []
    finally:
        drop_short_folder(layout)


def test_a_socket_that_is_gone_is_said(layout: Layout) -> None:
    with pytest.raises(NeedsOperator, match="its socket is gone"):
        find_socket_folder(layout)
