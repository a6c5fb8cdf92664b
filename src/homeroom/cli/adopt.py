"""homeroom adopt: link line items with what stands in the SIS already."""

from collections.abc import Sequence
from typing import TextIO
from uuid import UUID

import click

from homeroom.cli.base import actor, district_option, in_district, json_option, says_errors
from homeroom.cli.output import print_json, print_table
from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.runs.deliver import adoption
from homeroom.runs.deliver.naming import names_of
from homeroom.store import apps, deliveries
from homeroom.store.scope import district_scope


@click.group()
def adopt() -> None:
    """Link line items with what stands in the SIS already.

    So no second column appears there.
    """


@adopt.command("list")
@click.argument("key")
@district_option
@json_option
@says_errors
def list_(key: str, slug: str, as_json: bool) -> None:
    """List line items that the SIS seems to have already; they wait for you."""
    with in_district(slug) as district:
        found = adoption.proposals(district, key)
        with district_scope(district.id) as scope:
            target = apps.keyed(scope, key).id
            ids = [one.record_id for one in found]
            rows = deliveries.of_records(scope, target, Kind.LINE_ITEM, ids)
            names = names_of(scope, rows.values())
    if as_json:
        listed = [
            {"record": one.record_id, "name": names.get(one.record_id), "in_sis": one.candidates}
            for one in found
        ]
        print_json({"proposals": listed})
        return
    shown = [(one.record_id, names.get(one.record_id), one.candidates) for one in found]
    print_table("In the SIS already?", ["Record", "Line item", "Ids in the SIS"], shown)


@adopt.command()
@click.argument("key")
@click.argument("records", nargs=-1, type=UUID)
@click.option("--all", "everything", is_flag=True, help="All that have one candidate only.")
@click.option("--as", "id_", default="", help="The id in the SIS, where there are several.")
@district_option
@json_option
@says_errors
def accept(
    key: str, records: Sequence[UUID], everything: bool, id_: str, slug: str, as_json: bool
) -> None:
    """Adopt: the item of the SIS and the app's line item are one."""
    ids = [str(one) for one in records]
    if bool(ids) == everything or (id_ and len(ids) != 1):
        raise click.UsageError("Name records or --all; with --as exactly one record.")
    with in_district(slug) as district:
        known = {one.record_id: one.candidates for one in adoption.proposals(district, key)}
        if everything:
            ids = [record for record, candidates in known.items() if len(candidates) == 1]
        chosen = {one: id_ or _only(known, one) for one in ids}
        count = adoption.accept(district, key, chosen, actor())
    _said(as_json, "adopted", count, "adopted; grades go there with the worker or the next sync")


@adopt.command()
@click.argument("key")
@click.argument("records", nargs=-1, required=True, type=UUID)
@district_option
@json_option
@says_errors
def decline(key: str, records: Sequence[UUID], slug: str, as_json: bool) -> None:
    """Keep apart: the line item gets a column of its own, where the write rules allow it."""
    with in_district(slug) as district:
        count = adoption.decline(district, key, [str(one) for one in records], actor())
    _said(as_json, "declined", count, "kept apart")


@adopt.command("import")
@click.argument("key")
@click.argument("file", type=click.File(encoding="utf-8"))
@click.option("--from", "source", required=True, help="The app whose line items are named.")
@district_option
@json_option
@says_errors
def import_(key: str, file: TextIO, source: str, slug: str, as_json: bool) -> None:
    """Adopt by another hub's crosswalk: a CSV file with the columns app_id and sis_id."""
    with in_district(slug) as district:
        done = adoption.import_crosswalk(district, key, source, file.read(), actor())
    if as_json:
        left = [{"app_id": one, "sis_id": other, "why": why} for one, other, why in done.left]
        print_json({"adopted": done.adopted, "left": left})
        return
    click.echo(f"{done.adopted:,} line items are adopted.")
    if done.left:
        print_table("Not adopted", ["In the app", "In the SIS", "Why"], done.left)


def _only(known: dict[str, tuple[str, ...]], record: str) -> str:
    """Return the only candidate of a line item; several are for a person to choose from."""
    candidates = known.get(record, ())
    if len(candidates) == 1:
        return candidates[0]
    raise NeedsDistrict(
        f"{record} has {len(candidates)} candidates.",
        fix="Choose one with --as; see: homeroom adopt list",
    )


def _said(as_json: bool, name: str, count: int, words: str) -> None:
    if as_json:
        print_json({name: count})
    else:
        click.echo(f"{count:,} {'is' if count == 1 else 'are'} {words}.")
