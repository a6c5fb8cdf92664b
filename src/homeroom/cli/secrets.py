"""homeroom secrets: a new key for everything that is kept sealed."""

import click

from homeroom.cli.base import actor, json_option, says_errors
from homeroom.cli.database import open_database
from homeroom.cli.output import print_json


@click.group()
def secrets() -> None:
    """Change the key that seals the secrets of apps and people."""


@secrets.command("rotate")
@json_option
@says_errors
def rotate(as_json: bool) -> None:
    """Make a new secrets key, and seal everything with it; everybody has to sign in again.

    The old key stays in the file until `homeroom secrets forget`.
    """
    with open_database():
        from homeroom.access import rotation

        done = rotation.rotate(actor())
    if as_json:
        print_json({"key": done.key, "sealed": done.sealed, "shut": done.shut})
        return
    click.echo(f"Key {done.key} seals {done.sealed:,} secret(s) now, and all that come.")
    for one in done.shut:
        click.echo(f"No key opens the {one}: enter it anew.")
    click.echo("Copy the file to your other machines, if any. Then: homeroom secrets forget")


@secrets.command("forget")
@json_option
@says_errors
def forget(as_json: bool) -> None:
    """Take keys out of the file with which nothing is sealed any more."""
    with open_database():
        from homeroom.access import rotation

        gone = rotation.forget(actor())
    if as_json:
        print_json({"forgotten": gone})
    else:
        click.echo(f"Forgotten: {', '.join(gone)}." if gone else "Every key is needed.")
