"""homeroom serve, web, worker and migrate: the processes of a server."""

import contextlib
import sys
from collections.abc import Callable, Iterator

import click

from homeroom import settings
from homeroom.cli.base import json_option, says_errors
from homeroom.cli.database import open_database
from homeroom.cli.output import print_json
from homeroom.cli.parts import look_after, parts
from homeroom.cli.ports import address_of, check_free, wait_until_answered

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
    """Run database, web and worker in one, until Ctrl-C.

    A part that something else has ended is started again; the others go on meanwhile.
    """
    check_free(host, port)
    with open_database() as revive, serving(host, port, concurrency, revive) as wait:
        _say_where(host, port)
        click.echo("The worker runs scheduled syncs and delivers grades. Ctrl-C ends everything.")
        wait()


@contextlib.contextmanager
def serving(
    host: str, port: int, concurrency: int, revive: Callable[[], None]
) -> Iterator[Callable[[], None]]:
    """Run web and worker beside this process; what is returned looks after them until Ctrl-C.

    `revive` starts the database again when it has ended.
    """
    commands = {"web": _web(host, port), "worker": _worker(concurrency)}
    with parts(commands) as running:
        wait_until_answered(host, port, lambda: all(one.alive for one in running))
        yield lambda: look_after(running, revive)


@click.command()
@_HOST
@_PORT
@says_errors
def web(host: str, port: int) -> None:
    """Run the web pages alone, until Ctrl-C."""
    check_free(host, port)
    with open_database() as revive, parts({"web": _web(host, port)}) as running:
        wait_until_answered(host, port, lambda: all(one.alive for one in running))
        _say_where(host, port)
        look_after(running, revive)


@click.command()
@_CONCURRENCY
@click.option("--quiet", is_flag=True, hidden=True)
@says_errors
def worker(concurrency: int, quiet: bool) -> None:
    """Run scheduled syncs and deliver grades, until Ctrl-C.

    Several workers, on one machine or on many, share the work.
    """
    with open_database() as revive:
        from homeroom.runs.worker import work

        def ready() -> None:
            if not quiet:
                click.echo("The worker runs scheduled syncs and delivers grades, until Ctrl-C.")

        with contextlib.suppress(KeyboardInterrupt):
            work(concurrency, revive, ready)


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
    from homeroom.store import people

    click.echo(f"Homeroom is at http://{f'[{host}]' if ':' in host else host}:{port}/")
    if host not in _LOOPBACK and not settings.knob("HOSTS"):
        click.echo("Browsers elsewhere need its name in HOMEROOM_HOSTS, e.g. grades.river.org")
    if people.members(None):
        click.echo("A link to sign in with: homeroom people link E-MAIL")
    else:
        click.echo("Nobody may sign in yet: homeroom people add E-MAIL --role primary-admin")


def _web(host: str, port: int) -> list[str]:
    return [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", address_of(host),
        "--port", str(port), "--workers", "1", "--workers-kill-timeout", "10",
        "--blocking-threads", "4", "--backpressure", "64", "--no-access-log",
        "--log-level", "warning", "homeroom.console.wsgi:application",
    ]  # fmt: skip


def _worker(concurrency: int) -> list[str]:
    return [
        sys.executable, "-m", "homeroom", "worker", "--quiet", "--concurrency", str(concurrency),
    ]  # fmt: skip
