"""homeroom district: the tenants of this server."""

import click

from homeroom.cli.base import json_option, says_errors
from homeroom.cli.database import open_database
from homeroom.cli.output import print_json, print_table
from homeroom.store import districts


@click.group()
def district() -> None:
    """Add and list districts."""


@district.command("add")
@click.argument("slug")
@click.option("--name", required=True, help="The district's name.")
@click.option("--time-zone", required=True, help="Its clock, e.g. America/Chicago.")
@json_option
@says_errors
def add(slug: str, name: str, time_zone: str, as_json: bool) -> None:
    """Add a district under a short name, e.g. riverbend."""
    with open_database():
        added = districts.create(slug, name, time_zone)
    if as_json:
        print_json({"district": added.slug, "name": added.name, "time_zone": added.time_zone})
    else:
        click.echo(f"{added.name} is there. Next: homeroom app gallery")


@district.command("list")
@json_option
@says_errors
def list_(as_json: bool) -> None:
    """List the districts."""
    with open_database():
        found = districts.every()
    if as_json:
        print_json(
            {
                "districts": [
                    {"slug": d.slug, "name": d.name, "time_zone": d.time_zone} for d in found
                ]
            }
        )
    else:
        print_table(
            "Districts",
            ["Short name", "Name", "Time zone"],
            [(d.slug, d.name, d.time_zone) for d in found],
        )
