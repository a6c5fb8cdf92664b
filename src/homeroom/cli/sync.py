"""homeroom sync: one sync of one app, now."""

import click

from homeroom.cli.base import actor, district_option, in_district, json_option, says_errors
from homeroom.cli.output import print_json
from homeroom.cli.report import show
from homeroom.cli.watch import watching
from homeroom.runs.conductor import sync as conduct


@click.command()
@click.argument("key")
@click.option("--complete", "reach", flag_value="complete", help="Read everything.")
@click.option("--delta", "reach", flag_value="delta", help="Read only what changed.")
@district_option
@json_option
@says_errors
def sync(key: str, reach: str | None, slug: str, as_json: bool) -> None:
    """Sync one app now: read, take in what changed, deliver.

    A run that broke off is taken up where it was. Running it again changes nothing.
    """
    with in_district(slug) as district, watching(quiet=as_json) as watcher:
        report = conduct(district, key, watcher, started_by=actor(), reach=reach or "auto")
    if as_json:
        print_json(
            {
                "run": report.run_id,
                "state": report.state,
                "changes": report.changes,
                **report.counts(),
            }
        )
    else:
        show(report)
