"""homeroom expiry: when keys, secrets and certificates end."""

from datetime import UTC, date, datetime

import click

from homeroom.cli.base import actor, district_option, in_district, json_option, says_errors
from homeroom.cli.output import print_json, print_table
from homeroom.store.scope import district_scope


@click.group()
def expiry() -> None:
    """Say when keys and secrets end; see that of certificates, too."""


@expiry.command("list")
@district_option
@json_option
@says_errors
def list_(slug: str, as_json: bool) -> None:
    """List keys, secrets and certificates, what ends first on top."""
    with in_district(slug) as district:
        from homeroom.runs.care.endings import things

        with district_scope(district.id) as scope:
            found = things(scope, district, datetime.now(UTC))
    rows = [
        {
            "app": one.app.key,
            "kind": one.kind,
            "name": one.name,
            "title": one.title,
            "ends_on": one.ends_on.isoformat() if one.ends_on else None,
            "days": one.days,
            "soon": one.step is not None,
            "seen_at": one.seen_at,
            "said_by": one.said_by,
        }
        for one in found
    ]
    if as_json:
        print_json({"things": rows})
        return
    shown = [
        (
            r["app"],
            r["name"],
            r["title"],
            r["ends_on"] or "not known",
            r["days"],
            r["said_by"] or "",
        )
        for r in rows
    ]
    columns = ["App", "Name", "What", "Ends on", "Days", "Entered by"]
    print_table("Keys and certificates", columns, shown)


@expiry.command("set")
@click.argument("app")
@click.argument("name")
@click.argument("day")
@district_option
@says_errors
def set_(app: str, name: str, day: str, slug: str) -> None:
    """Say that the key or secret NAME of APP ends on DAY: 2027-06-30, or `unknown`."""
    wanted = _day(day)
    with in_district(slug) as district:
        from homeroom.runs.care.endings import choose

        with district_scope(district.id) as scope:
            choose(scope, district, (app, name), wanted, actor())
    click.echo(
        f"{name} of {app} ends on {wanted}." if wanted else f"Nobody knows when {name} ends."
    )


def _day(text: str) -> date | None:
    if text == "unknown":
        return None
    try:
        return date.fromisoformat(text)
    except ValueError as problem:
        raise click.BadParameter("write it as 2027-06-30.", param_hint="DAY") from problem
