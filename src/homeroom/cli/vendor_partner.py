"""homeroom vendor partner: a vendor's own credentials, for all of its districts on this server."""

from datetime import UTC, datetime

import click

from homeroom.access import clients
from homeroom.cli.base import actor, json_option, says_errors
from homeroom.cli.database import open_database
from homeroom.cli.output import print_json, print_pairs
from homeroom.errors import NeedsOperator
from homeroom.runs.writes import vendors
from homeroom.store import audit
from homeroom.store.vendors import partners


@click.command("partner")
@click.argument("name")
@click.option(
    "--overlap",
    default=vendors.OVERLAP // vendors.HOUR,
    show_default=True,
    type=click.IntRange(0, vendors.LONGEST_OVERLAP // vendors.HOUR),
    help="Hours for which a secret before this one is taken as well.",
)
@json_option
@says_errors
def partner(name: str, overlap: int, as_json: bool) -> None:
    """Make the own credentials of the vendor NAME, or another secret for those that it has.

    With them it learns which districts of this server its apps are let in to.
    """
    with open_database():
        made = clients.make_partner(name, datetime.now(UTC), overlap * vendors.HOUR)
        if made is None:
            known = ", ".join(partners.names()) or "none yet"
            raise NeedsOperator(f"There is no vendor {name}.", fix=f"There are: {known}.")
        audit.note_for_server(actor(), "vendor.partner", name, {})
    shown = {"vendor": name, "client_id": made.client_id, "secret": made.secret}
    if as_json:
        print_json(shown)
        return
    print_pairs(shown)
    click.echo("The secret is shown this once. It is for GET /homeroom/v1/districts alone.")


COMMANDS = (partner,)
