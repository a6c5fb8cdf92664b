"""Databases apart from any real district's, made anew each time: for the demo and for measuring."""

import psycopg
from psycopg import sql

from homeroom.store.embedded.running import Running, with_database

TEMPLATE = "homeroom"


def fresh_database(running: Running, name: str) -> tuple[str, str]:
    """Make a database anew, as a copy of the migrated one; return the app's and owner's URLs."""
    home_url = running.owner_url
    with psycopg.connect(with_database(home_url, "postgres"), autocommit=True) as connection:
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        connection.execute(drop.format(sql.Identifier(name)))
        make = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(make.format(sql.Identifier(name), sql.Identifier(TEMPLATE)))
    return with_database(running.app_url, name), with_database(home_url, name)
