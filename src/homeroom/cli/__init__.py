"""The command line: `homeroom --help`."""

import sys

from homeroom.errors import HomeroomError
from homeroom.runs.ingest.memory import collect_rarely


def main() -> None:
    """Run the command line; a knob that cannot be read ends it before anything is set up."""
    collect_rarely()  # a sixth of the start went into looking through modules for garbage
    try:
        from homeroom.cli.main import main as run
    except HomeroomError as problem:
        print(problem.message, problem.fix, sep="\n", file=sys.stderr)
        sys.exit(1)
    run()


__all__ = ["main"]
