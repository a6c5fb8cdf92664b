"""homeroom deliveries: grades out, why one is refused or held, and what became of a single one."""

from collections.abc import Sequence, Set
from typing import Any
from uuid import UUID

import click

from homeroom.cli import deciding
from homeroom.cli.base import (
    district_option,
    in_district,
    json_option,
    limit_option,
    says_errors,
)
from homeroom.cli.output import print_json, print_table, word
from homeroom.errors import NeedsDistrict
from homeroom.issues.catalogue import ENTRIES, tell
from homeroom.runs.deliver.naming import names_of
from homeroom.store import apps, attempts, counting
from homeroom.store import deliveries as store
from homeroom.store.deliveries import Delivery
from homeroom.store.scope import Scope, district_scope

_KEPT_BACK = ("refused", "held", "conflict")
_STATES = ("waiting", "sending", "delivered", *_KEPT_BACK, "dropped")


@click.group(invoke_without_command=True)
@click.option("--to", "key", default="", help="Only deliveries to this app.")
@click.option("--state", "states", multiple=True, type=click.Choice(_STATES), help="List these.")
@click.option("--code", default="", help="List what was kept back for this reason.")
@click.option("--not-counting", "uncounted", is_flag=True, help="List what does not count yet.")
@limit_option(50, "How many are listed.")
@district_option
@json_option
@says_errors
def deliveries(
    slug: str, as_json: bool, key: str, states: Sequence[str], code: str, **how: Any
) -> None:
    """Show what was delivered, and what was not and why."""
    if click.get_current_context().invoked_subcommand:
        return
    if code and code not in ENTRIES:
        raise click.BadParameter(f"there is no reason {code}.", param_hint="--code")
    with in_district(slug) as district, district_scope(district.id) as scope:
        target = apps.keyed(scope, key).id if key else None
        counted = store.counted(scope, target)
        found = (
            counting.waiting(scope, target, how["limit"])
            if how["uncounted"]
            else store.listed(scope, target, states or _KEPT_BACK, how["limit"], code)
        )
        names = names_of(scope, found)
        yet = counting.counted(scope, target)
        uncounted = counting.among(scope, found)
        examples = [
            (store.listed(scope, target, (state,), 1, why)[0], many)
            for _, state, why, many in counted
            if why and state in _KEPT_BACK
        ]
    if as_json:
        counts = [
            {"kind": kind, "state": state, "code": why, "count": many}
            for kind, state, why, many in counted
        ]
        rows = [_row(one, names, uncounted) for one in found]
        print_json({"counts": counts, "not_counting": yet, "deliveries": rows})
        return
    print_table("Grades out", ["Kind", "State", "Code", "Count"], counted)
    if yet.line_items:
        click.echo(
            f"Delivered, not counting yet: {yet.line_items:,} line items with {yet.grades:,}"
            " grades, until their teachers give them a category in the SIS."
            "\n  Which: homeroom deliveries --not-counting"
        )
    if states or code or how["uncounted"]:
        _list(found, names, uncounted)
    else:
        _explain(examples)


def _row(one: Delivery, names: dict[str, str], uncounted: Set[str]) -> dict[str, object]:
    told = tell(one.code, one.facts) if one.code else None
    return {
        "kind": one.kind.value,
        "record": one.record_id,
        "name": names.get(one.record_id),
        "state": one.state,
        "not_counting": one.record_id in uncounted,
        "code": one.code,
        "words": told.words if told else None,
        "fix": told.fix if told else None,
        "notes": one.notes,
        "sent": one.sent,
        "tried": one.tried,
        "changed_at": one.changed_at,
    }


def _explain(examples: Sequence[tuple[Delivery, int]]) -> None:
    """Say each reason once, with what to do; floods of the same are one cause."""
    for one, many in examples:
        assert one.code is not None
        told = tell(one.code, one.facts)
        click.echo(f"\n{many:,} {one.kind} {one.state}: {told.words}")
        click.echo(f"  What to do: {told.fix}")
        click.echo(f"  Which: homeroom deliveries --code {one.code}")


def _list(found: Sequence[Delivery], names: dict[str, str], uncounted: Set[str]) -> None:
    for one in found:
        told = tell(one.code, one.facts) if one.code else None
        name = names.get(one.record_id, "")
        click.echo(f"{one.kind} {one.record_id}  {_state(one, uncounted)}  {name}")
        if told:
            click.echo(f"    {told.words} {told.fix}")
    if found:
        click.echo("The story of one: homeroom deliveries show RECORD")


def _state(one: Delivery, uncounted: Set[str]) -> str:
    return "delivered, not counting yet" if one.record_id in uncounted else one.state


@deliveries.command("show")
@click.argument("record", type=UUID)
@district_option
@json_option
@says_errors
def show(record: UUID, slug: str, as_json: bool) -> None:
    """Show the story of one grade or line item: what was sent, and each answer."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        keys = {one.id: one.key for one in apps.every(scope)}
        found = _of_record(scope, str(record))
        names = names_of(scope, found)
        tried = attempts.of_record(scope, str(record))
        uncounted = counting.among(scope, found)
    if as_json:
        rows = [{"to": keys.get(one.target_id), **_row(one, names, uncounted)} for one in found]
        tries = [
            {"to": keys.get(one.target_id), "at": one.at, "act": one.act, "outcome": one.outcome,
             "status": one.status, "code": one.code, "words": one.words}
            for one in tried
        ]  # fmt: skip
        print_json({"record": str(record), "deliveries": rows, "attempts": tries})
        return
    for one in found:
        click.echo(f"{one.kind} to {keys.get(one.target_id, 'removed')}: {_state(one, uncounted)}")
        click.echo(f"  {names.get(one.record_id, '')}")
        if one.code:
            told = tell(one.code, one.facts)
            click.echo(f"  {told.words}\n  What to do: {told.fix}  [{one.code}]")
        for title, values in (("Sent", one.sent), ("Tried", one.tried), ("Notes", one.notes)):
            if values:
                click.echo(f"  {title}: {word(values)}")
    print_table(
        "Tries",
        ["When", "To", "What", "Outcome", "Why", "Answer"],
        [
            (one.at, keys.get(one.target_id), one.act, one.outcome, one.code, one.words)
            for one in tried
        ],
    )


def _of_record(scope: Scope, record: str) -> list[Delivery]:
    found = store.about(scope, record)
    if not found:
        raise NeedsDistrict(
            f"No delivery is about {record}.", fix="Copy an id from: homeroom deliveries --code ..."
        )
    return found


for command in deciding.COMMANDS:
    deliveries.add_command(command)
