"""homeroom app: the gallery, and the apps that a district has activated."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from homeroom.cli.base import actor, district_option, in_district, json_option, says_errors
from homeroom.cli.checks import show_checks
from homeroom.cli.output import print_json, print_pairs, print_table
from homeroom.cli.settings import parse_changes, show_settings
from homeroom.connectors.gallery import connector, gallery
from homeroom.errors import NeedsDistrict
from homeroom.runs import activation
from homeroom.runs.activation import Wish
from homeroom.runs.modes import plan_of
from homeroom.store import apps
from homeroom.store.apps import App
from homeroom.store.scope import district_scope


@click.group()
def app() -> None:
    """Activate, set up, test and remove apps."""


@app.command("gallery")
@json_option
@says_errors
def gallery_(as_json: bool) -> None:
    """Show the Application Gallery: what can be activated."""
    found = list(gallery().values())
    if as_json:
        rows = [
            {
                "name": one.name,
                "title": one.title,
                "summary": one.summary,
                "modes": [mode.value for mode in one.modes],
                "versions": list(one.versions),
                "settings": [field.name for field in one.settings],
            }
            for one in found
        ]
        print_json({"gallery": rows})
        return
    for one in found:
        click.echo(f"{one.title}  ({one.name})")
        click.echo(f"  {one.summary}")
        click.echo(f"  Sync Mode: {', '.join(mode.value for mode in one.modes)}")
        for field in one.settings:
            need = "" if field.required else ("for grades" if field.for_grades else "optional")
            click.echo(f"    {field.name:<16} {field.label}{f' ({need})' if need else ''}")
        click.echo()


@app.command("activate")
@click.argument("name")
@click.option("--key", default="", help="A short name for it here; the gallery's by default.")
@click.option("--title", default="", help="Its title on screens.")
@click.option("--mode", default="import", help="import, export or 2-way.")
@click.option("--grade-sync/--no-grade-sync", default=False, help="Whether grades are synced.")
@click.option("--role", default="", type=click.Choice(["", "sis", "learning"]), help="What it is.")
@click.option(
    "--set",
    "values",
    multiple=True,
    metavar="NAME=VALUE",
    help="A field of Delivery Config; NAME=@FILE reads it from a file, NAME=- asks for it.",
)
@click.option("--draft", is_flag=True, help="Save for later: neither checked nor started.")
@district_option
@json_option
@says_errors
def activate(name: str, slug: str, as_json: bool, **form: Any) -> None:
    """Activate an app from the gallery, e.g. infinite_campus."""
    wish = Wish(
        connector=name,
        key=form["key"] or name.replace("_", "-"),
        title=form["title"],
        mode=form["mode"],
        grade_sync=form["grade_sync"],
        role=form["role"],
        delivery=read_values(form["values"]),
        draft=form["draft"],
    )
    with in_district(slug) as district, district_scope(district.id) as scope:
        made = activation.activate(scope, wish, actor())
    report(made, as_json)


def report(made: App, as_json: bool) -> None:
    """Say what an app is now, and what comes next."""
    if as_json:
        print_json(
            {"app": made.key, "state": made.state, "mode": made.mode, "grade_sync": made.grade_sync}
        )
        return
    plan = plan_of(made.mode, grade_sync=made.grade_sync)
    click.echo(f"{made.title} ({made.key}) is {made.state}. {plan.says}")
    nexts = {
        "requested": f"An operator approves Grade Sync: homeroom app approve {made.key}",
        "draft": f"Finish it: homeroom app finish {made.key}",
        "active": f"Next: homeroom app test {made.key}, then homeroom sync {made.key}",
        "declined": f"Reason: {(made.decision or {}).get('reason', '')}",
    }
    click.echo(nexts.get(made.state, ""))
    if made.grade_sync and any(one.for_grades for one in connector(made.connector).settings):
        click.echo("Grades need Vendor Key and Vendor Secret; the roster does not.")


def read_values(values: Sequence[str]) -> dict[str, str]:
    """Return NAME=VALUE options; @FILE reads a file, - asks without showing what is typed."""
    found = {}
    for pair in values:
        name, equals, value = pair.partition("=")
        if not equals:
            raise NeedsDistrict(f"{pair} is no setting.", fix="Write NAME=VALUE.")
        if value.startswith("@"):
            try:
                value = Path(value[1:]).read_text(encoding="utf-8").strip()
            except OSError as problem:
                raise NeedsDistrict(
                    f"{value[1:]} cannot be read.", fix=str(problem.strerror)
                ) from problem
        elif value == "-":
            value = click.prompt(name, hide_input=True)
        found[name] = value
    return found


@app.command("list")
@district_option
@json_option
@says_errors
def list_(slug: str, as_json: bool) -> None:
    """List the activated apps."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        found = apps.every(scope)
    if as_json:
        rows = [
            {
                "app": one.key,
                "title": one.title,
                "mode": one.mode,
                "grade_sync": one.grade_sync,
                "role": one.role,
                "state": one.state,
            }
            for one in found
        ]
        print_json({"apps": rows})
        return
    print_table(
        "Apps",
        ["App", "Title", "Sync Mode", "Grade Sync", "Role", "State"],
        [(one.key, one.title, one.mode, one.grade_sync, one.role, one.state) for one in found],
    )


