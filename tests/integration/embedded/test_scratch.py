"""Databases for demo and bench: copies of a template that follows the shape of the tables."""

from urllib.parse import unquote, urlsplit

import psycopg
import pytest

from homeroom.store.embedded.running import Found, Running, with_database
from homeroom.store.embedded.scratch import fresh_database, template_urls
from tests.integration.embedded.hubs import Hubs


@pytest.fixture
def running(hubs: Hubs) -> Running:
    said = hubs.open().start()
    words = {role: said[f"{role}_url"] for role in ("app", "owner")}
    passwords = {
        unquote(urlsplit(url).username or ""): unquote(urlsplit(url).password or "")
        for url in words.values()
    }
    return Running(said["socket_folder"], passwords, Found(said["found"]))


def names(running: Running) -> set[str]:
    with psycopg.connect(with_database(running.owner_url, "postgres")) as connection:
        return {name for (name,) in connection.execute("SELECT datname FROM pg_database")}


def test_a_template_is_kept_and_one_of_another_shape_is_not(running: Running) -> None:
    old = "template_0123456789ab"
    with psycopg.connect(with_database(running.owner_url, "postgres"), autocommit=True) as owner:
        owner.execute(f"CREATE DATABASE {old}")
    _, url = template_urls(running)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE here (n int)")
    assert template_urls(running)[1] == url
    assert old not in names(running)
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT count(*) FROM here").fetchone() == (0,)


def test_a_copy_is_made_anew_each_time(running: Running) -> None:
    _, url = template_urls(running)
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS here (n int)")
    app_url, owner_url = fresh_database(running, "homeroom_test")
    with psycopg.connect(owner_url) as connection:
        connection.execute("INSERT INTO here VALUES (1)")
    assert fresh_database(running, "homeroom_test") == (app_url, owner_url)
    with psycopg.connect(owner_url) as connection:
        assert connection.execute("SELECT count(*) FROM here").fetchone() == (0,)
    with psycopg.connect(app_url) as connection:
        assert connection.execute("SELECT current_database()").fetchone() == ("homeroom_test",)
