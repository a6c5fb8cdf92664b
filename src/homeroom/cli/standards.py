"""homeroom standards: which standard of the SIS a learning objective of an app is."""

from datetime import UTC, datetime
from typing import TextIO

import click
from msgspec import structs

from homeroom.cli.base import actor, district_option, in_district, json_option, says_errors
from homeroom.cli.output import print_json, print_table
from homeroom.rules.crosswalk_file import take_in
from homeroom.runs.rules.ruling import change_rules
from homeroom.store import audit
from homeroom.store import rules as versions
from homeroom.store.scope import district_scope


@click.group()
def standards() -> None:
    """Map learning objectives of apps to standards of the SIS."""


@standards.command(name="list")
@district_option
@json_option
@says_errors
def list_(slug: str, as_json: bool) -> None:
    """Show the crosswalk of standards, and the levels of its score groups."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        held = versions.current(scope).rules.standards
    if as_json:
        print_json({"groups": held.groups, "crosswalk": held.crosswalk})
        return
    levels = {one.name: ", ".join(one.levels) for one in held.groups}
    rows = [
        (one.place, one.app, one.source, one.objective, one.item, one.group, levels[one.group])
        for one in held.crosswalk
    ]
    columns = ("Where", "App", "Source", "Objective", "Standard", "Score group", "Levels")
    print_table("Crosswalk of standards", columns, rows)


@standards.command(name="import")
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--reason", default="crosswalk from a file", help="Why; kept with the version.")
@district_option
@json_option
@says_errors
def import_(file: TextIO, reason: str, slug: str, as_json: bool) -> None:
    """Take in a CSV file: objective, item, group; levels, source, place, app."""
    text = file.read()
    with in_district(slug) as district, district_scope(district.id) as scope:
        held = versions.current(scope)
        taken = take_in(text, held.rules.standards)
        made = structs.replace(held.rules, standards=taken.standards)
        by = (actor(), reason)
        version = change_rules(scope, made, held.version, by, datetime.now(UTC))
        if version != held.version:
            audit.note(scope, actor(), "rules.changed", f"version {version}", {"reason": reason})
    counts = {"new": taken.new, "changed": taken.changed, "same": taken.same}
    if as_json:
        print_json({"version": version, **counts})
        return
    told = ", ".join(f"{many:,} {name}" for name, many in counts.items())
    click.echo(f"{told}. Version {version} of the rules holds; nothing else of it changed.")
