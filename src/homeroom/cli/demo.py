"""homeroom demo: the whole way of a grade on a pretend district."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta

import click

from homeroom.access.roles import Role
from homeroom.cli.apart import server_apart
from homeroom.cli.base import says_errors
from homeroom.cli.database import adopt_database, leave_alone
from homeroom.cli.output import print_json
from homeroom.cli.ports import any_free, check_free, first_free
from homeroom.cli.serving import serving
from homeroom.cli.telling import as_figures, tell_story
from homeroom.cli.watch import watching
from homeroom.demo.campus import Campus, running_campus
from homeroom.demo.place import DATABASE, SERVER
from homeroom.demo.story import ACTOR, Outcome, begin, go_on, set_up
from homeroom.runs.report import Watcher
from homeroom.store.districts import District
from homeroom.store.embedded.scratch import fresh_database, template_urls

_HOST = "127.0.0.1"
_USUAL_PORT = 8080
_ADMIN = "admin@riverbend.example"
# A demo may stand open over lunch.
_LINK_LIVES = timedelta(hours=24)
Say = Callable[[str], None]


@click.command()
@click.option(
    "--api",
    type=click.Choice(["1.1", "1.2"]),
    default="1.2",
    show_default=True,
    help="The version of the API that the pretend Infinite Campus speaks.",
)
@click.option("--once", is_flag=True, help="End after the story instead of serving until Ctrl-C.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    help="Where the hub's page is served; without it, the first free port from 8080 on.",
)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@says_errors
def demo(api: str, once: bool, port: int | None, as_json: bool) -> None:
    """See a pretend district's grades go into Infinite Campus.

    It needs nothing but this machine: the district, its Infinite Campus and its learning app are
    pretended, and their data lies apart from any real district's.
    """
    began = time.monotonic()
    if port and not once:
        check_free(_HOST, port)
    say = _silence if as_json else _say
    say("Starting a database, and a pretend Infinite Campus with 300 students ...")
    with server_apart(SERVER) as running:
        with adopt_database(*template_urls(running)):
            pass  # migrated; the demo works on a copy
        urls = fresh_database(running, DATABASE)
        with running_campus(api) as campus, adopt_database(*urls):
            cast = set_up(campus)
            read = begin(cast, _watch(say, as_json))
            port = _port(port, once)
            with serving(_HOST, port, 2, leave_alone) as wait:
                outcome = go_on(cast, f"http://{_HOST}:{port}", read, _watch(say, as_json))
                outcome.seconds = round(time.monotonic() - began, 1)
                if as_json:
                    print_json(as_figures(outcome))
                else:
                    tell_story(outcome, campus)
                if not once:
                    _say_where(campus, port, _first_admin(cast.district), err=as_json)
                    wait()
            if not once:
                click.echo("Stopped. The next demo begins anew.", err=as_json)
    if not _good(outcome):
        raise SystemExit(1)


def _watch(say: Say, as_json: bool) -> Callable[[str], AbstractContextManager[Watcher]]:
    @contextmanager
    def watch(words: str) -> Iterator[Watcher]:
        say(f"\n{words}")
        with watching(quiet=as_json) as watcher:
            yield watcher

    return watch


def _first_admin(district: District) -> str:
    """Make the demo's admin, who is its operator too; return the secret of a link to sign in."""
    from homeroom.access import people

    user, _ = people.add(_ADMIN, Role.OPERATOR, people.Place(), ACTOR)
    people.add(_ADMIN, Role.PRIMARY_ADMIN, people.Place(district_id=district.id), ACTOR)
    return people.make_link(user, people.SIGN_IN, ACTOR, _LINK_LIVES)


def _port(asked_for: int | None, once: bool) -> int:
    """Return where the hub is served; a demo that ends by itself needs no address to remember."""
    if once:
        return any_free(_HOST)
    return asked_for or first_free(_HOST, _USUAL_PORT)


def _say_where(campus: Campus, port: int, secret: str, *, err: bool) -> None:
    """Say where everything is; with --json on stderr, for stdout holds one object."""
    click.echo(f"\nThe hub:                http://{_HOST}:{port}/", err=err)
    click.echo(f"Sign in, once:          http://{_HOST}:{port}/link/{secret}/", err=err)
    click.echo(f"What the teachers see:  {campus.ready['teacher_view']}", err=err)
    click.echo("Both are served until you press Ctrl-C.", err=err)


def _good(outcome: Outcome) -> bool:
    again = outcome.second_changes or outcome.second_requests
    return outcome.teacher_view.matches and not again


def _say(words: str) -> None:
    click.echo(words, err=True)


def _silence(words: str) -> None:
    """Say nothing: a program reads the one object."""
