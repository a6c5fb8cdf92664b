"""homeroom sync: one sync of one app, now."""

import click

from homeroom.cli.base import actor, district_option, in_district, json_option, says_errors
from homeroom.cli.output import print_json, print_table
from homeroom.cli.watch import watching
from homeroom.runs.conductor import sync as conduct
from homeroom.runs.report import Report

_REMOVED = {
    "held": "are to be retired and wait for you: homeroom runs approve RUN",
    "retired": "are retired.",
    "hidden": "are hidden by the source, though still enrolled: homeroom issues",
}


@click.command()
@click.argument("key")
@click.option("--complete", "reach", flag_value="complete", help="Read everything.")
@click.option("--delta", "reach", flag_value="delta", help="Read only what changed.")
@district_option
@json_option
@says_errors
def sync(key: str, reach: str | None, slug: str, as_json: bool) -> None:
    """Sync one app: read it, take in what changed, deliver what is due.

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


def show(report: Report) -> None:
    """Show what a run did."""
    rows = [
        (kind, one.new, one.changed, one.unchanged, one.own, one.waiting, one.refused)
        for kind, one in report.stored.items()
        if any((one.new, one.changed, one.unchanged, one.own, one.waiting, one.refused))
    ]
    if rows:
        columns = ["Kind", "New", "Changed", "Looked at again", "Our own", "Waiting", "Refused"]
        print_table("Taken in", columns, rows)
    for kind, one in report.removed.items():
        for name, words in _REMOVED.items():
            if one[name]:
                click.echo(f"{one[name]:,} of {kind} {words}")
    for target, sent in report.sent.items():
        click.echo(
            f"To {target}: {sent.delivered} delivered, {sent.refused} refused, {sent.held} held,"
            f" {sent.later} to be sent again."
        )
        if sent.refused or sent.held:
            click.echo("Why: homeroom deliveries")
    for note in report.notes:
        click.echo(note)
    click.echo(f"Run {report.run_id}: {report.state}.")
