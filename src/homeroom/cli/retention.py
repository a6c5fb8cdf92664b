"""homeroom retention: how long things are kept, and what is older."""

from datetime import UTC, datetime

import click

from homeroom.cli.base import actor, district_option, in_district, json_option, says_errors
from homeroom.cli.output import print_json, print_table
from homeroom.rules.retention import KEPT
from homeroom.store.scope import district_scope

_NAME = click.Choice(list(KEPT))


@click.group()
def retention() -> None:
    """Say how long attempts, history and logs are kept."""


@retention.command("list")
@district_option
@json_option
@says_errors
def list_(slug: str, as_json: bool) -> None:
    """List what is kept how long, and how much of it would go now."""
    with in_district(slug) as district:
        from homeroom.runs.care import clearing

        with district_scope(district.id) as scope:
            days = clearing.days_of(scope)
            older = clearing.preview(scope, days, datetime.now(UTC))
    if as_json:
        rows = [
            {"name": name, "days": days[name], "least": one.least, "most": one.most,
             "older": older[name]}
            for name, one in KEPT.items()
        ]  # fmt: skip
        print_json({"kept": rows, "counted_up_to": clearing.MOST_COUNTED})
        return
    print_table(
        "What is kept how long",
        ["Name", "What", "Days", "From", "To", "Older now"],
        [
            (name, one.title, days[name], one.least, one.most, older[name])
            for name, one in KEPT.items()
        ],
    )


@retention.command("set")
@click.argument("name", type=_NAME)
@click.argument("days", type=int)
@district_option
@says_errors
def set_(name: str, days: int, slug: str) -> None:
    """Keep NAME for so many DAYS; what is older goes in the following night."""
    with in_district(slug) as district:
        from homeroom.runs.care import clearing

        with district_scope(district.id) as scope:
            clearing.choose(scope, {name: days}, actor())
    click.echo(f"{KEPT[name].title}: kept for {days:,} days.")


@retention.command("clear")
@district_option
@json_option
@says_errors
def clear(slug: str, as_json: bool) -> None:
    """Remove what is older now; the worker does it every night."""
    with in_district(slug) as district:
        from homeroom.runs.care import clearing

        gone = clearing.clear(district, datetime.now(UTC))
    if as_json:
        print_json({"removed": gone})
    else:
        rows = [(KEPT[name].title, many) for name, many in gone.items()]
        print_table("Removed", ["What", "Rows"], rows)
