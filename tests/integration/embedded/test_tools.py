"""PostgreSQL's own programs, for backups."""

import subprocess
from pathlib import Path

import psycopg
import pytest

from homeroom.errors import NeedsOperator
from homeroom.store.embedded import tool
from tests.integration.embedded.hubs import Hubs


def test_dump_is_made_by_the_wheels_own_program(my_hubs: Hubs) -> None:
    running = my_hubs.open().start()
    with psycopg.connect(running["owner_url"], autocommit=True) as connection:
        connection.execute("CREATE TABLE dumped AS SELECT 'Blaise' AS name")
        command = [tool("pg_dump"), "--dbname", running["superuser_url"], "--table", "dumped"]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        connection.execute("DROP TABLE dumped")
    assert "Blaise" in done.stdout


def test_base_backup_is_made_through_the_socket(my_hubs: Hubs, tmp_path: Path) -> None:
    url = my_hubs.open().start()["superuser_url"]
    backup = tmp_path / "backup"
    command = [tool("pg_basebackup"), "--dbname", url, "--pgdata", backup, "--checkpoint=fast"]
    subprocess.run([*command, "--no-sync"], check=True)
    assert (backup / "PG_VERSION").read_text() == "18\n"
    assert '"global/pg_control"' in (backup / "backup_manifest").read_text()


@pytest.mark.parametrize("major", [16, 18])
def test_each_version_has_its_tools(major: int) -> None:
    said = subprocess.run(
        [tool("pg_restore", major), "--version"], capture_output=True, text=True, check=True
    )
    assert f"(PostgreSQL) {major}." in said.stdout


def test_tool_that_is_missing_is_named() -> None:
    with pytest.raises(NeedsOperator, match="pg_fortune"):
        tool("pg_fortune")
