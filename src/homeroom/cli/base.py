"""What commands share: options, the open database, and errors said in sentences."""

import functools
import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click

from homeroom.cli.database import open_database
from homeroom.cli.failures import ENDINGS, fail
from homeroom.store import districts
from homeroom.store.districts import District

Command = Callable[..., Any]


def json_option(command: Command) -> Command:
    """Add --json to a command that reports."""
    return click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")(command)


def district_option(command: Command) -> Command:
    """Add --district; where there is only one, it need not be named."""
    return click.option("--district", "slug", default="", help="The district's short name.")(
        command
    )


def limit_option(default: int, words: str) -> Callable[[Command], Command]:
    """Add --limit: how many rows are shown."""
    return click.option(
        "--limit", default=default, show_default=True, type=click.IntRange(min=1), help=words
    )


def says_errors(command: Command) -> Command:
    """Turn whatever goes wrong into two sentences and exit status 1."""

    @functools.wraps(command)
    def wrapped(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except ENDINGS:
            raise
        except Exception as problem:
            fail(problem, as_json=bool(kwargs.get("as_json")))

    return wrapped


@contextmanager
def in_district(slug: str) -> Iterator[District]:
    """Open the database and find the district that a command works in."""
    with open_database():
        yield districts.named(slug)


def actor() -> str:
    """Return who types, for the audit log."""
    return f"command line: {getpass.getuser()}"
