"""homeroom undo: take back what was delivered to a SIS."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import click

from homeroom.cli.base import actor, district_option, in_district, json_option, says_errors
from homeroom.cli.output import print_json, print_table
from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.runs.deliver.naming import names_of
from homeroom.runs.deliver.undo import LEAVE, Back, plan
from homeroom.runs.deliver.undo import undo as take_back
from homeroom.store import apps
from homeroom.store.districts import District
from homeroom.store.scope import district_scope
from homeroom.store.undoing import Choice

_MOMENT = click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"])
_SHOWN = 50


@click.command()
@click.argument("key")
@click.option("--from", "source", default="", help="Only what came from this app.")
@click.option("--class", "class_id", default="", help="Only in this class.")
@click.option(
    "--run", "run_id", type=click.IntRange(1, 2**63 - 1), help="Only what this run took in."
)
@click.option("--since", type=_MOMENT, help="Only what was sent since, on the district's clock.")
@click.option("--until", type=_MOMENT, help="Only what was sent before.")
@click.option("--with-line-items", is_flag=True, help="Also remove line items that become empty.")
@click.option("--preview", is_flag=True, help="Show what would be taken back, and change nothing.")
@click.option("--yes", is_flag=True, help="Do not ask.")
@district_option
@json_option
@says_errors
def undo(key: str, slug: str, as_json: bool, **options: Any) -> None:
    """Take back what was delivered to a SIS.

    What stood there before stands there again.

    What was edited in the SIS since is left as it is.
    """
    kinds = (Kind.RESULT, Kind.LINE_ITEM) if options["with_line_items"] else (Kind.RESULT,)
    with in_district(slug) as district:
        planned = plan(district, key, _choice(district, options), kinds)
        if not as_json:
            _show(district, planned)
        count, meant = 0, sum(one.how != LEAVE for one in planned)
        if meant and not options["preview"]:
            if not options["yes"]:
                click.confirm(f"Take back {meant:,} from {key}?", abort=True, err=True)
            count = take_back(district, key, planned, actor())
    if as_json:
        print_json({"undone": count, "plan": [_row(one) for one in planned]})
    elif count:
        click.echo(f"{count:,} are on their way; see homeroom deliveries.")
    elif not meant:
        click.echo("There is nothing to take back.")


def _choice(district: District, options: dict[str, Any]) -> Choice:
    narrow = ("source", "class_id", "run_id", "since", "until")
    if not any(options[name] for name in narrow):
        raise NeedsDistrict(
            "That would take back everything.",
            fix="Narrow it with --from, --class, --run, --since or --until.",
        )
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, options["source"]) if options["source"] else None
    return Choice(
        app_id=app.id if app else None,
        class_id=options["class_id"],
        run_id=options["run_id"],
        since=_instant(district, options["since"]),
        until=_instant(district, options["until"]),
    )


def _instant(district: District, typed: datetime | None) -> datetime | None:
    return typed.replace(tzinfo=district.zone) if typed else None


def _row(one: Back) -> dict[str, object]:
    return {
        "kind": one.delivery.kind.value,
        "record": one.delivery.record_id,
        "how": one.how,
        "now": one.now,
        "before": one.before,
    }


def _show(district: District, planned: Sequence[Back]) -> None:
    counted = Counter((one.delivery.kind.value, one.how) for one in planned)
    rows = [(kind, how, many) for (kind, how), many in sorted(counted.items())]
    print_table("To be taken back", ["Kind", "How", "Count"], rows)
    some = planned[:_SHOWN]
    with district_scope(district.id) as scope:
        names = names_of(scope, [one.delivery for one in some])
    for one in some:
        before = "left: edited there since" if one.how == LEAVE else one.before or "nothing"
        click.echo(f"{names.get(one.delivery.record_id, '')}: {one.now or 'no score'} -> {before}")
    if len(planned) > len(some):
        click.echo(f"and {len(planned) - len(some):,} more; --json shows all.")
