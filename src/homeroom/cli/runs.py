"""homeroom runs: what ran, and what of it waits for a person."""

from datetime import UTC, datetime
from typing import Any

import click
import msgspec

from homeroom.cli.base import (
    actor,
    district_option,
    in_district,
    json_option,
    limit_option,
    says_errors,
)
from homeroom.cli.output import print_json, print_pairs, print_table, word
from homeroom.cli.removals import COMMANDS, show_foretold, show_held
from homeroom.cli.report import show
from homeroom.runs.ahead.previews import explained, foretold
from homeroom.runs.ingest.held import held_back, run_named
from homeroom.runs.report import Report
from homeroom.store import apps, audit
from homeroom.store import runs as store
from homeroom.store.runs import Run
from homeroom.store.scope import district_scope

_WHAT = {
    "complete": "sync of everything",
    "delta": "sync of what changed",
    store.COMPARISON: "comparison",
}


@click.group(invoke_without_command=True)
@click.option("--app", "key", default="", help="Only this app.")
@limit_option(20, "How many runs.")
@district_option
@json_option
@click.pass_context
@says_errors
def runs(context: click.Context, key: str, limit: int, slug: str, as_json: bool) -> None:
    """Show the last runs; approve or stop one."""
    if context.invoked_subcommand:
        return
    with in_district(slug) as district, district_scope(district.id) as scope:
        keys = {one.id: one.key for one in apps.every(scope)}
        app_id = apps.keyed(scope, key).id if key else None
        latest = store.latest(scope, app_id, limit)
    if as_json:
        print_json({"runs": [_row(one, keys) for one in latest]})
        return
    rows = [
        (one.id, keys.get(one.app_id, "removed"), _WHAT[one.reach], one.state, one.started_at,
         _took(one), one.started_by)
        for one in latest
    ]  # fmt: skip
    print_table("Runs", ["Run", "App", "What", "State", "Started", "Took", "By"], rows)
    for one in latest:
        if one.problem:
            click.echo(f"Run {one.id}: {one.problem['message']} {one.problem.get('fix', '')}")
    if any(one.state in ("on hold", store.PREVIEWED) for one in latest):
        click.echo(
            "On hold: look at it with homeroom runs show RUN, then homeroom runs approve RUN"
        )


@runs.command("show")
@click.argument("run_id", type=int)
@district_option
@json_option
@says_errors
def show_(run_id: int, slug: str, as_json: bool) -> None:
    """Show one run: what it read, took in, held back and delivered."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        keys = {one.id: one.key for one in apps.every(scope)}
        run = run_named(scope, run_id)
        today = datetime.now(UTC).date()
        seen = [explained(scope, run, one, today) for one in foretold(scope, run)]
        held = [] if seen else held_back(scope, run, today)
    if as_json:
        print_json({**_row(run, keys), "held": held, "foretold": seen})
        return
    print_pairs(
        {
            "Run": str(run.id),
            "App": keys.get(run.app_id, "removed"),
            "What": _WHAT[run.reach],
            "Step": run.step,
            "Started": f"{word(run.started_at)} by {run.started_by}",
            "Took": _took(run),
        }
    )
    if run.reach == store.COMPARISON:
        _show_comparison(run)
    else:
        counts = {name: run.counts[name] for name in run.counts if name in Report.__struct_fields__}
        show(msgspec.convert({**counts, "run_id": run.id, "state": run.state}, Report))
        show_held(held, run.id)
        show_foretold(seen, run.id)
    if run.problem:
        click.echo(f"{run.problem['message']} {run.problem.get('fix', '')}")


@runs.command("stop")
@click.argument("run_id", type=int)
@district_option
@json_option
@says_errors
def stop(run_id: int, slug: str, as_json: bool) -> None:
    """Stop a run after its present page."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        run_named(scope, run_id)
        stopped = store.stop(scope, run_id)
        audit.note(scope, actor(), "run.stop", str(run_id), {"stopped": stopped})
    if as_json:
        print_json({"run": run_id, "stopped": stopped})
    else:
        click.echo(f"Run {run_id} {'stops after its present page' if stopped else 'had ended'}.")


def _show_comparison(run: Run) -> None:
    if run.counts:
        cells, items = run.counts["cells"], run.counts["line_items"]
        click.echo(f"Compared {cells:,} grades in {items:,} line items.")
        print_table("Found", ["Code", "Cases"], run.counts["found"].items())
        if run.counts["found"]:
            click.echo("Which, and how to mend them: homeroom issues")
    click.echo(f"Run {run.id}: {run.state}.")


def _row(run: Run, keys: dict[int, str]) -> dict[str, Any]:
    fields = {name: getattr(run, name) for name in run.__struct_fields__ if name != "app_id"}
    return {**fields, "app": keys.get(run.app_id)}


def _took(run: Run) -> str:
    """Return how long a run took, or how long it has been under way."""
    seconds = ((run.finished_at or datetime.now(UTC)) - run.started_at).total_seconds()
    words = f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} min"
    return words if run.finished_at else f"{words} so far"


for command in COMMANDS:
    runs.add_command(command)
