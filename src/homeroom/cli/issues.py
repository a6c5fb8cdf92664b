"""homeroom issues: what is wrong with the data, by cause."""

import click

from homeroom.cli.base import district_option, in_district, json_option, says_errors
from homeroom.cli.output import print_json, print_table
from homeroom.issues.catalogue import ENTRIES, tell
from homeroom.store import apps
from homeroom.store import issues as store
from homeroom.store.scope import district_scope


@click.command()
@click.option("--app", "key", default="", help="Only this app.")
@click.option("--limit", default=100, help="How many cases.")
@district_option
@json_option
@says_errors
def issues(key: str, limit: int, slug: str, as_json: bool) -> None:
    """Show open issues: what happened, and what you can do."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        app_id = apps.keyed(scope, key).id if key else None
        counted = store.counted(scope, app_id)
        found = store.open_ones(scope, app_id, limit)
    if as_json:
        cases = [
            {
                "code": one.code,
                "kind": one.kind,
                "subject": one.subject,
                "words": tell(one.code, one.facts).words,
                "since": one.first_seen,
            }
            for one in found
        ]
        print_json({"issues": counted, "cases": cases})
        return
    rows = [
        (code, ENTRIES[code].severity.value, ENTRIES[code].owner.value, many)
        for code, many in counted.items()
    ]
    print_table("Open issues by cause", ["Code", "Severity", "Owner", "Cases"], rows)
    shown: set[str] = set()
    for one in found:
        told = tell(one.code, one.facts)
        click.echo(f"{one.kind} {one.subject}: {told.words}")
        if one.code not in shown:
            click.echo(f"    {told.fix}")
            shown.add(one.code)
