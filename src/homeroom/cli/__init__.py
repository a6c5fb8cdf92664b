"""The command line: `homeroom --help`."""

import sys

from homeroom.errors import HomeroomError


def main() -> None:
    """Run the command line; a knob that cannot be read ends it before anything is set up."""
    try:
        from homeroom.cli.main import main as run
    except HomeroomError as problem:
        print(problem.message, problem.fix, sep="\n", file=sys.stderr)
        sys.exit(1)
    run()


__all__ = ["main"]
