"""homeroom sandbox: pretend systems, in a process of their own that shares no code with the hub."""

import os
import sys

import click


@click.command(
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def sandbox(arguments: tuple[str, ...]) -> None:
    """Run a pretend system, e.g. an Infinite Campus.

    Try: homeroom sandbox infinite-campus --port 8090
    """
    given = arguments or ("--help",)
    os.execv(sys.executable, [sys.executable, "-m", "homeroom.sandbox", *given])
