"""What a sync did, in a table and a few sentences."""

import click

from homeroom.cli.output import print_table
from homeroom.runs.report import Foresight, Report
from homeroom.store import runs

_COLUMNS = [
    "Kind",
    "New",
    "Changed",
    "Looked at again",
    "Our own",
    "Waiting",
    "Refused",
    "Left out",
]
_REMOVED = {
    "held": "are to be retired and wait for you: homeroom runs approve RUN",
    "retired": "are retired.",
    "hidden": "are hidden by the source, though still enrolled: homeroom issues",
}


def show(report: Report) -> None:
    """Show what a run did."""
    counts = {
        kind: (one.new, one.changed, one.unchanged, one.own, one.waiting, one.refused, one.left_out)
        for kind, one in report.stored.items()
    }
    rows = [(kind, *numbers) for kind, numbers in counts.items() if any(numbers)]
    if rows:
        print_table("Taken in", _COLUMNS, rows)
    elif report.read and report.state != runs.PREVIEWED:
        click.echo(f"{sum(report.read.values()):,} records were read; nothing in them is new.")
    for kind, one in report.removed.items():
        for name, words in _REMOVED.items():
            if one[name]:
                click.echo(f"{one[name]:,} of {kind} {words.replace('RUN', str(report.run_id))}")
    _show_sent(report)
    if report.preview and report.state == runs.PREVIEWED:
        _show_preview(report.run_id, report.preview)
    for note in report.notes:
        click.echo(note)
    click.echo(f"Run {report.run_id}: {report.state}.")
    if report.state == "done with issues":
        click.echo("Which: homeroom issues and homeroom deliveries")


def _show_preview(run_id: int, seen: Foresight) -> None:
    rows = sum(sum(one.values()) for one in seen.kinds.values())
    click.echo(
        f"{rows:,} rows would change something; nothing of them is taken in before you approve it:"
        f" homeroom runs show {run_id}"
    )
    for target, many in seen.to_follow.items():
        click.echo(f"{many:,} deliveries to {target} would follow.")


def _show_sent(report: Report) -> None:
    for target, sent in report.sent.items():
        click.echo(
            f"To {target}: {sent.delivered:,} delivered, {sent.refused:,} refused,"
            f" {sent.held:,} held, {sent.later:,} to be sent again."
        )
        if sent.refused or sent.held:
            click.echo("Why: homeroom deliveries")
    for target, many in report.not_counting.items():
        click.echo(
            f"In {target}: {many:,} line items delivered, not counting yet, until their teachers"
            " give them a category. Which: homeroom deliveries --not-counting"
        )
