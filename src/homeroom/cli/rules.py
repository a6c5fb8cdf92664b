"""homeroom rules: what a district has decided, as one file and in versions."""

from typing import TextIO

import click

from homeroom.cli import mastering
from homeroom.cli.base import (
    district_option,
    in_district,
    json_option,
    limit_option,
    says_errors,
)
from homeroom.cli.output import print_json, print_table
from homeroom.rules.differences import Difference, differences
from homeroom.rules.document import Rules
from homeroom.rules.toml import from_toml, to_toml
from homeroom.store import rules as versions
from homeroom.store.scope import Scope, district_scope


@click.group()
def rules() -> None:
    """Show, change and hand on the rules of a district."""


@rules.command()
@click.option("--version", type=click.IntRange(min=0), help="An older version; the newest is used.")
@district_option
@says_errors
def export(version: int | None, slug: str) -> None:
    """Print the rules as TOML."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        click.echo(to_toml(_held(scope, version)), nl=False)


@rules.command(name="import")
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--reason", default="imported from a file", help="Why; kept with the version.")
@district_option
@json_option
@says_errors
def import_(file: TextIO, reason: str, slug: str, as_json: bool) -> None:
    """Make a file the rules of the district; the older versions are kept."""
    read = from_toml(file.read())
    with in_district(slug) as district:
        with district_scope(district.id) as scope:
            held = versions.current(scope)
        found = differences(held.rules, read)
        made, changed = mastering.keep(district, read, reason)
    _report(held.version, made, found, as_json)
    if changed and not as_json:
        mastering.say_kept(made, changed, as_json)


@rules.command()
@click.argument("file", type=click.File(encoding="utf-8"), required=False)
@click.option("--from", "version", type=click.IntRange(min=0), help="The version to compare with.")
@district_option
@json_option
@says_errors
def diff(file: TextIO | None, version: int | None, slug: str, as_json: bool) -> None:
    """Compare a file with the rules, or an older version with the newest one."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        held = versions.current(scope)
        before = held.version if file else held.version - 1
        before = max(before, 0) if version is None else version
        after = from_toml(file.read()) if file else held.rules
        found = differences(versions.at(scope, before), after)
    _report(before, None if file else held.version, found, as_json)


@rules.command()
@limit_option(20, "Show so many versions.")
@district_option
@json_option
@says_errors
def history(limit: int, slug: str, as_json: bool) -> None:
    """List who changed the rules, when and why."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        kept = versions.history(scope, limit)
    if as_json:
        print_json({"versions": kept})
    else:
        rows = [(one.version, one.at, one.actor, one.reason, one.applied_at) for one in kept]
        columns = ("Version", "When", "Who", "Why", "Took effect")
        print_table("Versions of the rules", columns, rows)


def _held(scope: Scope, version: int | None) -> Rules:
    held = versions.current(scope)
    return held.rules if version in (None, held.version) else versions.at(scope, version or 0)


def _report(before: int, after: int | None, found: list[Difference], as_json: bool) -> None:
    if as_json:
        print_json({"before": before, "after": after, "changes": found})
        return
    title = f"From version {before} to " + ("the file" if after is None else f"version {after}")
    print_table(title, ("Rule", "Before", "After"), [(d.path, d.before, d.after) for d in found])


for command in mastering.COMMANDS:
    rules.add_command(command)
