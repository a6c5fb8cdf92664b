"""Start or find the database before anything else happens, and leave it in order."""

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TYPE_CHECKING

import click

from homeroom import settings
from homeroom.errors import NeedsOperator

if TYPE_CHECKING:
    from homeroom.store.embedded import EmbeddedServer

_open = False


@contextmanager
def open_database(*, migrate: bool = True) -> Iterator[Callable[[], None]]:
    """Open the database for one command; the embedded server is started when it is not running.

    What is returned starts the embedded server again if something has ended it meanwhile.

    The embedded database is brought up to date by itself. For a server of one's own that is an act
    of its own (`homeroom migrate`), because its owner's password is needed.
    """
    global _open
    if _open:
        yield leave_alone
        return
    leave_on_sigterm()
    with _urls() as revive:
        _open = True
        try:
            _set_up(migrate=migrate, mine=not settings.knob("DATABASE_URL"))
            if migrate:
                _check_whole()
            yield revive
        finally:
            _open = False
            _close()


def leave_on_sigterm() -> None:
    """Let a process that is told to end leave through its `finally`, so that no server stays."""
    signal.signal(signal.SIGTERM, _leave)


def _leave(_: int, __: FrameType | None) -> None:
    raise SystemExit(143)


def leave_alone() -> None:
    """Do nothing: who started a database sees to it."""


@contextmanager
def _urls() -> Iterator[Callable[[], None]]:
    """Set the addresses of the database, the app's and the owner's."""
    from homeroom.store.embedded import EmbeddedServer, check_server_version

    given = settings.knob("DATABASE_URL")
    if given:
        check_server_version(given)
        _use(given, settings.knob("DATABASE_OWNER_URL") or given)
        yield leave_alone
        return
    server = EmbeddedServer(settings.home(), tell=lambda words: click.echo(words, err=True))
    running = server.start()
    try:
        _use(running.app_url, running.owner_url)
        yield lambda: _revive(server)
    finally:
        server.stop()


def _revive(server: "EmbeddedServer") -> None:
    """Start a server that was killed; its folder, socket and passwords stay the same."""
    from homeroom.store.embedded import State

    if server.status().state is State.STOPPED:
        click.echo("The database has ended; it is started again.", err=True)
        server.start()


@contextmanager
def adopt_database(app_url: str, owner_url: str) -> Iterator[None]:
    """Work on a database of the embedded server for a while, brought up to date."""
    _use(app_url, owner_url)
    try:
        _set_up(migrate=True, mine=True)
        yield
    finally:
        _close()


def _use(app_url: str, owner_url: str) -> None:
    for alias, url in (("default", app_url), ("owner", owner_url)):
        settings.DATABASES[alias] |= settings.database(url)
    if _django_is_up():
        from django.db import connections

        connections.close_all()
        for alias in ("default", "owner"):
            connections[alias].settings_dict.update(settings.DATABASES[alias])


def _django_is_up() -> bool:
    from django.apps import apps

    return apps.ready


def _set_up(*, migrate: bool, mine: bool) -> None:
    """Start Django; a database of our own is brought up to date by itself."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "homeroom.settings"
    import django

    django.setup()
    from homeroom.store import migrating

    waiting = migrating.pending() if migrate else []
    if not waiting:
        return
    if not mine:
        raise NeedsOperator(
            f"The database is {len(waiting)} steps behind this version.",
            fix="Run homeroom migrate with HOMEROOM_DATABASE_OWNER_URL set.",
        )
    if sys.stderr.isatty():
        click.echo("Bringing the database up to date ...", err=True)
    migrating.migrate()


def _check_whole() -> None:
    """Refuse to begin anew in an empty database that waits for its restore to be done again."""
    from homeroom.store import districts
    from homeroom.store.backup import log

    last = log.last_restore()
    if last is not None and last.ended_at is None and not districts.every():
        raise NeedsOperator(
            f"A restore of {last.file} into this database is under way, or was broken off.",
            fix=f"Do it again: homeroom restore {last.file}",
        )


def _close() -> None:
    from django.db import connections

    connections.close_all()
