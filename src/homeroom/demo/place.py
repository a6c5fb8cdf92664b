"""Where the demo keeps its things: a server and a database apart from any real district's."""

import contextlib
import os
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from homeroom import settings
from homeroom.store.embedded import EmbeddedServer, Running
from homeroom.store.embedded.running import with_database

DATABASE = "homeroom_demo"
TEMPLATE = "homeroom"


@contextlib.contextmanager
def demo_server(tell: Callable[[str], None]) -> Iterator[Running]:
    """Run the demo's own embedded server, in a folder of its own below the data folder."""
    folder = settings.home() / "demo"
    os.environ["HOMEROOM_HOME"] = str(folder)
    with EmbeddedServer(folder, tell=tell) as running:
        yield running


def fresh_database(running: Running) -> tuple[str, str]:
    """Make the demo's database anew, as a copy of the migrated one; return both roles' URLs."""
    home_url = running.owner_url
    with psycopg.connect(with_database(home_url, "postgres"), autocommit=True) as connection:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        connection.execute(drop.format(sql.Identifier(DATABASE)))
        make = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(make.format(sql.Identifier(DATABASE), sql.Identifier(TEMPLATE)))
    return with_database(running.app_url, DATABASE), with_database(home_url, DATABASE)


def export_path() -> Path:
    """Return where the learning app's export lies."""
    return settings.home() / "mathly.zip"
