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
from homeroom.cli.base import json_option, says_errors
from homeroom.cli.database import open_database
from homeroom.cli.output import print_json
from homeroom.cli.ports import address_of, check_free, wait_until_answered
from homeroom.errors import NeedsOperator

_HOST = click.option(
    "--host", default="127.0.0.1", show_default=True, help="The address to listen on."
)
_PORT = click.option(
    "--port",
    default=8080,
    show_default=True,
    type=click.IntRange(1, 65535),
    help="The port to listen on.",
)
_CONCURRENCY = click.option(
    "--concurrency",
    default=4,
    show_default=True,
    type=click.IntRange(1, 64),
    help="How many syncs may run at once.",
)
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@click.command()
@_HOST
@_PORT
@_CONCURRENCY
@says_errors
def serve(host: str, port: int, concurrency: int) -> None:
    """Run database, web and worker in one, until Ctrl-C."""
    check_free(host, port)
    with open_database(), serving(host, port, concurrency) as wait:
        _say_where(host, port)
        click.echo("The worker runs scheduled syncs and delivers grades. Ctrl-C ends everything.")
        wait()


@contextlib.contextmanager
def serving(host: str, port: int, concurrency: int) -> Iterator[Callable[[], None]]:
    """Run web and worker beside this process; what is returned waits for their end."""
    with _children(_web(host, port), _worker(concurrency)) as running:
        wait_until_answered(host, port, lambda: _all_alive(running))
        yield lambda: _wait_for(running)


@click.command()
@_HOST
@_PORT
@says_errors
def web(host: str, port: int) -> None:
    """Run the web pages alone, until Ctrl-C."""
    check_free(host, port)
    with open_database(), _children(_web(host, port)) as running:
        wait_until_answered(host, port, lambda: _all_alive(running))
        _say_where(host, port)
        _wait_for(running)


@click.command()
@_CONCURRENCY
@click.option("--quiet", is_flag=True, hidden=True)
@says_errors
def worker(concurrency: int, quiet: bool) -> None:
    """Run scheduled syncs and deliver grades, until Ctrl-C.

    Several workers, on one machine or on many, share the work.
    """
    with open_database():
        from homeroom.runs.worker import work

        with contextlib.suppress(KeyboardInterrupt):
            if not quiet:
                click.echo("The worker runs scheduled syncs and delivers grades, until Ctrl-C.")
            work(concurrency)


@click.command()
@json_option
@says_errors
def migrate(as_json: bool) -> None:
    """Bring the database to the shape that this version wants."""
    with open_database(migrate=False):
        from homeroom.store import migrating

        waiting = migrating.pending()
        migrating.migrate()
    if as_json:
        print_json({"migrated": waiting})
    else:
        click.echo(f"{len(waiting)} steps done." if waiting else "The database is up to date.")


def _say_where(host: str, port: int) -> None:
    click.echo(f"Homeroom is at http://{f'[{host}]' if ':' in host else host}:{port}/")
    if host not in _LOOPBACK and not settings.knob("HOSTS"):
        click.echo("Browsers elsewhere need its name in HOMEROOM_HOSTS, e.g. grades.river.org")


def _web(host: str, port: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", address_of(host),
        "--port", str(port), "--workers", "1", "--blocking-threads", "4",
        "--backpressure", "64", "--no-access-log", "--log-level", "warning",
        "homeroom.console.wsgi:application",
    ]  # fmt: skip


def _worker(concurrency: int) -> list[str]:
    return [
        sys.executable, "-m", "homeroom", "worker", "--quiet", "--concurrency", str(concurrency),
    ]  # fmt: skip


@contextlib.contextmanager
def _children(*commands: Sequence[str]) -> Iterator[list["subprocess.Popen[bytes]"]]:
    """Start processes on this process's database, and end them with it, by their ids."""
    from django.db import connections

    # A variable of its own may name a file with another address; it would be read first.
    given = ("HOMEROOM_DATABASE_URL_FILE", "HOMEROOM_DATABASE_OWNER_URL_FILE")
    environment = {
        **{name: value for name, value in os.environ.items() if name not in given},
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


def _all_alive(running: Sequence["subprocess.Popen[bytes]"]) -> bool:
    return all(child.poll() is None for child in running)


def _wait_for(running: Sequence["subprocess.Popen[bytes]"]) -> None:
    """Wait until Ctrl-C, which is the ordinary end, or until a process ends by itself."""
    try:
        while _all_alive(running):
            time.sleep(0.5)
    except KeyboardInterrupt:
        return
    raise NeedsOperator("A part of the server has ended.", fix="Look at the messages above.")
