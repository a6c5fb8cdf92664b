"""What a person decides about deliveries: send again, approve, dismiss, pause, resume."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import click

from homeroom.cli.base import Command, actor, district_option, in_district, json_option, says_errors
from homeroom.cli.output import print_json
from homeroom.issues.catalogue import ENTRIES
from homeroom.runs.deliver import deciding as decisions
from homeroom.store import apps, counting, parked
from homeroom.store.scope import Scope, district_scope


@click.command()
@click.argument("key")
@click.option("--code", "codes", multiple=True, help="Only what was kept back for this reason.")
@click.option(
    "--delivered",
    is_flag=True,
    help="What was delivered: it goes once more where the rules give it another form now.",
)
@district_option
@json_option
@says_errors
def again(key: str, codes: Sequence[str], delivered: bool, slug: str, as_json: bool) -> None:
    """Check and send again what was kept back; nothing is sent twice."""
    if codes and delivered:
        raise click.UsageError("What was delivered was not kept back: leave --code out.")
    for code in codes:
        if code not in ENTRIES:
            raise click.BadParameter(f"there is no reason {code}.", param_hint="--code")
    with in_district(slug) as district, district_scope(district.id) as scope:
        target = apps.keyed(scope, key)
        if delivered:
            count = decisions.check_delivered(scope, target, actor())
        else:
            count = decisions.send_again(scope, target, codes, actor())
    _said(as_json, "again", count, "checked and sent again by the worker or the next sync")


def _which(command: Command) -> Command:
    """Add how deliveries are named: one by one, or by the reason for which they wait."""
    for option in (
        click.argument("records", nargs=-1, type=UUID),
        click.option("--code", default="", help="All that wait for this reason."),
        click.option("--class", "class_id", default="", help="Of them, those of one class."),
        click.option("--except", "but", multiple=True, type=UUID, help="All but this one."),
    ):
        command = option(command)
    return command


@click.command()
@click.argument("key")
@_which
@district_option
@json_option
@says_errors
def approve(key: str, slug: str, as_json: bool, **named: Any) -> None:
    """Let go what waits for you: a deletion, a cleared grade, a grade over an edit in the SIS."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        target = apps.keyed(scope, key)
        count = decisions.approve(scope, target, _ids(scope, target.id, named), actor())
    _said(as_json, "approved", count, "approved; sent by the worker or the next sync")


@click.command()
@click.argument("key")
@_which
@district_option
@json_option
@says_errors
def dismiss(key: str, slug: str, as_json: bool, **named: Any) -> None:
    """Keep in the SIS what it shows; nothing is sent."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        target = apps.keyed(scope, key)
        count = decisions.dismiss(scope, target, _ids(scope, target.id, named), actor())
    _said(as_json, "dismissed", count, "left as the SIS shows it")


def _ids(scope: Scope, target_id: int, named: Mapping[str, Any]) -> list[str]:
    """Return the records that a decision is about."""
    if bool(named["records"]) == bool(named["code"]):
        raise click.UsageError("Name records, or a reason with --code.")
    if named["code"] and named["code"] not in ENTRIES:
        raise click.BadParameter(f"there is no reason {named['code']}.", param_hint="--code")
    ids = [str(one) for one in named["records"]]
    if named["code"]:
        ids = parked.waiting_for_a_person(scope, target_id, named["code"], named["class_id"])
    left_out = {str(one) for one in named["but"]}
    return [one for one in ids if one not in left_out]


@click.command()
@click.argument("key")
@click.argument("records", nargs=-1, type=UUID)
@click.option("--class", "class_id", default="", help="All line items of one class.")
@district_option
@json_option
@says_errors
def aligned(key: str, records: Sequence[UUID], class_id: str, slug: str, as_json: bool) -> None:
    """Say that teachers gave line items a category, where the API of the SIS cannot show it."""
    if bool(records) is bool(class_id):
        raise click.UsageError("Name line items, or a class with --class.")
    with in_district(slug) as district, district_scope(district.id) as scope:
        target = apps.keyed(scope, key)
        ids = [str(one) for one in records]
        if class_id:
            ids = [one.record_id for one in counting.waiting(scope, target.id, None, class_id)]
        count = decisions.note_counting(scope, target, ids, actor())
    _said(as_json, "aligned", count, "taken to count from now on")


@click.command()
@click.argument("key")
@district_option
@json_option
@says_errors
def pause(key: str, slug: str, as_json: bool) -> None:
    """Hold all deliveries to an app back; they pile up and lose nothing."""
    _pause(key, slug, as_json, paused=True)


@click.command()
@click.argument("key")
@district_option
@json_option
@says_errors
def resume(key: str, slug: str, as_json: bool) -> None:
    """Let deliveries to an app go again."""
    _pause(key, slug, as_json, paused=False)


COMMANDS = (again, approve, dismiss, aligned, pause, resume)


def _pause(key: str, slug: str, as_json: bool, *, paused: bool) -> None:
    with in_district(slug) as district, district_scope(district.id) as scope:
        decide = decisions.pause if paused else decisions.resume
        decide(scope, apps.keyed(scope, key), actor())
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
        click.echo(f"{count:,} {'is' if count == 1 else 'are'} {words}.")
