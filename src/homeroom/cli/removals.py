"""homeroom runs approve and decline: removals that wait for a person, and why there are so many."""

from collections.abc import Sequence

import click

from homeroom.cli.base import actor, district_option, in_district, json_option, says_errors
from homeroom.cli.output import print_json
from homeroom.model.kinds import Kind
from homeroom.runs import held
from homeroom.runs.held import HeldBack
from homeroom.store.scope import district_scope


def show_held(waiting: Sequence[HeldBack], run_id: int) -> None:
    """Say what waits, and what a person can do about it."""
    for one in waiting:
        why = f" A likely cause: {one.cause}." if one.cause else ""
        click.echo(f"{one.count:,} removals of {one.kind} wait for you.{why}")
    if waiting:
        click.echo(f"Carry them out: homeroom runs approve {run_id} [--except KIND:ID]")
        click.echo(f"Keep the records: homeroom runs decline {run_id}")


@click.command()
@click.argument("run_id", type=int)
@click.option(
    "--except",
    "but",
    multiple=True,
    metavar="KIND:ID",
    help="A record that stays, e.g. user:s-12, by the source's id.",
)
@click.option("--without-removals", is_flag=True, help="Keep all records; the rest went already.")
@district_option
@json_option
@says_errors
def approve(
    run_id: int, but: Sequence[str], without_removals: bool, slug: str, as_json: bool
) -> None:
    """Approve the removals that a run held back; the next sync carries them out."""
    stay = [_named(one) for one in but]
    with in_district(slug) as district, district_scope(district.id) as scope:
        run = held.run_named(scope, run_id)
        if without_removals:
            done = held.without_removals(scope, run, actor())
        else:
            done = held.approve(scope, run, actor(), stay)
    if as_json:
        print_json({"run": run_id, "approved": done.approved, "declined": done.declined})
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
    """Discard the removals that a run held back: the records stay while they are absent."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        count = held.discard(scope, held.run_named(scope, run_id), actor()).declined
    if as_json:
        print_json({"run": run_id, "declined": count})
    else:
        click.echo(f"{count} removals are discarded; the records stay.")


COMMANDS = (approve, decline)


def _named(text: str) -> tuple[Kind, str]:
    kind, colon, source_id = text.partition(":")
    if not colon or kind not in set(Kind):
        raise click.BadParameter(f"{text} is no record; write KIND:ID.", param_hint="--except")
    return Kind(kind), source_id