@app.command("test")
@click.argument("key")
@click.option(
    "--write-to",
    default="",
    metavar="CLASS",
    help="Also write one temporary line item into this class of the SIS, and delete it again.",
)
@district_option
@json_option
@says_errors
def test(key: str, write_to: str, slug: str, as_json: bool) -> None:
    """Test Connection: each right on its own, with what to do about what fails."""
    with in_district(slug) as district:
        show_checks(district, key, write_to, as_json)


@app.command("settings")
@click.argument("key")
@click.option(
    "--set", "values", multiple=True, metavar="NAME=VALUE", help="A field of Delivery Config."
)
@click.option("--mode", default="", help="Change Sync Mode: import, export or 2-way.")
@click.option("--grade-sync/--no-grade-sync", default=None, help="Turn Grade Sync on or off.")
@click.option(
    "--rule", "rules", multiple=True, metavar="RULE=MODE[,LIMIT]", help="Edit a write rule."
)
@click.option(
    "--safety", multiple=True, metavar="NAME=NUMBER", help="Edit the sync hold threshold."
)
@click.option("--lanes", default="", metavar="SCHOOL,OTHERWISE", help="Requests at once.")
@click.option("--default-category", default=None, help="For line items whose category is unknown.")
@click.option(
    "--settle", default=None, type=int, help="Seconds that an edit rests before delivery."
)
@click.option(
    "--schedule", default=None, metavar="WHEN", help="every 60 (minutes), daily 05:00, or off."
)
@district_option
@json_option
@says_errors
def settings(key: str, slug: str, as_json: bool, **options: Any) -> None:
    """Show the settings of an app, or change some."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        found = apps.keyed(scope, key)
        found = parse_changes(scope, district, found, options, read_values, actor())
        shown = show_settings(scope, district, found)
    if as_json:
        print_json(shown)
    else:
        print_pairs(shown)


@app.command("finish")
@click.argument("key")
@district_option
@json_option
@says_errors
def finish(key: str, slug: str, as_json: bool) -> None:
    """Finish Configuration of a draft."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        made = activation.finish(scope, apps.keyed(scope, key), actor())
    report(made, as_json)


@app.command("approve")
@click.argument("key")
@district_option
@json_option
@says_errors
def approve(key: str, slug: str, as_json: bool) -> None:
    """Approve the Grade Sync of an app in Import mode (operators)."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        made = activation.approve(scope, apps.keyed(scope, key), actor())
    report(made, as_json)


@app.command("decline")
@click.argument("key")
@click.option("--reason", required=True, help="What the admin should know.")
@district_option
@json_option
@says_errors
def decline(key: str, reason: str, slug: str, as_json: bool) -> None:
    """Decline the Grade Sync of an app, with a reason (operators)."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        made = activation.decline(scope, apps.keyed(scope, key), actor(), reason)
    report(made, as_json)


@app.command("remove")
@click.argument("key")
@click.option("--yes", is_flag=True, help="Do not ask.")
@district_option
@json_option
@says_errors
def remove(key: str, yes: bool, slug: str, as_json: bool) -> None:
    """Remove an app. Its records stay, and nothing is deleted in any other system."""
    if not yes:
        click.confirm(f"Remove {key}? Its secrets are deleted here", abort=True)
    with in_district(slug) as district, district_scope(district.id) as scope:
        activation.remove(scope, apps.keyed(scope, key), actor())
    if as_json:
        print_json({"app": key, "state": "removed"})
    else:
        click.echo(f"{key} is removed.")
