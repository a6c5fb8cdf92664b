"""homeroom notices: who is told when something begins to need somebody."""

from datetime import datetime, time

import click

from homeroom.cli.base import actor, district_option, in_district, json_option, says_errors
from homeroom.cli.output import print_json, print_table
from homeroom.issues.notices import NOTICES
from homeroom.store.scope import district_scope


@click.group()
def notices() -> None:
    """Say who is told by e-mail or webhook, and of what."""


@notices.command("list")
@district_option
@json_option
@says_errors
def list_(slug: str, as_json: bool) -> None:
    """List who is told, and of what."""
    with in_district(slug) as district:
        from homeroom.store import notices as store

        with district_scope(district.id) as scope:
            found, failed = store.receivers(scope), store.problems(scope)
    rows = [
        {
            "id": one.id,
            "channel": one.channel,
            "address": one.address,
            "about": list(one.about),
            "daily_at": one.daily_at.strftime("%H:%M") if one.daily_at else None,
            "problem": failed.get(one.id),
        }
        for one in found
    ]
    if as_json:
        print_json({"receivers": rows})
        return
    columns = ["Id", "Channel", "Address", "About", "When", "Problem"]
    shown = [
        (r["id"], r["channel"], r["address"], ", ".join(one.about) or "everything",
         r["daily_at"] or "at once", r["problem"] or "")
        for r, one in zip(rows, found, strict=True)
    ]  # fmt: skip
    print_table("Notices", columns, shown)


@notices.command("add")
@click.argument("address")
@click.option("--about", multiple=True, type=click.Choice(list(NOTICES)), help="Only this.")
@click.option("--daily-at", help="Once a day at this clock (HH:MM), not at once.")
@district_option
@json_option
@says_errors
def add(
    address: str, about: tuple[str, ...], daily_at: str | None, slug: str, as_json: bool
) -> None:
    """Tell ADDRESS: an e-mail address, or a webhook's https address."""
    with in_district(slug) as district:
        from homeroom.runs.care import noticing

        channel = noticing.WEBHOOK if "://" in address else noticing.E_MAIL
        wanted = noticing.Wanted(
            channel=channel, address=address, about=about, daily_at=_clock(daily_at)
        )
        with district_scope(district.id) as scope:
            made, secret = noticing.add_receiver(scope, wanted, actor())
    if as_json:
        print_json({"id": made, "secret": secret or None})
        return
    click.echo(f"{address} is told from now on (receiver {made}).")
    if secret:
        click.echo(f"Its messages are signed with this secret, shown only now: {secret}")


@notices.command("remove")
@click.argument("receiver", type=int)
@district_option
@says_errors
def remove(receiver: int, slug: str) -> None:
    """Tell a receiver no more."""
    with in_district(slug) as district:
        from homeroom.runs.care import noticing

        with district_scope(district.id) as scope:
            gone = noticing.remove_receiver(scope, receiver, actor())
    click.echo(f"{gone.address} gets no notices any more.")


@notices.command("test")
@click.argument("receiver", type=int)
@district_option
@says_errors
def test(receiver: int, slug: str) -> None:
    """Send a test message to a receiver."""
    with in_district(slug) as district:
        from homeroom.runs.care import noticing

        found = noticing.try_receiver(district, receiver)
    click.echo(f"A test went to {found.address}.")


@notices.command("teachers")
@click.option("--on/--off", "told", default=None, help="Whether they are told.")
@click.option("--daily-at", help="Once a day at this clock (HH:MM), not at once.")
@district_option
@json_option
@says_errors
def teachers(told: bool | None, daily_at: str | None, slug: str, as_json: bool) -> None:
    """Say whether teachers are told of refused grades of own classes.

    Each teacher may choose another time, or none of these messages, under Your account.
    """
    with in_district(slug) as district:
        from homeroom.runs.care.teachers import choose_for_district
        from homeroom.store import teachers_told

        if told is not None or daily_at is not None:
            wanted = teachers_told.TeachersTold(told is not False, _clock(daily_at))
            with district_scope(district.id) as scope:
                choose_for_district(scope, wanted, actor())
        held = teachers_told.of_district(district.id)
    clock = held.daily_at.strftime("%H:%M") if held.daily_at else None
    if as_json:
        print_json({"told": held.told, "daily_at": clock})
    elif held.told:
        click.echo(f"Teachers are told {f'once a day at {clock}' if clock else 'at once'}.")
    else:
        click.echo("Teachers are not told.")


def _clock(text: str | None) -> time | None:
    if text is None:
        return None
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007
    except ValueError as problem:
        raise click.BadParameter("write it as 07:00.", param_hint="--daily-at") from problem
