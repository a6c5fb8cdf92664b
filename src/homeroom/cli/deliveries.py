"""homeroom deliveries: grades out, why one is refused or held, and what a person decides."""

from collections.abc import Sequence

import click

from homeroom.cli.base import actor, district_option, in_district, json_option, says_errors
from homeroom.cli.output import print_json, print_table
from homeroom.issues.catalogue import tell
from homeroom.runs import activation
from homeroom.store import apps, audit, parked
from homeroom.store import deliveries as store
from homeroom.store.deliveries import Delivery
from homeroom.store.scope import district_scope

_LOOKED_AT = ("refused", "held", "conflict")


@click.group(invoke_without_command=True)
@click.option("--to", "key", default="", help="Only deliveries to this app.")
@click.option(
    "--state", "states", multiple=True, help="waiting, delivered, refused, held, conflict."
)
@click.option("--limit", default=50, help="How many.")
@district_option
@json_option
@click.pass_context
@says_errors
def deliveries(
    context: click.Context, key: str, states: Sequence[str], limit: int, slug: str, as_json: bool
) -> None:
    """Show what was delivered, and what was not and why."""
    if context.invoked_subcommand:
        return
    with in_district(slug) as district, district_scope(district.id) as scope:
        target = apps.keyed(scope, key).id if key else None
        counted = store.counted(scope, target)
        found = store.listed(scope, target, states or _LOOKED_AT, limit)
    if as_json:
        counts = [
            {"kind": kind, "state": state, "code": code, "count": many}
            for kind, state, code, many in counted
        ]
        print_json({"counts": counts, "deliveries": [_row(one) for one in found]})
        return
    print_table("Grades out", ["Kind", "State", "Code", "Count"], counted)
    for one in found:
        told = tell(one.code, one.facts) if one.code else None
        click.echo(f"{one.kind} {one.record_id}  {one.state}: {told.words if told else ''}")
        if told:
            click.echo(f"    {told.fix}  [{one.code}]")


def _row(one: Delivery) -> dict[str, object]:
    told = tell(one.code, one.facts) if one.code else None
    return {
        "kind": one.kind.value,
        "record": one.record_id,
        "state": one.state,
        "code": one.code,
        "words": told.words if told else None,
        "fix": told.fix if told else None,
        "notes": one.notes,
        "sent": one.sent,
        "changed_at": one.changed_at,
    }


@deliveries.command("again")
@click.argument("key")
@click.option("--code", "codes", multiple=True, help="Only what was kept back for this reason.")
@district_option
@json_option
@says_errors
def again(key: str, codes: Sequence[str], slug: str, as_json: bool) -> None:
    """Check and send again what was refused; what is there already is not sent twice."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        count = parked.send_again(scope, apps.keyed(scope, key).id, codes)
        audit.note(scope, actor(), "deliveries.again", key, {"count": count, "codes": list(codes)})
    _said(as_json, "again", count, "are checked and sent again by the next sync or the worker")


@deliveries.command("approve")
@click.argument("key")
@click.argument("records", nargs=-1, required=True)
@district_option
@json_option
@says_errors
def approve(key: str, records: Sequence[str], slug: str, as_json: bool) -> None:
    """Let go what waits for you: a deletion, a cleared grade, a grade over an edit in the SIS."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        count = parked.approve(scope, apps.keyed(scope, key).id, records)
        audit.note(scope, actor(), "deliveries.approve", key, {"records": list(records)})
    _said(as_json, "approved", count, "go out with the next sync or by the worker")


@deliveries.command("dismiss")
@click.argument("key")
@click.argument("records", nargs=-1, required=True)
@district_option
@json_option
@says_errors
def dismiss(key: str, records: Sequence[str], slug: str, as_json: bool) -> None:
    """Keep in the SIS what it shows; nothing is sent."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        count = parked.dismiss(scope, apps.keyed(scope, key).id, records)
        audit.note(scope, actor(), "deliveries.dismiss", key, {"records": list(records)})
    _said(as_json, "dismissed", count, "are left as the SIS shows them")


@deliveries.command("pause")
@click.argument("key")
@district_option
@json_option
@says_errors
def pause(key: str, slug: str, as_json: bool) -> None:
    """Hold all deliveries to an app back; they pile up and lose nothing."""
    _pause(key, slug, as_json, paused=True)


@deliveries.command("resume")
@click.argument("key")
@district_option
@json_option
@says_errors
def resume(key: str, slug: str, as_json: bool) -> None:
    """Let deliveries to an app go again."""
    _pause(key, slug, as_json, paused=False)


def _pause(key: str, slug: str, as_json: bool, *, paused: bool) -> None:
    with in_district(slug) as district, district_scope(district.id) as scope:
        app = apps.keyed(scope, key)
        activation.change_settings(scope, app, {"paused": paused}, actor())
    if as_json:
        print_json({"app": key, "paused": paused})
    else:
        click.echo(
            f"Deliveries to {key} are paused." if paused else f"{key} is delivered to again."
        )


def _said(as_json: bool, name: str, count: int, words: str) -> None:
    if as_json:
        print_json({name: count})
    else:
        click.echo(f"{count} {words}.")
