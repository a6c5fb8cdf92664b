"""The command line of the sandbox."""

import argparse
import textwrap
from pathlib import Path
from typing import NoReturn
from zoneinfo import ZoneInfo

from homeroom.sandbox.faults.profiles import PROFILES
from homeroom.sandbox.learning_app.arguments import add_learning_app, day_of

_EXAMPLES = """\
examples:
  homeroom sandbox infinite-campus --port 0
  homeroom sandbox infinite-campus --port 8045 --students 5000 --seed 7
  homeroom sandbox infinite-campus --port 8045 --district roster.zip --ids as-given
  homeroom sandbox infinite-campus --port 8045 --script school-year
  homeroom sandbox infinite-campus --port 8045 --faults stall=2:7,lost-answer

When it is ready it prints one line of JSON with its addresses and credentials. It stops on
SIGTERM and on Ctrl-C.
"""

_FAULTS = """\
faults (which requests are hit follows from the seed; POST /sandbox/faults {"faults": "NAME,..."}
switches them while it runs, GET /sandbox/faults tells how often each one struck):
"""


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one sentence, with status 2."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"sandbox: {message.rstrip('.')}.\n")


def build_parser() -> Parser:
    parser = Parser(prog="homeroom sandbox", description="Pretend systems for demos and tests.")
    systems = parser.add_subparsers(dest="system", required=True, metavar="SYSTEM")
    campus = systems.add_parser(
        "infinite-campus",
        help="a pretend Infinite Campus with a pretend learning app beside it",
        description="A pretend Infinite Campus with a pretend learning app beside it.",
        epilog=_epilog(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_serving(campus.add_argument_group("serving"))
    _add_district(campus.add_argument_group("district"))
    _add_access(campus.add_argument_group("access"))
    _add_manners(campus.add_argument_group("manners"))
    _add_faults(campus.add_argument_group("faults"))
    add_learning_app(systems)
    return parser


Group = argparse._ArgumentGroup


def _add_serving(group: Group) -> None:
    group.add_argument("--port", type=int, default=0, help="port to listen on, 0 for any free one")
    group.add_argument("--host", default="127.0.0.1", help="address to listen on (%(default)s)")
    group.add_argument(
        "--api", choices=("1.1", "1.2", "both"), default="both", help="versions (%(default)s)"
    )
    group.add_argument(
        "--day",
        type=day_of,
        metavar="YYYY-MM-DD",
        help="today (2026-10-14; with --clock real, this machine's day)",
    )
    group.add_argument(
        "--clock",
        choices=("day", "real"),
        default="day",
        help="dateLastModified counts from noon of --day, or follows this machine's clock",
    )
    group.add_argument(
        "--time-zone",
        type=_zone,
        default="America/Chicago",
        metavar="NAME",
        help="the schools' time zone (%(default)s)",
    )


def _add_district(group: Group) -> None:
    source = group.add_mutually_exclusive_group()
    source.add_argument(
        "--students", type=_students, metavar="N", help="a generated district (200 students)"
    )
    source.add_argument(
        "--district", type=Path, metavar="FILE.zip", help="a OneRoster CSV roster, 1.1 or 1.2"
    )
    source.add_argument("--script", choices=("school-year",), help="a small scripted district")
    group.add_argument("--seed", type=int, default=1, metavar="S", help="seed (%(default)s)")
    group.add_argument(
        "--ids",
        choices=("campus", "as-given"),
        default="campus",
        help="ids as Infinite Campus makes them, or those of the district file",
    )
    group.add_argument(
        "--user-prefix",
        choices=("plus", "plain"),
        default="plus",
        help="1.1 user ids like s+123456 or s123456 (%(default)s)",
    )


def _add_access(group: Group) -> None:
    group.add_argument(
        "--app-name", default="homeroom", metavar="NAME", help="application (%(default)s)"
    )
    group.add_argument(
        "--token-seconds", type=int, default=3600, metavar="N", help="token life (%(default)s)"
    )
    group.add_argument(
        "--reuse-tokens",
        action="store_true",
        help="hand back the same token until it expires, however little life is left",
    )


def _add_manners(group: Group) -> None:
    group.add_argument(
        "--gradebook-base",
        choices=("plain", "gradebook", "both"),
        default="plain",
        help="where the gradebook of 1.1 answers: .../oneroster/v1p1 or .../gradebook/v1p1",
    )
    group.add_argument(
        "--end-date",
        choices=("inclusive", "exclusive"),
        default="inclusive",
        help="end dates are the last day of school, or the day after (%(default)s)",
    )
    group.add_argument(
        "--result-score",
        choices=("points", "percent"),
        default="points",
        help="what `score` of a result reads as (%(default)s)",
    )
    group.add_argument(
        "--category-writes", action="store_true", help="take PUT and DELETE of categories"
    )
    group.add_argument(
        "--minimal-errors", action="store_true", help="error bodies that say nothing but failure"
    )
    group.add_argument(
        "--rule",
        action="append",
        default=[],
        metavar="NAME=MODE",
        help="change a write rule, as in title_length=truncate or title_length=refuse:30",
    )


def _add_faults(group: Group) -> None:
    group.add_argument(
        "--faults",
        default="",
        metavar="NAME[=VALUE][:SEED],...",
        help="let things go wrong, in the ways listed below; the seed is that of --seed"
        " unless one is given",
    )


def _epilog() -> str:
    width = max(map(len, PROFILES)) + 2
    lines = []
    for profile in PROFILES.values():
        lines += textwrap.wrap(
            f"{profile.name:{width}}{profile.words}",
            98,
            initial_indent="  ",
            subsequent_indent=" " * (width + 2),
        )
    return f"{_FAULTS}{chr(10).join(lines)}\n\n{_EXAMPLES}"


def _zone(text: str) -> ZoneInfo:
    try:
        return ZoneInfo(text)
    except (ValueError, KeyError, OSError):
        raise argparse.ArgumentTypeError(f"'{text}' is no time zone") from None


def _students(text: str) -> int:
    if not text.isdigit() or not 20 <= int(text) <= 100_000:
        raise argparse.ArgumentTypeError("the number of students must be from 20 to 100000")
    return int(text)
