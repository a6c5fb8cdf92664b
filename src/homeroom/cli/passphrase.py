"""The passphrase of backups: typed without an echo, or from a file; never on a command line."""

import sys

import click

from homeroom import settings
from homeroom.errors import NeedsOperator

SHORTEST = 12


def new_passphrase() -> str:
    """Return the passphrase for a new backup; typed twice, so that a slip does not lock it."""
    given = settings.knob("BACKUP_PASSPHRASE") or _typed(twice=True)
    if len(given) < SHORTEST:
        raise NeedsOperator(
            f"The passphrase has {len(given)} characters; that can be guessed.",
            fix=f"Use at least {SHORTEST}: five words chosen by dice are a good one.",
        )
    return given


def known_passphrase() -> str:
    """Return the passphrase of a backup that there is."""
    return settings.knob("BACKUP_PASSPHRASE") or _typed(twice=False)


def _typed(*, twice: bool) -> str:
    if not sys.stdin.isatty():
        raise NeedsOperator(
            "Nobody is here to type the passphrase of the backup.",
            fix="Put it into a file and name that in HOMEROOM_BACKUP_PASSPHRASE_FILE.",
        )
    typed = click.prompt(
        "Passphrase of the backup", hide_input=True, confirmation_prompt=twice, err=True
    )
    return str(typed)
