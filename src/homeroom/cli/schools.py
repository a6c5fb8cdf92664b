"""homeroom schools: which school of an app is which school of the hub, and which stays out."""

from collections.abc import Sequence

import click
from msgspec import structs

from homeroom.cli.again import apply, say_kept_rules
from homeroom.cli.base import district_option, in_district, json_option, says_errors
from homeroom.cli.mastering import keep
from homeroom.cli.output import print_json, print_table
from homeroom.errors import NeedsDistrict
from homeroom.rules.document import Rules
from homeroom.rules.schools import MappedSchool, NewSchools, Unmapped
from homeroom.runs.setup.schools import Standing, auto_mapping, check_hub_school, schools_of
from homeroom.store import apps
from homeroom.store import rules as versions
from homeroom.store.districts import District
from homeroom.store.scope import district_scope


@click.group()
def schools() -> None:
    """Map the schools of an app to those of the hub, or leave out."""


@schools.command("list")
@click.argument("app")
@click.option(
    "--show", "standings", multiple=True, type=click.Choice([one.value for one in Standing]),
    help="Only mapped ones, those that nobody has mapped, or those that the source removed.",
)  # fmt: skip
@district_option
@json_option
@says_errors
def list_(app: str, standings: Sequence[str], slug: str, as_json: bool) -> None:
    """Show the schools of an app and which school of the hub each of them is."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        held = versions.current(scope).rules
        every = schools_of(scope, district, apps.keyed(scope, app), held)
    found = [one for one in every if not standings or one.standing in standings]
    if as_json:
        print_json({"app": app, "schools": found})
        return
    rows = [
        (one.id, one.name, one.identifier, one.standing, one.left_out, one.hub, one.hub_name)
        for one in found
    ]
    columns = ("School", "Name", "Identifier", "Standing", "Left out", "Hub school", "Its name")
    print_table(f"Schools of {app}", columns, rows)


@schools.command("map")
@click.argument("app")
@click.argument("school")
@click.option("--to", "hub", default="", help="A school of the hub; without it, a new one.")
@district_option
@json_option
@says_errors
def map_(app: str, school: str, hub: str, slug: str, as_json: bool) -> None:
    """Make a school of an app a new school of the hub, or an existing one; several may be one."""
    with in_district(slug) as district:
        if hub:
            with district_scope(district.id) as scope:
                check_hub_school(scope, hub)
        _map(district, [MappedSchool(app=app, school=school, hub=hub)], as_json)


@schools.command("leave-out")
@click.argument("app")
@click.argument("school", nargs=-1, required=True)
@district_option
@json_option
@says_errors
def leave_out(app: str, school: Sequence[str], slug: str, as_json: bool) -> None:
    """Leave schools out, with all that belongs to them."""
    with in_district(slug) as district:
        _map(district, [MappedSchool(app=app, school=s, leave_out=True) for s in school], as_json)


@schools.command()
@click.argument("app")
@click.argument("school", nargs=-1, required=True)
@district_option
@json_option
@says_errors
def remove(app: str, school: Sequence[str], slug: str, as_json: bool) -> None:
    """Remove mappings: the schools are again what becomes of unmapped ones."""
    with in_district(slug) as district:
        with district_scope(district.id) as scope:
            held = versions.current(scope).rules
        kept = tuple(s for s in held.schools if s.app != app or s.school not in school)
        changed = structs.replace(held, schools=kept)
        version, _ = keep(district, changed, f"no mapping of {' '.join(school)} of {app}")
    say_kept_rules(version, app, "schools", as_json)


@schools.command()
@click.argument("app")
@click.argument("what", type=click.Choice([one.value.replace(" ", "-") for one in Unmapped]))
@district_option
@json_option
@says_errors
def unmapped(app: str, what: str, slug: str, as_json: bool) -> None:
    """Say what becomes of schools that nobody has mapped: take-in (the default) or leave-out."""
    made = NewSchools(app=app, schools=Unmapped(what.replace("-", " ")))
    with in_district(slug) as district:
        with district_scope(district.id) as scope:
            apps.keyed(scope, app)
            held = versions.current(scope).rules
        others = tuple(one for one in held.new_schools if one.app != app)
        changed = structs.replace(held, new_schools=(*others, made))
        version, _ = keep(district, changed, f"unmapped schools of {app}: {what}")
    say_kept_rules(version, app, "schools", as_json)


@schools.command()
@click.argument("app")
@click.option("--keep", "keeps", is_flag=True, help="Map those that are clear.")
@district_option
@json_option
@says_errors
def auto(app: str, keeps: bool, slug: str, as_json: bool) -> None:
    """Auto Mapping: propose hub schools by identifier, else by name; doubtful ones are yours."""
    with in_district(slug) as district:
        with district_scope(district.id) as scope:
            held = versions.current(scope).rules
            found = auto_mapping(scope, district, apps.keyed(scope, app), held)
        clear = [MappedSchool(app=app, school=p.school, hub=p.clear) for p in found if p.clear]
        version = _kept(district, clear) if keeps and clear else None
    if as_json:
        rows = [{"school": one.school, "candidates": one.candidates} for one in found]
        print_json({"app": app, "proposals": rows, "version": version})
        return
    shown = [(one.school, one.candidates, "clear" if one.clear else "yours") for one in found]
    print_table("Auto Mapping", ("School", "Hub schools", ""), [s for s in shown if s[1]])
    click.echo(f"{sum(not one.candidates for one in found)} schools are like none of the hub.")
    if version is not None:
        say_kept_rules(version, app, "schools", as_json)


def _map(district: District, made: Sequence[MappedSchool], as_json: bool) -> None:
    app = made[0].app
    with district_scope(district.id) as scope:
        held = versions.current(scope).rules
        known = [one.id for one in schools_of(scope, district, apps.keyed(scope, app), held)]
    for one in made:
        if one.school not in known:
            raise NeedsDistrict(
                f"{app} has shown no school {one.school}.",
                fix=f"See which it has: homeroom schools list {app}",
            )
    say_kept_rules(_kept(district, made), app, "schools", as_json)


def _kept(district: District, made: Sequence[MappedSchool]) -> int:
    with district_scope(district.id) as scope:
        held: Rules = versions.current(scope).rules
    new = {(one.app, one.school) for one in made}
    others = tuple(one for one in held.schools if (one.app, one.school) not in new)
    words = " ".join(one.school for one in made)
    version, _ = keep(
        district, structs.replace(held, schools=(*others, *made)), f"schools mapped: {words}"
    )
    return version


schools.add_command(apply)
