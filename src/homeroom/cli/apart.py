"""A server apart from any real district's: for the demo and for measuring."""

import contextlib
import os
from collections.abc import Iterator

import click

from homeroom import settings
from homeroom.store.embedded import EmbeddedServer, Running


@contextlib.contextmanager
def server_apart(name: str) -> Iterator[Running]:
    """Run an embedded server in a folder below the data folder, which becomes the data folder.

    A database of one's own is left alone, whatever HOMEROOM_DATABASE_URL says.
    """
    os.environ.pop("HOMEROOM_DATABASE_URL", None)
    folder = settings.home() / name
    os.environ["HOMEROOM_HOME"] = str(folder)
    with EmbeddedServer(folder, tell=lambda words: click.echo(words, err=True)) as running:
        yield running
