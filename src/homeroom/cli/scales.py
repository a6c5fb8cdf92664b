"""homeroom scales: what becomes of a score on its way to a SIS."""

import click

from homeroom.cli.base import district_option, in_district, json_option, says_errors
from homeroom.cli.output import print_json, print_table
from homeroom.runs.deliver.converting import conversions


@click.group()
def scales() -> None:
    """Show how scores are converted."""


@scales.command()
@click.argument("key", metavar="[APP]", default="")
@district_option
@json_option
@says_errors
def show(key: str, slug: str, as_json: bool) -> None:
    """Print the conversion table of a connection, or of every SIS."""
    with in_district(slug) as district:
        tables = conversions(district, key)
    if as_json:
        print_json({"apps": tables})
        return
    for app, lines in tables.items():
        rows = [(one.place, one.comes, one.becomes, one.rule) for one in lines]
        print_table(f"Grades to {app}", ("Where", "What comes", "What becomes of it", "By"), rows)
