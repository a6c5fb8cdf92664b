"""Databases apart from any real district's, made anew each time: for the demo and for measuring."""

import hashlib
from importlib.resources import files

import psycopg
from psycopg import sql

from homeroom.store.embedded.running import Running, with_database

_TEMPLATE = "template_"


def template_urls(running: Running) -> tuple[str, str]:
    """Return the app's and the owner's URL of the database that copies are made of.

    It is kept, and made anew when the shape of the tables has become another one.
    """
    name = _template()
    with _administered(running) as connection:
        there = connection.execute(
            "SELECT datname FROM pg_database WHERE datname ~ '^template_[0-9a-f]{12}$'"
        )
        kept = {found for (found,) in there}
        for old in sorted(kept - {name}):
            connection.execute(_DROP.format(sql.Identifier(old)))
        if name not in kept:
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    return _urls(running, name)


def fresh_database(running: Running, name: str) -> tuple[str, str]:
    """Make a database anew, as a copy of the migrated one; return the app's and owner's URLs."""
    with _administered(running) as connection:
        connection.execute(_DROP.format(sql.Identifier(name)))
        make = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        connection.execute(make.format(sql.Identifier(name), sql.Identifier(_template())))
    return _urls(running, name)


_DROP = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")


def _administered(running: Running) -> "psycopg.Connection[tuple[str]]":
    return psycopg.connect(with_database(running.owner_url, "postgres"), autocommit=True)


def _urls(running: Running, name: str) -> tuple[str, str]:
    return with_database(running.app_url, name), with_database(running.owner_url, name)


def _template() -> str:
    """Return the name of the template of this version's tables."""
    shape = hashlib.sha256()
    for path in sorted(files("homeroom.store").joinpath("schema").iterdir(), key=lambda p: p.name):
        shape.update(path.read_bytes())
    return _TEMPLATE + shape.hexdigest()[:12]
