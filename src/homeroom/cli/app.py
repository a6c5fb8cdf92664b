"""homeroom app: the gallery, and the apps that a district has activated."""

from collections.abc import Callable
from typing import Any

import click

from homeroom.cli import approving
from homeroom.cli.base import Command, actor, district_option, in_district, json_option, says_errors
from homeroom.cli.checks import show_checks
from homeroom.cli.forms import read_values, report
from homeroom.cli.output import print_json, print_pairs, print_table
from homeroom.cli.preview import preview_command
from homeroom.cli.settings import parse_changes, show_settings
from homeroom.connectors.base import Mode
from homeroom.connectors.gallery import gallery
from homeroom.runs.ingest.several import cautions
from homeroom.runs.setup import activation
from homeroom.runs.setup.activation import Wish
from homeroom.runs.setup.lacking import lacking_for_grades
from homeroom.store import apps
from homeroom.store.apps import App
from homeroom.store.scope import district_scope


def _mode(default: str | None, words: str) -> Callable[[Command], Command]:
    known = click.Choice([one.value for one in Mode])
    return click.option("--mode", default=default, type=known, show_default=True, help=words)


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
@_mode("import", "Sync Mode.")
@click.option("--grade-sync/--no-grade-sync", default=False, help="Whether grades are synced.")
@click.option(
    "--role",
    default=None,
    type=click.Choice(["sis", "learning"]),
    help="What it is; told by the app if left out.",
)
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
        role=form["role"] or "",
        delivery=read_values(form["values"]),
        draft=form["draft"],
    )
    with in_district(slug) as district, district_scope(district.id) as scope:
        made = activation.activate(scope, wish, actor())
        lacking, open_ = lacking_for_grades(scope, made), cautions(scope, made)
    report(made, lacking, open_, as_json)


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
                "compare_first": one.restored_at is not None,
            }
            for one in found
        ]
        print_json({"apps": rows})
        return
    print_table(
        "Apps",
        ["App", "Title", "Sync Mode", "Grade Sync", "Role", "State"],
        [(one.key, one.title, one.mode, one.grade_sync, one.role, _state(one)) for one in found],
    )


def _state(one: App) -> str:
    waits = one.restored_at is not None and one.state == "active"
    return "active; to be synced before anything is delivered" if waits else one.state


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
@_mode(None, "Change Sync Mode.")
@click.option("--grade-sync/--no-grade-sync", default=None, help="Turn Grade Sync on or off.")
@click.option("--role", type=click.Choice(["sis", "learning"]), help="Say what it is.")
@click.option(
    "--rule",
    "rules",
    multiple=True,
    metavar="RULE=MODE[,LIMIT]",
    help="Edit a write rule, e.g. title_length=shorten.",
)
@click.option(
    "--safety",
    multiple=True,
    metavar="NAME=NUMBER",
    help="Edit the threshold that holds removals, e.g. retired_percent=10.",
)
@click.option(
    "--lanes",
    default="",
    metavar="SCHOOL,OTHERWISE",
    help="Requests at once, in school hours and outside them, e.g. 1,5.",
)
@click.option("--default-category", default=None, help="For line items whose category is unknown.")
@click.option(
    "--settle",
    default=None,
    type=click.IntRange(min=0),
    help="Seconds that an edit rests before delivery.",
)
@click.option(
    "--id-prefix", default=None, help="SIS ID prefix: keeps equal ids of two systems apart."
)
@click.option(
    "--preview/--no-preview",
    default=None,
    help="Preview of each upload, or in Export mode of each sync: nothing goes on unseen.",
)
@click.option(
    "--bulk-upload/--no-bulk-upload",
    default=None,
    help="Bulk Upload Mode: whether what a complete reading lacks is gone.",
)
@click.option(
    "--several-sources/--no-several-sources",
    default=None,
    help="Whether other apps bring the same kinds of records as well.",
)
@click.option(
    "--schedule", default=None, metavar="WHEN", help="every 60 (minutes), daily 05:00, or off."
)
@click.option(
    "--compare",
    default=None,
    metavar="WHEN",
    help="When all that was delivered is compared with the SIS: daily 03:15, or off.",
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
        open_ = cautions(scope, found)
    if as_json:
        print_json({**shown, "cautions": open_})
        return
    print_pairs(shown)
    for words in open_:
        click.echo(words)
    if "requested" in (found.decision or {}):
        click.echo(f"The change of mode waits for an operator: homeroom app approve {key}")


for command in (*approving.COMMANDS, preview_command):
    app.add_command(command)
