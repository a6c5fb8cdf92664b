"""homeroom serve, web, worker and migrate: the processes of a server."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence

import click

from homeroom import settings
from homeroom.cli.base import says_errors
from homeroom.cli.database import open_database
from homeroom.errors import NeedsOperator

_HOST = click.option("--host", default="127.0.0.1", help="The address to listen on.")
_PORT = click.option("--port", default=8080, help="The port to listen on.")
_CONCURRENCY = click.option("--concurrency", default=4, help="Syncs at once.")


@click.command()
@_HOST
@_PORT
@_CONCURRENCY
@says_errors
def serve(host: str, port: int, concurrency: int) -> None:
    """Run database, web and worker in one; Ctrl-C ends all three."""
    with open_database(), serving(host, port, concurrency) as wait:
        click.echo(f"Homeroom is at http://{host}:{port}/ until Ctrl-C.")
        wait()


@contextlib.contextmanager
def serving(host: str, port: int, concurrency: int) -> Iterator[Callable[[], None]]:
    """Run web and worker beside this process; what is returned waits for their end."""
    with _children(_web(host, port), _worker(concurrency)) as running:
        yield lambda: _wait_for(running)


@click.command()
@_HOST
@_PORT
@says_errors
def web(host: str, port: int) -> None:
    """Run the web pages alone."""
    with open_database(), _children(_web(host, port)) as running:
        _wait_for(running)


@click.command()
@_CONCURRENCY
@says_errors
def worker(concurrency: int) -> None:
    """Run scheduled syncs and deliver grades; several workers share the work."""
    with open_database():
        from homeroom.runs.worker import work

        with contextlib.suppress(KeyboardInterrupt):
            work(concurrency)


@click.command()
@says_errors
def migrate() -> None:
    """Bring the database to the shape that this version wants."""
    with open_database(migrate=False):
        from homeroom.store import migrating

        waiting = migrating.pending()
        migrating.migrate()
    click.echo(f"{len(waiting)} steps done." if waiting else "The database is up to date.")


def _web(host: str, port: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host,
        "--port", str(port), "--workers", "1", "--blocking-threads", "4",
        "--backpressure", "64", "--no-access-log", "--log-level", "warning",
        "homeroom.console.wsgi:application",
    ]  # fmt: skip


def _worker(concurrency: int) -> list[str]:
    return [sys.executable, "-m", "homeroom", "worker", "--concurrency", str(concurrency)]


@contextlib.contextmanager
def _children(*commands: Sequence[str]) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """Start processes on this process's database, and end them with it, by their ids."""
    from django.db import connections

    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "homeroom.settings",
        "HOMEROOM_DATABASE_URL": settings.url_of("default"),
        "HOMEROOM_DATABASE_OWNER_URL": settings.url_of("owner"),
    }
    connections.close_all()
    running = [subprocess.Popen(command, env=environment) for command in commands]
    try:
        yield running
    finally:
        for child in running:
            child.send_signal(signal.SIGINT)
        for child in running:
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(timeout=20)
            if child.poll() is None:
                child.kill()
                child.wait()


def _wait_for(running: Sequence["subprocess.Popen[bytes]"]) -> None:
    """Wait until Ctrl-C, which is the ordinary end, or until a process ends by itself."""
    try:
        while all(child.poll() is None for child in running):
            time.sleep(0.5)
    except KeyboardInterrupt:
        return
    raise NeedsOperator("A part of the server has ended.", fix="Look at the messages above.")
