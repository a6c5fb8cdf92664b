"""homeroom posting: who may post grades to the report card, and what waits for a signature."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import click

from homeroom.cli.base import Command, actor, district_option, in_district, json_option, says_errors
from homeroom.cli.output import print_json, print_table
from homeroom.runs.deliver import posting as signing
from homeroom.runs.deliver.naming import names_of
from homeroom.runs.deliver.posting import Waiting
from homeroom.store import posting as store
from homeroom.store.scope import district_scope


@click.group()
def posting() -> None:
    """Rights to post to the report card, and what to sign off."""


def _which(command: Command) -> Command:
    """Add how a right is named."""
    for option in (
        click.argument("task"),
        click.argument("app"),
        click.option("--to", "target", default="", help="The SIS; needed where there are several."),
    ):
        command = option(command)
    return command


@posting.command()
@_which
@district_option
@json_option
@says_errors
def ask(app: str, task: str, target: str, slug: str, as_json: bool) -> None:
    """Ask for the right of an app to post to a grading task, by its title."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        asked = signing.right_to(scope, app, target, task)
        state = signing.ask(scope, asked, actor())
    _said(app, task, state, as_json)
    if state == "requested" and not as_json:
        click.echo(f'An operator grants it: homeroom posting grant {app} "{task}"')


@posting.command()
@_which
@district_option
@json_option
@says_errors
def grant(app: str, task: str, target: str, slug: str, as_json: bool) -> None:
    """Grant a right that is asked for (operators)."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        signing.grant(scope, signing.right_to(scope, app, target, task), actor())
    _said(app, task, "granted", as_json)


@posting.command()
@_which
@click.option("--reason", required=True, help="What the admin should know.")
@district_option
@json_option
@says_errors
def decline(app: str, task: str, target: str, reason: str, slug: str, as_json: bool) -> None:
    """Decline a right that is asked for, with a reason (operators)."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        signing.decline(scope, signing.right_to(scope, app, target, task), actor(), reason)
    _said(app, task, "declined", as_json)


@posting.command()
@_which
@district_option
@json_option
@says_errors
def withdraw(app: str, task: str, target: str, slug: str, as_json: bool) -> None:
    """Take a right away; what was posted stays."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        signing.withdraw(scope, signing.right_to(scope, app, target, task), actor())
    _said(app, task, "withdrawn", as_json)


@posting.command()
@district_option
@json_option
@says_errors
def rights(slug: str, as_json: bool) -> None:
    """List who may post where, and what is asked for."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        found = store.rights(scope)
    if as_json:
        print_json({"rights": found})
        return
    rows = [
        (one.app, one.target, one.task, one.state, one.asked_by, one.decided_by, one.reason)
        for one in found
    ]
    columns = ("App", "To", "Grading task", "State", "Asked by", "Decided by", "Reason")
    print_table("Rights to post", columns, rows)


def _listed(command: Command) -> Command:
    """Add what narrows the list."""
    for option in (
        click.option("--to", "target", default="", help="The SIS; needed where there are several."),
        click.option("--class", "class_id", default="", help="Only of one class."),
        click.option("--task", default="", help="Only for one grading task, by its title."),
    ):
        command = option(command)
    return command


@posting.command(name="list")
@_listed
@district_option
@json_option
@says_errors
def list_(target: str, class_id: str, task: str, slug: str, as_json: bool) -> None:
    """List what waits for a signature, and how long its window stays open."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        sis = signing.target_of(scope, target)
        found = _of_task(signing.waiting(scope, district, sis, class_id, datetime.now(UTC)), task)
        names = names_of(scope, [one.delivery for one in found])
    if as_json:
        print_json({"to": sis.key, "waiting": [_row(one, names) for one in found]})
        return
    columns = ("Record", "Grade", "Grading task", "Mark", "Window")
    rows = [
        (one.delivery.record_id, names.get(one.delivery.record_id), one.task, one.mark,
         one.countdown)
        for one in found
    ]  # fmt: skip
    print_table(f"Waits to be signed off for {sis.key}", columns, rows)


def _row(one: Waiting, names: dict[str, str]) -> dict[str, object]:
    id_ = one.delivery.record_id
    return {
        "record": id_,
        "name": names.get(id_),
        "task": one.task,
        "mark": one.mark,
        "closes": one.closes,
        "countdown": one.countdown,
    }


@posting.command(name="sign-off")
@click.argument("records", nargs=-1, type=UUID)
@_listed
@click.option("--all", "every", is_flag=True, help="Everything that is listed.")
@click.option("--except", "but", multiple=True, type=UUID, help="All but this one.")
@district_option
@json_option
@says_errors
def sign_off(records: Sequence[UUID], slug: str, as_json: bool, **named: Any) -> None:
    """Sign off grades as they are listed; they are posted by the worker or the next sync."""
    if bool(records) == bool(named["every"]):
        raise click.UsageError("Name records, or sign off all that are listed with --all.")
    chosen = {str(one) for one in records}
    left_out = {str(one) for one in named["but"]}
    with in_district(slug) as district, district_scope(district.id) as scope:
        sis, now = signing.target_of(scope, named["target"]), datetime.now(UTC)
        found = signing.waiting(scope, district, sis, named["class_id"], now)
        found = _of_task(found, named["task"])
        some = [one for one in found if not chosen or one.delivery.record_id in chosen]
        some = [one for one in some if one.delivery.record_id not in left_out]
        signed = signing.sign_off(scope, sis, some, actor())
    if as_json:
        print_json({"signed_off": signed})
    else:
        click.echo(f"{len(signed):,} signed off; posted by the worker or the next sync.")


def _of_task(found: Sequence[Waiting], task: str) -> list[Waiting]:
    wanted = task.strip().casefold()
    return [one for one in found if wanted in ("", one.task.strip().casefold())]


def _said(app: str, task: str, state: str, as_json: bool) -> None:
    if as_json:
        print_json({"app": app, "task": task, "state": state})
    else:
        click.echo(f"The right of {app} to post to {task} is {state}.")
