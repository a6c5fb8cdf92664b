"""homeroom values: set a value of a record by hand, for a time."""

from typing import Any

import click

from homeroom.cli.base import actor, district_option, in_district, json_option, says_errors
from homeroom.cli.output import print_json, print_table
from homeroom.model.kinds import Kind
from homeroom.runs.deliver.naming import hub_id
from homeroom.runs.rules import by_hand
from homeroom.store import hand_values
from homeroom.store.scope import district_scope

_KIND = click.Choice([kind.value for kind in Kind])


@click.group()
def values() -> None:
    """Set values by hand, for a time.

    They go before every source until their last day is over.
    """


@values.command(name="set")
@click.argument("kind", type=_KIND)
@click.argument("record")
@click.argument("assignment", metavar="NAME=VALUE")
@click.option("--until", required=True, type=click.DateTime(["%Y-%m-%d"]), help="The last day.")
@click.option("--reason", required=True, help="Why; shown beside the value.")
@district_option
@json_option
@says_errors
def set_(kind: str, record: str, assignment: str, slug: str, as_json: bool, **why: Any) -> None:
    """Set one attribute of a record, by its name in the standard."""
    name, equals, value = assignment.partition("=")
    if not equals:
        raise click.BadParameter(f"{assignment} is no value; write NAME=VALUE.")
    with in_district(slug) as district:
        with district_scope(district.id) as scope:
            record_id = hub_id(scope, Kind(kind), record)
        until, by = why["until"].date(), (actor(), why["reason"])
        one = by_hand.set_value(district, Kind(kind), record_id, (name, value), until, by)
    if as_json:
        print_json({"record": record, "field": name, "value": one.value, "until": one.last_day})
    else:
        click.echo(f"{name} is {value} until the end of {one.last_day}.")


@values.command(name="list")
@district_option
@json_option
@says_errors
def list_(slug: str, as_json: bool) -> None:
    """List what is set by hand, by whom, why and until when."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        found = hand_values.every(scope)
    if as_json:
        print_json({"values": found})
        return
    columns = ("Kind", "Record", "Field", "Value", "Who", "Why", "Until")
    rows = [
        (one.kind.value, one.record_id, one.field, one.value, one.owner, one.reason, one.last_day)
        for one in found
    ]
    print_table("Set by hand", columns, rows)


@values.command(name="take-back")
@click.argument("kind", type=_KIND)
@click.argument("record")
@click.argument("name")
@district_option
@json_option
@says_errors
def take_back(kind: str, record: str, name: str, slug: str, as_json: bool) -> None:
    """Give an attribute back to the sources."""
    with in_district(slug) as district:
        with district_scope(district.id) as scope:
            record_id = hub_id(scope, Kind(kind), record)
        by_hand.take_back(district, Kind(kind), record_id, name, actor())
    if as_json:
        print_json({"record": record, "field": name})
    else:
        click.echo(f"{name} is what the sources say again.")
