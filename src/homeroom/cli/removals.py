"""homeroom runs approve and decline: removals that wait for a person, and why there are so many."""

from collections.abc import Sequence
from datetime import UTC, datetime

import click
from msgspec import Struct

from homeroom.cli.base import actor, district_option, in_district, json_option, says_errors
from homeroom.cli.output import print_json
from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.runs.causes import likely_cause
from homeroom.store import absences, audit, causes, runs
from homeroom.store.runs import Run
from homeroom.store.scope import Scope, district_scope


class HeldBack(Struct, frozen=True):
    """Removals of one kind that wait, and what most of them share."""

    kind: str
    count: int
    cause: str


def found(scope: Scope, run_id: int) -> Run:
    """Return a run by its number."""
    run = runs.by_id(scope, run_id)
    if run is None:
        raise NeedsDistrict(f"There is no run {run_id}.", fix="See: homeroom runs")
    return run


def held_back(scope: Scope, run: Run) -> list[HeldBack]:
    """Return which removals of the app of a run wait now."""
    today = datetime.now(UTC).date()
    counted = absences.held(scope, run.app_id)
    seen = [causes.in_common(scope, run.app_id, Kind(kind), today) for kind in counted]
    return [HeldBack(one.kind.value, one.held, likely_cause(one)) for one in seen]


def show_held(held: Sequence[HeldBack], run_id: int) -> None:
    """Say what waits, and what a person can do about it."""
    for one in held:
        why = f" A likely cause: {one.cause}." if one.cause else ""
        click.echo(f"{one.count:,} removals of {one.kind} wait for you.{why}")
    if held:
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
        run = found(scope, run_id)
        if without_removals:
            count, declined = 0, absences.decline_held(scope, run.app_id)
        else:
            declined = len(stay)
            count = absences.approve_held(scope, run.app_id, stay)
        facts = {"removals": count, "kept": declined, "except": list(but)}
        audit.note(scope, actor(), "run.approve", str(run_id), facts)
    if as_json:
        print_json({"run": run_id, "approved": count, "declined": declined})
    elif count:
        click.echo(f"{count} removals are approved; the next sync carries them out.")
    elif declined:
        click.echo(f"{declined} records stay; the rest of the run was taken in already.")
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
        run = found(scope, run_id)
        count = absences.decline_held(scope, run.app_id)
        audit.note(scope, actor(), "run.decline", str(run_id), {"removals": count})
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
