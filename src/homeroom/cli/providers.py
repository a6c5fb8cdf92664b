"""homeroom providers: who may vouch for people at the sign-in."""

from datetime import UTC, datetime
from typing import TextIO

import click

from homeroom.cli.base import actor, json_option, says_errors
from homeroom.cli.database import open_database
from homeroom.cli.output import print_json, print_table

_SECRET = click.option(
    "--secret-file",
    type=click.File(encoding="utf-8"),
    help="Read the secret from this file (- for the terminal); otherwise it is asked for.",
)


@click.group()
def providers() -> None:
    """Say who may vouch for people at the sign-in (OpenID Connect)."""


@providers.command("list")
@json_option
@says_errors
def list_(as_json: bool) -> None:
    """List the providers that were added; those of the settings are not among them."""
    with open_database():
        from homeroom.store import providers as store

        found = store.every()
    rows = [
        {
            "name": one.name,
            "title": one.title,
            "issuer": one.issuer,
            "client_id": one.client_id,
            "on": one.off_at is None,
            "secret_at": one.secret_at,
        }
        for one in found
    ]
    if as_json:
        print_json({"providers": rows})
        return
    columns = ["Name", "Title", "Issuer", "Client id", "State", "Secret is from"]
    shown = [
        (r["name"], r["title"], r["issuer"], r["client_id"], "on" if r["on"] else "off",
         r["secret_at"])
        for r in rows
    ]  # fmt: skip
    print_table("Identity providers", columns, shown)


@providers.command("add")
@click.argument("name")
@click.option("--kind", type=click.Choice(["google", "microsoft", "other"]), default="other")
@click.option("--title", required=True, help="As people know it.")
@click.option("--place", default="", help="The issuer, or Microsoft's tenant.")
@click.option("--client-id", required=True)
@_SECRET
@says_errors
def add(
    name: str, kind: str, title: str, place: str, client_id: str, secret_file: TextIO | None
) -> None:
    """Add a provider under a short NAME, once its discovery address has answered."""
    secret = _read(secret_file)
    with open_database():
        from homeroom.access.providers import Wanted
        from homeroom.access.providers import add as add_one

        wanted = Wanted(
            kind=kind, name=name, title=title, place=place, client_id=client_id, secret=secret
        )
        made = add_one(wanted, actor())
    click.echo(f"The sign-in offers {made.title} now. People come back to:")
    click.echo(f"/account/oidc/{made.name}/login/callback/")


@providers.command("test")
@click.argument("name")
@says_errors
def test(name: str) -> None:
    """Ask the discovery address of a provider."""
    with open_database():
        from homeroom.access.providers import discover, find

        found = find(name)
        discover(found.issuer)
    click.echo(f"{found.title} answers, and says what the sign-in needs.")


@providers.command("rotate")
@click.argument("name")
@_SECRET
@says_errors
def rotate(name: str, secret_file: TextIO | None) -> None:
    """Keep a new secret; the next sign-in uses it."""
    secret = _read(secret_file)
    with open_database():
        from homeroom.access.providers import rotate as rotate_one

        rotate_one(name, secret, actor())
    click.echo(f"The next sign-in with {name} uses the new secret.")


@providers.command("off")
@click.argument("name")
@says_errors
def off(name: str) -> None:
    """Switch a provider off; who is signed in stays so."""
    _switch(name, datetime.now(UTC))


@providers.command("on")
@click.argument("name")
@says_errors
def on(name: str) -> None:
    """Switch a provider on again."""
    _switch(name, None)


def _switch(name: str, off_at: datetime | None) -> None:
    with open_database():
        from homeroom.access.providers import switch

        switch(name, off_at, actor())
    click.echo(f"{name} is switched {'off' if off_at else 'on'}.")


def _read(file: TextIO | None) -> str:
    if file is not None:
        return file.read().strip()
    given: str = click.prompt("Client secret", hide_input=True)
    return given.strip()
