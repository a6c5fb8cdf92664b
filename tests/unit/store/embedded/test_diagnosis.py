"""The server's last words, as PostgreSQL 16 and 18 wrote them, and the way out of each."""

import errno
import os
from pathlib import Path

import pytest

from homeroom.errors import NeedsOperator
from homeroom.store.embedded.cluster import require_room
from homeroom.store.embedded.diagnosis import explain, explain_system

LOG = Path("/var/lib/homeroom/postgres/log")
USUAL = [
    "2026-11-23 20:21:04.231 UTC [6894] LOG:  starting PostgreSQL 18.4 on x86_64-pc-linux-gnu",
    '2026-11-23 20:21:04.232 UTC [6894] LOG:  listening on Unix socket "/s/.s.PGSQL.5432"',
]
LAST_WORDS = {
    "full disk": (
        'FATAL:  could not write to file "base/4/1249": No space left on device',
        "space",
    ),
    "full /dev/shm": (
        'FATAL:  could not resize shared memory segment "/PostgreSQL.3": No space left on device',
        "--shm-size",
    ),
    "no memory": (
        "FATAL:  could not map anonymous shared memory: Cannot allocate memory",
        "memory",
    ),
    "rights": ('FATAL:  could not open file "global/pg_filenode.map": Permission denied', "files"),
    "folder's mode": ('FATAL:  data directory "/d" has invalid permissions', "files"),
    "number without a name": (
        "initdb: error: could not look up effective user ID 7123: user does not exist",
        "/etc/passwd",
    ),
    "second server": ('FATAL:  lock file "postmaster.pid" already exists', "Stop it"),
    "survivors": (
        "FATAL:  pre-existing shared memory block (key 5, ID 6) is still in use",
        "Another PostgreSQL server",
    ),
    "setting": ('LOG:  invalid value for parameter "work_mem": "much"', "local.conf"),
    "unknown setting": ('LOG:  unrecognized configuration parameter "wok_mem"', "local.conf"),
    "other version": ("FATAL:  database files are incompatible with server", "version of Homeroom"),
    "damage": ("PANIC:  could not locate a valid checkpoint record at 0/1886360", "backup"),
}


@pytest.mark.parametrize(("words", "way_out"), LAST_WORDS.values(), ids=LAST_WORDS)
def test_last_words_lead_to_a_way_out(words: str, way_out: str) -> None:
    error = explain("The database did not start.", [*USUAL, words, ""], LOG)
    assert error.message.splitlines() == ["The database did not start.", words]
    assert way_out in error.fix


def test_words_that_nobody_foresaw_are_shown_with_the_place_of_the_log() -> None:
    error = explain("The database did not start.", [*USUAL, "FATAL:  the moon is full"], LOG)
    assert error.message.endswith("FATAL:  the moon is full")
    assert str(LOG) in error.fix


def test_without_a_complaint_the_last_lines_are_shown() -> None:
    error = explain("The database did not start.", [*USUAL, "sh: 1: postgres: not found"], LOG)
    assert error.message.splitlines()[-1] == "sh: 1: postgres: not found"


SYSTEM = {
    "full": (errno.ENOSPC, "Free some space"),
    "over quota": (errno.EDQUOT, "Free some space"),
    "closed": (errno.EACCES, "Let this user write there"),
    "read only": (errno.EROFS, "Let this user write there"),
    "broken": (errno.EIO, "Put that right"),
}


@pytest.mark.parametrize(("number", "way_out"), SYSTEM.values(), ids=SYSTEM)
def test_refusal_of_the_system_names_the_file(number: int, way_out: str) -> None:
    error = explain_system(OSError(number, os.strerror(number), "/home/file"), LOG)
    assert error.message.startswith("The database cannot use /home/file: ")
    assert way_out in error.fix


def test_refusal_without_a_file_names_the_folder() -> None:
    assert str(LOG) in explain_system(OSError(errno.ENOSPC, "full"), LOG).message


def test_disk_that_is_too_full_to_begin_on_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NeedsOperator, match=r"it needs 1099511627776\."):
        require_room(tmp_path, 1 << 60)
    require_room(tmp_path, 1)
