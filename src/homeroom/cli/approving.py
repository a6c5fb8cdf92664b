"""homeroom app finish, approve, decline and remove: how an app starts and ends."""

from collections.abc import Callable

import click

from homeroom.cli.base import actor, district_option, in_district, json_option, says_errors
from homeroom.cli.forms import report
from homeroom.cli.output import print_json
from homeroom.runs.ingest.several import cautions
from homeroom.runs.setup import activation
from homeroom.runs.setup.lacking import lacking_for_grades
from homeroom.store import apps
from homeroom.store.apps import App
from homeroom.store.scope import Scope, district_scope


@click.command()
@click.argument("key")
@district_option
@json_option
@says_errors
def finish(key: str, slug: str, as_json: bool) -> None:
    """Finish Configuration of a draft."""
    _decide(key, slug, as_json, activation.finish)


@click.command()
@click.argument("key")
@district_option
@json_option
@says_errors
def approve(key: str, slug: str, as_json: bool) -> None:
    """Approve the Grade Sync of an app in Import mode (operators)."""
    _decide(key, slug, as_json, activation.approve)


@click.command()
@click.argument("key")
@click.option("--reason", required=True, help="What the admin should know.")
@district_option
@json_option
@says_errors
def decline(key: str, reason: str, slug: str, as_json: bool) -> None:
    """Decline the Grade Sync of an app, with a reason (operators)."""
    _decide(key, slug, as_json, lambda scope, app, who: activation.decline(scope, app, who, reason))


@click.command()
@click.argument("key")
@click.option("--yes", is_flag=True, help="Do not ask.")
@district_option
@json_option
@says_errors
def remove(key: str, yes: bool, slug: str, as_json: bool) -> None:
    """Remove an app; its records stay, and nothing is deleted elsewhere."""
    with in_district(slug) as district:
        with district_scope(district.id) as scope:
            apps.keyed(scope, key)
        if not yes:
            click.confirm(f"Remove {key}? Its secrets are deleted here", abort=True, err=True)
        with district_scope(district.id) as scope:
            activation.remove(scope, apps.keyed(scope, key), actor())
    if as_json:
        print_json({"app": key, "state": "removed"})
    else:
        click.echo(f"{key} is removed.")


COMMANDS = (finish, approve, decline, remove)


def _decide(key: str, slug: str, as_json: bool, act: Callable[[Scope, App, str], App]) -> None:
    with in_district(slug) as district, district_scope(district.id) as scope:
        made = act(scope, apps.keyed(scope, key), actor())
        lacking, open_ = lacking_for_grades(scope, made), cautions(scope, made)
    report(made, lacking, open_, as_json)
