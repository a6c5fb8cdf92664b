"""homeroom mappings, schools and filters apply: take what an app has said in again, unasked."""

from collections import Counter
from itertools import islice

import click

from homeroom.cli.base import (
    actor,
    district_option,
    in_district,
    json_option,
    limit_option,
    says_errors,
)
from homeroom.cli.output import print_json, print_table
from homeroom.cli.report import show
from homeroom.cli.watch import watching
from homeroom.runs.rules import again
from homeroom.store.districts import District


@click.command()
@click.argument("app")
@click.option("--preview", is_flag=True, help="Show which stored values would change.")
@limit_option(20, "Show so many changes.")
@district_option
@json_option
@says_errors
def apply(app: str, preview: bool, limit: int, slug: str, as_json: bool) -> None:
    """Take what an app has said in again, by the rules of now; the app is not asked."""
    with in_district(slug) as district:
        if preview:
            _preview(district, app, limit, as_json)
            return
        with watching(quiet=as_json) as watcher:
            report = again.apply_intake(district, app, watcher, actor())
    if as_json:
        print_json({"run": report.run_id, "state": report.state, **report.counts()})
    else:
        show(report)


def say_kept_rules(version: int, app: str, group: str, as_json: bool) -> None:
    """Say which version of the rules holds, and how it takes effect."""
    if as_json:
        print_json({"version": version, "app": app})
        return
    click.echo(
        f"Version {version} of the rules holds. It takes effect with the next sync, or now:"
        f" homeroom {group} apply {app}"
    )


def _preview(district: District, app: str, limit: int, as_json: bool) -> None:
    effects = again.preview(district, app)
    shown = list(islice(effects, limit))
    counts = Counter(one.kind.value for one in (*shown, *effects))
    rows = [
        (one.kind.value, one.record_id, change.field, change.before, change.after)
        for one in shown
        for change in one.changes
    ]
    if as_json:
        names = ("kind", "record", "field", "before", "after")
        print_json({"records": counts, "changes": [dict(zip(names, r, strict=True)) for r in rows]})
        return
    print_table("", ("Kind", "Record", "Field", "Before", "After"), rows)
    click.echo(f"{sum(counts.values())} records would change.")
