"""A server apart from any real district's: for the demo and for measuring."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

import click

from homeroom import settings
from homeroom.cli.database import leave_on_sigterm
from homeroom.errors import NeedsOperator
from homeroom.store.embedded import EmbeddedServer, Running
from homeroom.store.embedded.locks import open_lock, try_lock

# Nothing here touches a real district's database, secrets or files, whatever the environment names.
_ELSEWHERE = (
    "HOMEROOM_DATABASE_URL",
    "HOMEROOM_DATABASE_URL_FILE",
    "HOMEROOM_DATABASE_OWNER_URL",
    "HOMEROOM_DATABASE_OWNER_URL_FILE",
    "HOMEROOM_SECRETS_KEY_FILE",
    "HOMEROOM_IMPORT_ROOT",
)


@contextlib.contextmanager
def server_apart(name: str) -> Iterator[Running]:
    """Run an embedded server in a folder below the data folder, which becomes the data folder.

    One process at a time: the next one makes the database anew. A database of one's own is left
    alone, whatever HOMEROOM_DATABASE_URL says.
    """
    leave_on_sigterm()
    for variable in _ELSEWHERE:
        os.environ.pop(variable, None)
    folder = settings.home() / name
    os.environ["HOMEROOM_HOME"] = str(folder)
    with (
        EmbeddedServer(folder, tell=lambda words: click.echo(words, err=True)) as running,
        _alone(name, folder / f"{name}.lock"),
    ):
        yield running


@contextlib.contextmanager
def _alone(name: str, path: Path) -> Iterator[None]:
    descriptor = open_lock(path)
    try:
        if not try_lock(descriptor, fcntl.LOCK_EX):
            raise NeedsOperator(
                f"homeroom {name} is running already.", fix="End it with Ctrl-C where it runs."
            )
        yield
    finally:
        os.close(descriptor)
