"""What a command says instead of a traceback, and the exit status that goes with it."""

import click
from django.db import DatabaseError, OperationalError
from psycopg import Error as PostgresError
from psycopg import OperationalError as PostgresOperationalError

from homeroom import settings
from homeroom.cli.output import print_json
from homeroom.errors import HomeroomError, NeedsDeveloper, NeedsOperator

# What click and Python end commands with; they have words and statuses of their own.
ENDINGS = (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError)


def told(problem: Exception) -> HomeroomError:
    """Return the two sentences about any failure; what nobody foresaw is ours to mend."""
    if isinstance(problem, HomeroomError):
        return problem
    first = (str(problem).splitlines() or [""])[0]
    if isinstance(problem, OperationalError | PostgresOperationalError):
        return NeedsOperator(
            f"The database does not answer: {first}", fix="See what is wrong: homeroom doctor"
        )
    if isinstance(problem, DatabaseError | PostgresError):
        return NeedsDeveloper(f"The database refused a statement: {first}", fix=_REPORT)
    return NeedsDeveloper(f"This was not foreseen: {type(problem).__name__}: {first}", fix=_REPORT)


def fail(problem: Exception, *, as_json: bool) -> None:
    """Say what went wrong and end with status 1."""
    if settings.knob("LOG").casefold() == "debug" and not isinstance(problem, HomeroomError):
        raise problem
    said = told(problem)
    if as_json:
        print_json({"error": said.message, "fix": said.fix})
    else:
        click.echo(said.message, err=True)
        if said.fix:
            click.echo(said.fix, err=True)
    raise SystemExit(1) from problem


_REPORT = (
    "It is a fault of Homeroom: please report it. With HOMEROOM_LOG=debug the same command shows"
    " where it happened."
)
