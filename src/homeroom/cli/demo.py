"""homeroom demo: the whole way of a grade on a pretend district."""

import time

import click
from rich.console import Console

from homeroom.cli.apart import server_apart
from homeroom.cli.base import says_errors
from homeroom.cli.database import adopt_database
from homeroom.cli.output import print_json, print_table, shared_console
from homeroom.cli.serving import serving
from homeroom.cli.watch import watching
from homeroom.demo.campus import Campus, running_campus
from homeroom.demo.place import DATABASE, SERVER
from homeroom.demo.story import MATHLY, Outcome, play, set_up
from homeroom.store.embedded.scratch import fresh_database


@click.command()
@click.option("--api", type=click.Choice(["1.1", "1.2"]), default="1.2", help="Which API version.")
@click.option("--once", is_flag=True, help="End after the story instead of serving until Ctrl-C.")
@click.option("--port", default=8080, help="Where the web page is served.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@says_errors
def demo(api: str, once: bool, port: int, as_json: bool) -> None:
    """See a pretend district's grades go from a learning app into Infinite Campus."""
    began = time.monotonic()
    console = Console(quiet=as_json)
    console.print("Starting a database and a pretend Infinite Campus ...")
    with server_apart(SERVER) as running:
        with adopt_database(running.app_url, running.owner_url):
            pass  # migrated; the demo works on a copy
        urls = fresh_database(running, DATABASE)
        with running_campus(api) as campus, adopt_database(*urls):
            district = set_up(campus)
            with watching(quiet=as_json) as watcher:
                outcome = play(district, campus, watcher)
            outcome.seconds = round(time.monotonic() - began, 1)
            if as_json:
                print_json(as_figures(outcome))
            else:
                tell_story(outcome, campus)
            if not once:
                with serving("127.0.0.1", port, 2) as wait:
                    click.echo(f"\nThe hub is at http://127.0.0.1:{port}/")
                    click.echo(f"What the teachers see: {campus.ready['teacher_view']}")
                    click.echo("Both are served until Ctrl-C.")
                    wait()
    if not outcome.teacher_view.matches or outcome.second_changes or outcome.second_requests:
        raise SystemExit(1)


def as_figures(outcome: Outcome) -> dict[str, object]:
    """Return the outcome as the one object that programs read."""
    return {
        "api": outcome.api,
        "read": outcome.read,
        "delivered": outcome.delivered,
        "refused": [{"code": one.code, "count": one.count} for one in outcome.refused],
        "second_run": {
            "changes": outcome.second_changes,
            "requests_sent": outcome.second_requests,
        },
        "teacher_view_matches": outcome.teacher_view.matches,
        "seconds": outcome.seconds,
    }


def tell_story(outcome: Outcome, campus: Campus) -> None:
    """Say what happened, as one would tell a colleague."""
    console = shared_console()
    read = sorted(outcome.read.items(), key=lambda pair: -pair[1])
    print_table("\nRead", ["Collection", "Records"], [pair for pair in read if pair[1]])
    delivered = outcome.delivered.items()
    print_table(f"\nDelivered from {MATHLY} to Infinite Campus", ["Kind", "Count"], delivered)
    rows = [(one.count, one.words, one.fix) for one in outcome.refused]
    print_table("\nNot sent, and why", ["Count", "Such as", "What to do"], rows)
    _show_class(campus)
    good = outcome.teacher_view
    console.print()
    if good.matches:
        console.print(f"All {good.grades} delivered grades stand in the SIS exactly as sent, once.")
    for words in good.differences[:10]:
        console.print(f"DIFFERS: {words}")
    console.print(
        f"A second sync of both apps changed {outcome.second_changes} records and sent"
        f" {outcome.second_requests} writes."
    )
    console.print(f"That took {outcome.seconds:.0f} seconds.")


def _show_class(campus: Campus) -> None:
    """Show one line item as its teacher sees it."""
    section = campus.teacher_view()[0]
    item = max(
        (one for one in section["items"] if one["origin"] == "api"),
        key=lambda one: len({flag for score in one["scores"] for flag in score["flags"]}),
    )
    rows = [
        (one["student"]["name"], one["score"], " ".join(one["flags"])) for one in item["scores"][:8]
    ]
    title = (
        f"\nWhat a teacher sees: {section['title']}, {item['title']}, of {item['points']} points"
    )
    print_table(title, ["Student", "Score", "Flags"], rows)
