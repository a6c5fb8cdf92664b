"""The learning app on the command line: what it calls, and as whom."""

import argparse
import json
import sys
from datetime import date
from http.client import HTTPException
from typing import Any

from homeroom.sandbox.learning_app.calls import Access, Refused
from homeroom.sandbox.learning_app.quizzly import USUAL_CLASSES, hand_in

NAME = "learning-app"

_ABOUT = """\
A pretend learning app, Quizzly, that calls a OneRoster API: it reads classes and enrollments page
by page, and writes categories, line items and results. The secret is read from the first line of
standard input. When it is done it prints one line of JSON.
"""


def add_learning_app(systems: "argparse._SubParsersAction[Any]") -> None:
    """Add the command."""
    app = systems.add_parser(
        NAME,
        help="a pretend learning app that writes its grades over OneRoster",
        description=_ABOUT,
    )
    app.add_argument("--api", choices=("1.1", "1.2"), default="1.2", help="version (%(default)s)")
    app.add_argument(
        "--api-url", required=True, metavar="URL", help="where the API begins, .../ims/oneroster"
    )
    app.add_argument("--token-url", required=True, metavar="URL", help="where tokens are given")
    app.add_argument("--client-id", required=True, metavar="ID", help="the client id")
    app.add_argument(
        "--day", type=day_of, required=True, metavar="YYYY-MM-DD", help="today, for the app"
    )
    app.add_argument(
        "--classes",
        type=int,
        default=USUAL_CLASSES,
        metavar="N",
        help="how many classes it grades (%(default)s)",
    )


def run(options: argparse.Namespace) -> int:
    """Read and write once; the figures go to standard output, a refusal to standard error."""
    access = Access(
        api=options.api,
        api_url=options.api_url,
        token_url=options.token_url,
        client_id=options.client_id,
        client_secret=sys.stdin.readline().strip(),
    )
    try:
        done = hand_in(access, options.day, options.classes)
    except (Refused, HTTPException, OSError) as problem:
        print(f"Quizzly: {problem}", file=sys.stderr)
        return 1
    print(json.dumps(done), flush=True)
    return 0


def day_of(text: str) -> date:
    """Return a day as it is written on the command line."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"'{text}' is no day like 2026-10-14") from None
