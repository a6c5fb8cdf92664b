"""The top of the command line: which commands there are, and how bad input is answered."""

import importlib
import sys

import click

from homeroom import __version__
from homeroom.logs import set_up_logs

# Each command in the module that holds it; imported only when it is asked for.
_COMMANDS = {
    "demo": "demo",
    "serve": "serving",
    "web": "serving",
    "worker": "serving",
    "migrate": "serving",
    "district": "district",
    "people": "people",
    "providers": "providers",
    "app": "app",
    "sync": "sync",
    "runs": "runs",
    "checks": "readiness",
    "deliveries": "deliveries",
    "adopt": "adopt",
    "undo": "undo",
    "issues": "issues",
    "rules": "rules",
    "mappings": "mappings",
    "schools": "schools",
    "filters": "filters",
    "quality": "quality",
    "duplicates": "duplicates",
    "values": "values",
    "scales": "scales",
    "standards": "standards",
    "posting": "posting",
    "categories": "categories",
    "year": "year",
    "upgrade": "ids",
    "ids": "ids",
    "reconcile": "reconcile",
    "backup": "backup",
    "restore": "backup",
    "sandbox": "sandbox",
    "notices": "notices",
    "vendor": "vendor",
    "expiry": "expiry",
    "retention": "retention",
    "secrets": "secrets",
    "doctor": "doctor",
    "support": "support",
    "bench": "bench",
}


class Commands(click.Group):
    """Finds commands by the table above, in its order."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return all commands."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return one command."""
        module = _COMMANDS.get(cmd_name)
        if module is None:
            return None
        found = getattr(importlib.import_module(f"homeroom.cli.{module}"), cmd_name)
        assert isinstance(found, click.Command)
        return found


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="homeroom")
def homeroom() -> None:
    """Homeroom keeps a school district's grades in step.

    It reads rosters and gradebooks from student information systems, and delivers the grades of
    learning apps into the SIS gradebook.

    \b
    New here?       homeroom demo
    A new server:   homeroom serve, then homeroom district add, then homeroom app gallery
    Something off?  homeroom doctor
    """


def main() -> None:
    """Run the command line."""
    set_up_logs()
    try:
        homeroom(prog_name="homeroom")
    except KeyboardInterrupt:
        click.echo("Stopped.", err=True)
        sys.exit(130)
