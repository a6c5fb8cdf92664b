"""homeroom runs approve, decline and changes: what waits for a person, and why there is so much."""

from collections.abc import Sequence

import click
from msgspec import structs

from homeroom.cli.base import (
    actor,
    district_option,
    in_district,
    json_option,
    limit_option,
    says_errors,
)
from homeroom.cli.output import print_json, print_table, word
from homeroom.model.kinds import Kind
from homeroom.runs.ahead import previews
from homeroom.runs.ahead.previews import Foretold
from homeroom.runs.ingest import held
from homeroom.runs.ingest.held import HeldBack
from homeroom.store.scope import district_scope


def show_held(waiting: Sequence[HeldBack], run_id: int) -> None:
    """Say what waits, and what a person can do about it."""
    for one in waiting:
        why = f" A likely cause: {one.cause}." if one.cause else ""
        click.echo(f"{one.count:,} removals of {one.kind} wait for you.{why}")
    if waiting:
        click.echo(f"Carry them out: homeroom runs approve {run_id} [--except KIND:ID]")
        click.echo(f"Keep the records: homeroom runs decline {run_id}")


def show_foretold(waiting: Sequence[Foretold], run_id: int) -> None:
    """Say what taking in a reading would change, and what a person can do about it."""
    if not waiting:
        return
    print_table(
        "Would be taken in",
        ["Kind", "New", "Changed", "Retired", "Waiting for a parent", "A likely cause"],
        [(one.kind, one.new, one.changed, one.gone, one.waiting, one.cause) for one in waiting],
    )
    click.echo(f"Row by row: homeroom runs changes {run_id} --kind {waiting[0].kind}")
    click.echo(f"Take it in: homeroom runs approve {run_id} [--except KIND:ID]")
    click.echo(f"Throw it away: homeroom runs decline {run_id}")


@click.command()
@click.argument("run_id", type=int)
@click.option("--kind", required=True, type=click.Choice([one.value for one in Kind]))
@click.option("--after", default="", metavar="ID", help="Go on behind this id of the source.")
@limit_option(100, "How many rows.")
@district_option
@json_option
@says_errors
def changes(run_id: int, kind: str, after: str, limit: int, slug: str, as_json: bool) -> None:
    """Show row by row what a reading that waits would change, before and after."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        run = held.run_named(scope, run_id)
        rows = previews.rows(scope, run, Kind(kind), after, limit)
    if as_json:
        told = [
            {**structs.asdict(one), "changes": [structs.asdict(each) for each in one.changes]}
            for one in rows
        ]
        print_json({"run": run_id, "kind": kind, "rows": told})
        return
    for one in rows:
        click.echo(f"{one.source_id}: {one.effect}{f', {one.title}' if one.title else ''}")
        for each in one.changes:
            why = f" ({each.reason})" if each.reason else ""
            click.echo(f"  {each.field}: {word(each.before)} -> {word(each.after)}{why}")
    if not rows:
        click.echo("No row of this kind waits.")


@click.command()
@click.argument("run_id", type=int)
@click.option(
    "--except",
    "but",
    multiple=True,
    metavar="KIND:ID",
    help="A record that stays, e.g. user:s-12, by the source's id.",
)
@click.option("--without-removals", is_flag=True, help="Keep all records; the rest goes.")
@district_option
@json_option
@says_errors
def approve(
    run_id: int, but: Sequence[str], without_removals: bool, slug: str, as_json: bool
) -> None:
    """Approve what a run held back, removals or its whole reading; the next sync carries it out."""
    stay = [_named(one) for one in but]
    with in_district(slug) as district, district_scope(district.id) as scope:
        run = held.run_named(scope, run_id)
        if without_removals:
            done = held.without_removals(scope, run, actor())
        else:
            done = held.approve(scope, run, actor(), stay)
    if as_json:
        print_json({"run": run_id, "approved": done.approved, "declined": done.declined})
    elif done.previewed:
        click.echo(f"{done.approved} rows are approved; the next sync takes them in.")
        if done.declined:
            click.echo(f"{done.declined} rows are left out.")
    elif done.approved:
        click.echo(f"{done.approved} removals are approved; the next sync carries them out.")
    elif done.declined:
        click.echo(f"{done.declined} records stay; the rest of the run was taken in already.")
    else:
        click.echo("Nothing of this app waits for approval.")


@click.command()
@click.argument("run_id", type=int)
@district_option
@json_option
@says_errors
def decline(run_id: int, slug: str, as_json: bool) -> None:
    """Discard what a run held back: removals while the records are absent, or its whole reading."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        done = held.discard(scope, held.run_named(scope, run_id), actor())
    if as_json:
        print_json({"run": run_id, "declined": done.declined})
    elif done.previewed:
        click.echo(f"{done.declined} rows are discarded; the next sync reads anew.")
    else:
        click.echo(f"{done.declined} removals are discarded; the records stay.")


COMMANDS = (approve, decline, changes)


def _named(text: str) -> tuple[Kind, str]:
    kind, colon, source_id = text.partition(":")
    if not colon or kind not in set(Kind):
        raise click.BadParameter(f"{text} is no record; write KIND:ID.", param_hint="--except")
    return Kind(kind), source_id
