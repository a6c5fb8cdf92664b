"""homeroom year: suspensions, the turn of a school year, and students who moved."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import click
from msgspec import structs

from homeroom.cli import mastering
from homeroom.cli.base import district_option, in_district, json_option, limit_option, says_errors
from homeroom.cli.output import print_json, print_table
from homeroom.rules.document import Rules
from homeroom.rules.succession import succeeded
from homeroom.rules.year import SchoolYear, Stop, Suspension
from homeroom.runs.year import roll_over as guide
from homeroom.store import apps
from homeroom.store import moves as moved_students
from homeroom.store import rules as versions
from homeroom.store.districts import District
from homeroom.store.scope import district_scope

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group()
def year() -> None:
    """Turn the school year; suspend imports; see who moved."""


@year.command()
@district_option
@json_option
@says_errors
def show(slug: str, as_json: bool) -> None:
    """Show what is suspended, and until when years are closed for grades."""
    with in_district(slug) as district:
        held = _rules(district).year
    if as_json:
        print_json({"suspended": held.suspended, "closed_before": held.closed_before})
        return
    columns = ("What", "App", "From", "To", "Why")
    rows = [(one.what, one.app or "all", one.first, one.last, one.why) for one in held.suspended]
    print_table("Suspended", columns, rows)
    if held.closed_before:
        click.echo(f"Classes that ended before {held.closed_before} take no grades any more.")


@year.command()
@click.argument("what", type=click.Choice([one.value for one in Stop]))
@click.option("--from", "first", required=True, type=_DAY, help="The first day.")
@click.option("--to", "last", required=True, type=_DAY, help="The last day.")
@click.option("--app", default="", help="One app; without it, all of them.")
@click.option("--why", default="a pause", show_default=True, help="What runs say about it.")
@district_option
@json_option
@says_errors
def suspend(what: str, slug: str, as_json: bool, **form: Any) -> None:
    """Take nothing in, or retire nothing, between two days."""
    days = {name: form[name].date() for name in ("first", "last")}
    if days["last"] < days["first"]:
        raise click.BadParameter("The last day comes before the first one.")
    made = Suspension(what=Stop(what), app=form["app"], why=form["why"], **days)
    with in_district(slug) as district:
        if made.app:
            with district_scope(district.id) as scope:
                apps.keyed(scope, made.app)
        held = _rules(district).year
        _keep(
            district, structs.replace(held, suspended=(*held.suspended, made)), made.words, as_json
        )


@year.command()
@district_option
@json_option
@says_errors
def resume(slug: str, as_json: bool) -> None:
    """End all suspensions."""
    with in_district(slug) as district:
        held = structs.replace(_rules(district).year, suspended=())
        _keep(district, held, "suspensions ended", as_json)


@year.command()
@click.option("--before", required=True, type=_DAY, help="Classes that ended before this day.")
@district_option
@json_option
@says_errors
def close(before: datetime, slug: str, as_json: bool) -> None:
    """Close an old year: grades of its classes are held from now on; what is there stays."""
    with in_district(slug) as district:
        held = structs.replace(_rules(district).year, closed_before=before.date())
        _keep(district, held, f"years closed before {before.date()}", as_json)


@year.command(name="roll-over")
@district_option
@json_option
@says_errors
def roll_over(slug: str, as_json: bool) -> None:
    """List the steps into a new school year, and where each stands."""
    with in_district(slug) as district:
        found = guide.steps(district, _today(district))
    if as_json:
        print_json({"steps": found})
        return
    rows = [(one.state, one.name, one.words, one.fix) for one in found]
    print_table("Into the new school year", ("State", "Step", "", "What to do"), rows)


@year.command()
@click.option("--apply", "is_meant", is_flag=True, help="Let the rules name the successors.")
@district_option
@json_option
@says_errors
def match(is_meant: bool, slug: str, as_json: bool) -> None:
    """Show rules that name classes and courses of an old year, and what follows those."""
    with in_district(slug) as district:
        held = _rules(district)
        with district_scope(district.id) as scope:
            found = guide.outdated(scope, held)
        if is_meant:
            made = succeeded(held, guide.successors(found))
            version, changed = mastering.keep(district, made, "matched again for a new year")
            mastering.say_kept(version, changed, as_json)
            return
    if as_json:
        print_json({"outdated": found})
        return
    rows = [(one.path, one.place, one.title, one.successor) for one in found]
    print_table("Rules about what is over", ("Rule", "Place", "Title", "Followed by"), rows)


@year.command()
@click.option("--since", type=_DAY, help="Who left a class since this day; 30 days by default.")
@limit_option(50, "Show so many.")
@district_option
@json_option
@says_errors
def moved(since: datetime | None, limit: int, slug: str, as_json: bool) -> None:
    """List students who changed section or school, and the grades they left behind."""
    with in_district(slug) as district:
        today = _today(district)
        first = since.date() if since else today - timedelta(days=30)
        found = _moved(district, today, first, limit)
    if as_json:
        print_json({"since": first, "moved": found})
        return
    columns = ("Student", "Moved to another", "Left", "School", "On", "Now in", "Grades there")
    rows = [
        (one.name, one.how, one.class_title, one.school, one.left_on, one.now, one.grades)
        for one in found
    ]
    print_table(f"Moved since {first}", columns, rows)
    if found:
        click.echo("Their grades stay where they were given; nothing was changed.")


def _moved(district: District, today: date, first: date, limit: int) -> list[moved_students.Move]:
    with district_scope(district.id) as scope:
        return moved_students.moves(scope, today, first, limit)


def _today(district: District) -> date:
    return datetime.now(UTC).astimezone(district.zone).date()


def _rules(district: District) -> Rules:
    with district_scope(district.id) as scope:
        return versions.current(scope).rules


def _keep(district: District, held: SchoolYear, reason: str, as_json: bool) -> None:
    made = structs.replace(_rules(district), year=held)
    version, changed = mastering.keep(district, made, reason)
    mastering.say_kept(version, changed, as_json)
