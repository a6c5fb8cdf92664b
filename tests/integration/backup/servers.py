"""A PostgreSQL server of an operator's own, of another version than the wheel's."""

import os
import pwd
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from tests.database import DatabaseUrls, quick_folder

PLACES = Path("/usr/lib/postgresql")  # where Debian keeps its versions
ROLES = (
    "CREATE ROLE hub_owner LOGIN PASSWORD 'owner'",
    "CREATE ROLE hub_app LOGIN PASSWORD 'app'",
    "CREATE DATABASE hub OWNER hub_owner ENCODING 'UTF8' TEMPLATE template0",
    "REVOKE ALL ON DATABASE hub FROM PUBLIC",
    "GRANT CONNECT, TEMPORARY ON DATABASE hub TO hub_app",
)


def programs() -> Path | None:
    """Return the folder of the oldest server programs of the machine, None without any."""
    found = sorted(PLACES.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return found[0].parent if found else None


@contextmanager
def own_server(bin_: Path) -> Iterator[DatabaseUrls]:
    """Run a server, set up as the how-to page says: neither role is superuser or has BYPASSRLS."""
    with tempfile.TemporaryDirectory(prefix="pg-", dir=quick_folder()) as folder:
        user = _unprivileged(Path(folder))
        data, log = f"{folder}/data", f"{folder}/log"
        _run(bin_ / "initdb", "-D", data, "-U", "boss", "-A", "trust", "-E", "UTF8", user=user)
        options = f"-c listen_addresses='' -k {folder} -c fsync=off"
        _run(bin_ / "pg_ctl", "-D", data, "-l", log, "-w", "-o", options, "start", user=user)
        try:
            with psycopg.connect(f"postgresql://boss@/postgres?host={folder}") as boss:
                boss.autocommit = True
                for statement in ROLES:
                    boss.execute(statement.encode())
            where = f"@/hub?host={folder}"
            app, owner = f"postgresql://hub_app:app{where}", f"postgresql://hub_owner:owner{where}"
            yield DatabaseUrls(app, owner, None)
        finally:
            _run(bin_ / "pg_ctl", "-D", data, "-m", "immediate", "stop", user=user)


def _unprivileged(folder: Path) -> int | None:
    """Return whom the server runs as: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return nobody.pw_uid


def _run(*words: str | Path, user: int | None) -> None:
    # pg_ctl leaves the server behind with its own output, which must not be a pipe of ours.
    with tempfile.TemporaryFile() as said:
        done = subprocess.run(words, user=user, stdout=said, stderr=said, stdin=subprocess.DEVNULL)
        said.seek(0)
        assert done.returncode == 0, said.read().decode()
