"""homeroom vendor: apps that call the API, their credentials, and what they may do."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import click

from homeroom import settings
from homeroom.access.clients import Made
from homeroom.cli import vendor_partner, vendor_requests, vendor_sharing
from homeroom.cli.base import actor, district_option, in_district, json_option, says_errors
from homeroom.cli.output import print_json, print_pairs, print_table
from homeroom.model.api_scopes import SCOPES
from homeroom.runs.writes import vendors
from homeroom.store import apps
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.scope import Scope, district_scope
from homeroom.store.vendors import agreements, clients, sharings
from homeroom.store.vendors.clients import Client

_HOURS = int(vendors.OVERLAP.total_seconds() // 3600)


@click.group()
def vendor() -> None:
    """Let learning apps read rosters and write grades."""


@vendor.command("add")
@click.argument("key")
@click.option("--name", required=True, help="The vendor's name.")
@click.option("--title", default="", help="The app's title; the vendor's name by default.")
@click.option("--grade-sync", is_flag=True, help="Whether it writes grades.")
@click.option("--scope", "scopes", multiple=True, help="What it may do, in place of the usual.")
@district_option
@json_option
@says_errors
def add(key: str, slug: str, as_json: bool, **given: Any) -> None:
    """Give the app of short name KEY its credentials; they are shown this once."""
    wanted = vendors.Newcomer(
        key=key,
        vendor=given["name"],
        title=given["title"],
        grade_sync=given["grade_sync"],
        scopes=given["scopes"],
    )
    with in_district(slug) as district, district_scope(district.id) as scope:
        app, made = vendors.add(scope, wanted, actor())
        held = clients.of_app(district.id, app.id)
    assert held is not None
    if as_json:
        print_json({"app": app.key, "state": app.state, "scopes": held.scopes, **_shown(made)})
        return
    print_pairs({"app": app.key, **_shown(made)})
    click.echo("The secret is shown this once. Next: homeroom vendor share " + app.key)
    if app.state == "requested":
        click.echo(f"It may write once Grade Sync is approved: homeroom app approve {app.key}")


def _shown(made: Made) -> dict[str, str]:
    address = settings.ADDRESS or "http://localhost:8080"
    return {
        "client_id": made.client_id,
        "secret": made.secret,
        "token_url": f"{address}/oauth/token",
        "api_url": f"{address}/ims/oneroster",
    }


@vendor.command("list")
@district_option
@json_option
@says_errors
def list_(slug: str, as_json: bool) -> None:
    """List the apps that have credentials."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        known = {one.id: one for one in apps.every(scope)}
        found = [one for one in clients.of_district(district.id) if one.app_id in known]
        rows = [_row(scope, district, known[one.app_id], one) for one in found]
    if as_json:
        print_json({"vendors": rows})
        return
    print_table(
        "Vendors",
        ["App", "Vendor", "Client", "State", "Called last"],
        [(r["app"], r["vendor"], r["client_id"], r["state"], r["last_used_at"]) for r in rows],
    )


def _row(scope: Scope, district: District, app: App, one: Client) -> dict[str, Any]:
    today = datetime.now(district.zone).date()
    return {
        "app": app.key,
        "vendor": one.vendor,
        "client_id": one.client_id,
        "state": vendors.state_of(app, one.suspended_at, sharings.of_app(scope, app.id), today),
        "last_used_at": one.last_used_at,
    }


@vendor.command("show")
@click.argument("key")
@district_option
@json_option
@says_errors
def show(key: str, slug: str, as_json: bool) -> None:
    """Show what an app may do and what is shared with it."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        app, client = vendors.of_app(scope, key)
        files = agreements.every(scope, app.id)
        shared = vendor_sharing.described(scope, sharings.of_app(scope, app.id))
        row = _row(scope, district, app, client)
    shown = {
        **row,
        "scopes": client.scopes,
        "made_by": client.made_by,
        "made_at": client.made_at,
        "old_secret_until": client.former_until,
        **shared,
        "agreements": [f"{one.id}: {one.name}" for one in files],
    }
    if as_json:
        print_json(shown)
    else:
        print_pairs(shown)


@vendor.command("rotate")
@click.argument("key")
@click.option(
    "--overlap",
    default=_HOURS,
    show_default=True,
    type=click.IntRange(min=0),
    help="Hours for which the old secret is taken as well.",
)
@district_option
@json_option
@says_errors
def rotate(key: str, overlap: int, slug: str, as_json: bool) -> None:
    """Make a new secret; it is shown this once."""
    now = datetime.now(UTC)
    with in_district(slug) as district, district_scope(district.id) as scope:
        made = vendors.rotate(scope, key, now, timedelta(hours=overlap), actor())
    if as_json:
        print_json({"app": key, **_shown(made), "old_secret_until": now + timedelta(hours=overlap)})
        return
    print_pairs({"app": key, **_shown(made)})
    click.echo(f"The secret is shown this once. The old one is taken for {overlap} more hours.")


@vendor.command("suspend")
@click.argument("key")
@district_option
@says_errors
def suspend(key: str, slug: str) -> None:
    """Let an app call no more, within seconds."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        vendors.suspend(scope, key, datetime.now(UTC), actor())
    click.echo(f"{key} is suspended; its tokens are gone. Again: homeroom vendor resume {key}")


@vendor.command("resume")
@click.argument("key")
@district_option
@says_errors
def resume(key: str, slug: str) -> None:
    """Let an app call again, with the secret that it has."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        vendors.resume(scope, key, actor())
    click.echo(f"{key} may call again.")


@vendor.command("scopes")
@click.argument("key")
@click.option("--set", "wanted", multiple=True, metavar="SCOPE", help="What it may do; repeat it.")
@district_option
@json_option
@says_errors
def scopes(key: str, wanted: Sequence[str], slug: str, as_json: bool) -> None:
    """Show what an app may do, or say it anew."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        if wanted:
            vendors.set_scopes(scope, key, wanted, actor())
        _, client = vendors.of_app(scope, key)
    if as_json:
        print_json({"app": key, "scopes": client.scopes})
        return
    rows = [(name, name in client.scopes, words) for name, words in SCOPES.items()]
    print_table(f"Scopes of {key}", ["Scope", "Allowed", "What it grants"], rows)


@vendor.command("remove")
@click.argument("key")
@district_option
@says_errors
def remove(key: str, slug: str) -> None:
    """Take the credentials of an app away; its records stay."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        vendors.remove(scope, key, actor())
    click.echo(f"{key} has no credentials any more. The app itself: homeroom app remove {key}")


for command in (*vendor_sharing.COMMANDS, *vendor_requests.COMMANDS, *vendor_partner.COMMANDS):
    vendor.add_command(command)
