"""Making the data folder: initdb, with passwords from the first moment on."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from homeroom.errors import NeedsOperator
from homeroom.store.embedded.account import Account
from homeroom.store.embedded.diagnosis import explain
from homeroom.store.embedded.installation import Installation
from homeroom.store.embedded.layout import Layout, write_whole
from homeroom.store.embedded.locks import for_children
from homeroom.store.embedded.passwords import make_passwords, read_passwords
from homeroom.store.embedded.running import SUPER
from homeroom.store.embedded.waiting import Waiting

ROOM = 300 * 1024 * 1024  # bytes that an empty database, its log and its first writes need

SHAPE = (
    "--auth=scram-sha-256",
    "--encoding=UTF8",
    # Order and folding are decided in Python and by COLLATE "C". The C locale is the same on every
    # machine and in every version, so that no update of the system's locales breaks an index.
    "--locale-provider=libc",
    "--locale=C",
    "--data-checksums",
)


def make_cluster(
    layout: Layout,
    account: Account,
    installation: Installation,
    settings: Mapping[str, str],
    waiting: Waiting,
) -> None:
    """Make an empty cluster; the folder gets its name only when it is whole."""
    require_room(layout.top, ROOM)
    make_passwords(layout)
    fresh = layout.data.with_name("data.new")
    shutil.rmtree(fresh, ignore_errors=True)
    account.make_folder(fresh)
    password = layout.top / "initdb-password"
    try:
        write_whole(password, read_passwords(layout)[SUPER] + "\n", mode=0o600)
        account.own(password)
        # initdb outlives a hub that is killed; the next one waits for its end by this lock.
        with for_children(layout.alive_lock, waiting) as lock:
            options = {**account.run_options(), "pass_fds": [lock]}
            _initdb(fresh, password, installation, options, quick=settings.get("fsync") == "off")
    finally:
        password.unlink(missing_ok=True)
    # initdb's own would mislead: the configuration lies outside, where only Homeroom writes.
    (fresh / "postgresql.conf").unlink()
    fresh.rename(layout.data)
    sync_folder(layout.top)


def _initdb(
    folder: Path,
    password: Path,
    installation: Installation,
    options: Mapping[str, Any],
    *,
    quick: bool,
) -> None:
    command = [
        str(installation.program("initdb")),
        f"--pgdata={folder}",
        f"--username={SUPER}",
        f"--pwfile={password}",
        *SHAPE,
        *(["--no-sync"] if quick else []),
    ]
    done = subprocess.run(command, capture_output=True, text=True, **options)
    if done.returncode != 0:
        raise explain("The database could not be made.", done.stderr.splitlines(), folder.parent)


def require_room(folder: Path, wanted: int) -> None:
    """Refuse a disk that is too full to begin on."""
    free = shutil.disk_usage(folder).free
    if free < wanted:
        raise NeedsOperator(
            f"Only {free >> 20} MB are free for the database in {folder}; it needs {wanted >> 20}.",
            fix="Free some space, or choose a folder on another disk with HOMEROOM_HOME.",
        )


def sync_folder(folder: Path) -> None:
    """Make the names in a folder survive a power failure."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
