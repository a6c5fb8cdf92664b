"""homeroom vendor requests: what an app asked of the API in the last 30 days."""

import click

from homeroom.cli.base import district_option, in_district, json_option, limit_option, says_errors
from homeroom.cli.output import print_json, print_table
from homeroom.runs.writes import vendors
from homeroom.store.scope import district_scope
from homeroom.store.vendors import requests as store
from homeroom.store.vendors.requests import REFUSED


@click.command("requests")
@click.argument("key")
@click.option("--failed", is_flag=True, help="Only those that were refused.")
@limit_option(50, "How many are shown.")
@district_option
@json_option
@says_errors
def requests(key: str, failed: bool, limit: int, slug: str, as_json: bool) -> None:
    """Show what an app asked and how it was answered, newest first."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        _, client = vendors.of_app(scope, key)
        wanted = store.Wanted(least_status=REFUSED if failed else 0)
        found = store.page(scope, client.client_id, wanted, None, limit)
    if as_json:
        print_json({"app": key, "requests": found})
        return
    print_table(
        f"Requests of {key}",
        ["When", "Method", "Path", "Rows", "Status", "ms"],
        [(r.at, r.method, r.path, r.rows, str(r.status), r.milliseconds) for r in found],
    )


COMMANDS = (requests,)
