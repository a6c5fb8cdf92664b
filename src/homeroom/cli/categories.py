"""homeroom categories: where the work of learning apps counts in the SIS, and rules for it."""

import shlex
from collections.abc import Callable
from typing import Any

import click

from homeroom.cli.base import Command, district_option, in_district, json_option, says_errors
from homeroom.cli.mastering import keep
from homeroom.cli.output import print_json, print_table
from homeroom.errors import NeedsDistrict
from homeroom.rules.categories import (
    Categories,
    CategoryMapping,
    Unknown,
    with_default,
    with_mapping,
    with_unknown,
    without_mapping,
)
from homeroom.runs.deliver import categorizing
from homeroom.store import apps, rules
from homeroom.store.districts import District
from homeroom.store.scope import district_scope


def _to(command: Command) -> Command:
    """Add --to, which need not be named where grades go to one SIS."""
    return click.option("--to", "sis", default="", help="The SIS, where there are several.")(
        command
    )


def _place(command: Command) -> Command:
    """Add where a rule holds, and whether it is only looked at."""
    for option in (
        click.option("--preview", is_flag=True, help="Show what would move; write nothing."),
        click.option(
            "--place", default="district", show_default=True,
            help="Where it holds: district, or school, course, teacher or class with :ID.",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


@click.group()
def categories() -> None:
    """Map categories of apps to those of the SIS."""


@categories.command("list")
@click.argument("app", default="")
@_to
@district_option
@json_option
@says_errors
def list_(app: str, sis: str, slug: str, as_json: bool) -> None:
    """Show the categories of apps, how often each is used, and where it lands and why."""
    with in_district(slug) as district:
        found = categorizing.landed(district, sis, _known(district, app))
    if as_json:
        print_json({"categories": found})
        return
    rows = [
        (one.app, one.category, one.line_items, one.classes, one.fate, one.becomes, one.by)
        for one in found
    ]
    columns = ("App", "Category", "Line items", "Classes", "Fate", "In the SIS", "By")
    print_table("", columns, rows)


@categories.command("near")
@click.argument("app", default="")
@_to
@district_option
@json_option
@says_errors
def near(app: str, sis: str, slug: str, as_json: bool) -> None:
    """Propose near duplicates: case, blanks, signs or a plural are all that differs."""
    with in_district(slug) as district:
        found = categorizing.landed(district, sis, _known(district, app))
        with district_scope(district.id) as scope:
            titles = categorizing.target_of_categories(scope, sis).titles
    proposed = categorizing.near(found, titles)
    if as_json:
        print_json({"near": proposed})
        return
    for one in proposed:
        where = "the SIS" if one.in_sis else one.app
        click.echo(
            f'{one.app} "{one.category}" ({one.line_items:,} line items) is like "{one.like}" of'
            f" {where}."
        )
        if one.in_sis:
            words = ["homeroom", "categories", "map", one.category, one.like, "--app", one.app]
            click.echo(f"  {shlex.join(words)}")
    if not proposed:
        click.echo("No category is nearly the same as another one.")


@categories.command("map")
@click.argument("category")
@click.argument("title", default="")
@click.option("--app", default="", help="Only for work of this app.")
@click.option("--remove", is_flag=True, help="Take the mapping away.")
@_place
@_to
@district_option
@json_option
@says_errors
def map_(category: str, title: str, app: str, slug: str, as_json: bool, **how: Any) -> None:
    """Let work in a CATEGORY of apps count in the category TITLE of the SIS."""
    if bool(title) is how["remove"]:
        raise click.UsageError("Name the category of the SIS, or use --remove.")
    if not category.strip():
        raise click.BadParameter("a category has a title.", param_hint="CATEGORY")
    place = how["place"]

    def turn(held: Categories) -> Categories:
        if how["remove"]:
            return without_mapping(held, place, app, category)
        return with_mapping(held, CategoryMapping(place=place, title=category, to=title, app=app))

    with in_district(slug) as district:
        _known(district, app)
        _change(district, (turn, title, f"category {category}"), as_json, how)


@categories.command("default")
@click.argument("title", default="")
@click.option("--remove", is_flag=True, help="Take the default of the place away.")
@_place
@_to
@district_option
@json_option
@says_errors
def default(title: str, slug: str, as_json: bool, **how: Any) -> None:
    """Choose the category of the SIS for work that has none, or an unknown one."""
    if bool(title) is how["remove"]:
        raise click.UsageError("Name the category of the SIS, or use --remove.")
    with in_district(slug) as district:
        words = "the default category"
        _change(district, (lambda held: with_default(held, how["place"], title), title, words),
                as_json, how)  # fmt: skip


@categories.command("unknown")
@click.argument("then", type=click.Choice([*(one.value for one in Unknown), "unsaid"]))
@_place
@_to
@district_option
@json_option
@says_errors
def unknown(then: str, slug: str, as_json: bool, **how: Any) -> None:
    """Choose what becomes of categories that the SIS does not have."""
    chosen = None if then == "unsaid" else Unknown(then)
    with in_district(slug) as district:
        words = f"unknown categories: {then}"
        _change(district, (lambda held: with_unknown(held, how["place"], chosen), "", words),
                as_json, how)  # fmt: skip


Turn = Callable[[Categories], Categories]


def _change(
    district: District, made: tuple[Turn, str, str], as_json: bool, how: dict[str, Any]
) -> None:
    """Write a rule, or only show what it would move. `made`: the change, its title, the reason."""
    turn, title, reason = made
    with district_scope(district.id) as scope:
        categorizing.check_place(scope, how["place"])
        if title:
            categorizing.check_title(categorizing.target_of_categories(scope, how["sis"]), title)
        held = rules.current(scope)
    proposed = categorizing.change(held.rules, turn)
    moved = categorizing.moved(district, how["sis"], proposed)
    version = held.version
    if not how["preview"]:
        version, _ = keep(district, proposed, reason)
    if as_json:
        print_json({"version": version, "preview": how["preview"], "moved": moved})
        return
    rows = [(one.app, one.category, one.line_items, one.before, one.after) for one in moved]
    print_table("Lands elsewhere", ("App", "Category", "Line items", "Before", "Now"), rows)
    if how["preview"]:
        click.echo("Nothing was written.")
    else:
        click.echo(f"Version {version} of the rules holds. What was delivered stays where it is.")


def _known(district: District, app: str) -> str:
    """Return the short name of an app, which must be there where one is named."""
    if not app:
        return ""
    with district_scope(district.id) as scope:
        found = apps.keyed(scope, app)
    if found.role != "learning":
        raise NeedsDistrict(f"{found.title} is no learning app.", fix="See: homeroom app list")
    return found.key
