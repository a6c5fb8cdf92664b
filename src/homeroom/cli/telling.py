"""The story of the demo, for people and for programs."""

from typing import Any

import click

from homeroom.cli.output import print_table
from homeroom.demo.campus import Campus
from homeroom.demo.story import Outcome

_ROWS = 8
_DIFFERENCES = 10


def as_figures(outcome: Outcome) -> dict[str, object]:
    """Return the outcome as the one object that programs read."""
    return {
        "api": outcome.api,
        "read": outcome.read,
        "delivered": outcome.delivered,
        "by_api": {
            "read": outcome.by_api.app.read,
            "pages": outcome.by_api.app.pages,
            "written": outcome.by_api.app.written,
            "delivered": outcome.by_api.delivered,
            "delivery_seconds": outcome.by_api.seconds,
        },
        "refused": [{"code": one.code, "count": one.count} for one in outcome.refused],
        "second_run": {
            "changes": outcome.second_changes,
            "requests_sent": outcome.second_requests,
        },
        "cut_short": {"run": outcome.cut_run, "waiting": outcome.waiting_removals},
        "teacher_view_matches": outcome.teacher_view.matches,
        "seconds": outcome.seconds,
    }


def tell_story(outcome: Outcome, campus: Campus) -> None:
    """Say what happened, as one would tell a colleague."""
    click.echo()
    read = sorted(outcome.read.items(), key=lambda pair: -pair[1])
    print_table("Read", ["Collection", "Records"], [pair for pair in read if pair[1]])
    click.echo()
    delivered = outcome.delivered.items()
    print_table("Delivered to infinite-campus", ["Kind", "Count"], delivered)
    _tell_by_api(outcome)
    _tell_refused(outcome)
    _show_class(campus)
    click.echo()
    good = outcome.teacher_view
    if good.matches:
        click.echo(
            f"All {good.grades:,} delivered grades stand in Infinite Campus exactly as sent, once."
        )
    for words in good.differences[:_DIFFERENCES]:
        click.echo(f"DIFFERS: {words}")
    click.echo(
        f"All of it once more changed {outcome.second_changes:,} records"
        f" and sent {outcome.second_requests:,} writes."
    )
    click.echo(
        f"Then Mathly's export came cut short: {outcome.waiting_removals:,} grades that it lacks"
        " stay where they are, and wait for you."
    )
    click.echo(f"That took {outcome.seconds:.0f} seconds.")


def _tell_by_api(outcome: Outcome) -> None:
    """Say what Quizzly did by itself."""
    by_api, app = outcome.by_api, outcome.by_api.app
    rows = sum(app.read.values())
    click.echo(
        f"\nQuizzly called the hub over OneRoster {app.api}: it read {rows:,} records in"
        f" {app.pages:,} pages, and wrote {app.written['lineItems']:,} line items with"
        f" {app.written['results']:,} grades."
    )
    click.echo(
        f"{by_api.delivered:,} of them stand in Infinite Campus; the last one came there"
        f" {by_api.seconds:.1f} seconds after it was written."
    )


def _tell_refused(outcome: Outcome) -> None:
    many = sum(one.count for one in outcome.refused)
    click.echo(f"\nNot sent: {many:,}, for {len(outcome.refused)} reasons")
    for one in outcome.refused:
        click.echo(f"{one.count:>5,}  {one.words}")
        click.echo(f"       What to do: {one.fix}")


def _show_class(campus: Campus) -> None:
    """Show the line item with the most different flags, as its teacher sees it."""
    items = [
        (section, item)
        for section in campus.teacher_view()
        for item in section["items"]
        if item["origin"] == "api"
    ]
    section, item = max(items, key=lambda pair: _kinds_of_flags(pair[1]))
    scores = sorted(item["scores"], key=lambda score: not score["flags"])[:_ROWS]
    click.echo(f"\nWhat a teacher sees: {section['title']}, {item['title']}")
    rows = [
        (score["student"]["name"], score["score"], " ".join(score["flags"])) for score in scores
    ]
    print_table(f"Of {item['points']} points", ["Student", "Score", "Flags"], rows)
    click.echo("Flags: M missing, L late, I incomplete, X exempt")


def _kinds_of_flags(item: dict[str, Any]) -> int:
    return len({flag for score in item["scores"] for flag in score["flags"]})
