"""homeroom filters: which rows of an app are taken in, and which are left out."""

from typing import Any

import click
from msgspec import structs

from homeroom.cli.again import apply, say_kept_rules
from homeroom.cli.base import district_option, in_district, json_option, says_errors
from homeroom.cli.mastering import keep
from homeroom.cli.output import print_json, print_table
from homeroom.errors import NeedsDistrict
from homeroom.rules.filters import FilterRule, Keep
from homeroom.rules.wording import condition_words, read_condition
from homeroom.runs.rules.again import passing
from homeroom.runs.rules.entities import check_offered
from homeroom.store import apps
from homeroom.store import rules as versions
from homeroom.store.scope import district_scope


@click.group()
def filters() -> None:
    """Take in only some rows of an app, or leave some out."""


@filters.command("list")
@click.argument("app")
@district_option
@json_option
@says_errors
def list_(app: str, slug: str, as_json: bool) -> None:
    """Show the filter rules of an app, numbered."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        apps.keyed(scope, app)
        held = [one for one in versions.current(scope).rules.filters if one.app == app]
    names = ("number", "entity", "keep", "conditions", "linked")
    rows = [
        (at, one.entity, one.keep.value, _words(one), one.linked)
        for at, one in enumerate(held, start=1)
    ]
    if as_json:
        named = [dict(zip(names, row, strict=True)) for row in rows]
        print_json({"app": app, "filters": named})
        return
    columns = ("Number", "Entity", "Rule", "Where", "With what belongs to it")
    shown = [
        (at, entity, rule, " and ".join(all_), linked) for at, entity, rule, all_, linked in rows
    ]
    print_table(f"Filter rules of {app}", columns, shown)


@filters.command()
@click.argument("app")
@click.argument("entity")
@click.argument("keep_", metavar="include|exclude", type=click.Choice([k.value for k in Keep]))
@click.argument("condition", nargs=-1, required=True)
@click.option("--linked", is_flag=True, help="What belongs to a row left out is left out as well.")
@district_option
@json_option
@says_errors
def add(app: str, entity: str, slug: str, as_json: bool, **given: Any) -> None:
    """Add a rule: all of its CONDITIONs must hold, such as "title contains honors"."""
    with in_district(slug) as district:
        with district_scope(district.id) as scope:
            check_offered(apps.keyed(scope, app), entity)
            held = versions.current(scope).rules
        made = FilterRule(
            app=app,
            entity=entity,
            keep=Keep(given["keep_"]),
            conditions=tuple(read_condition(one) for one in given["condition"]),
            linked=given["linked"],
        )
        changed = structs.replace(held, filters=(*held.filters, made))
        version, _ = keep(district, changed, f"{made.keep} {entity} of {app}")
    say_kept_rules(version, app, "filters", as_json)


@filters.command()
@click.argument("app")
@click.argument("number", type=click.IntRange(min=1))
@district_option
@json_option
@says_errors
def remove(app: str, number: int, slug: str, as_json: bool) -> None:
    """Remove the rule of this number in the list of an app."""
    with in_district(slug) as district:
        with district_scope(district.id) as scope:
            held = versions.current(scope).rules
        own = [one for one in held.filters if one.app == app]
        if number > len(own):
            raise NeedsDistrict(
                f"{app} has no filter rule {number}.",
                fix=f"See which it has: homeroom filters list {app}",
            )
        kept = tuple(one for one in held.filters if one is not own[number - 1])
        version, _ = keep(
            district, structs.replace(held, filters=kept), f"a filter of {app} removed"
        )
    say_kept_rules(version, app, "filters", as_json)


@filters.command()
@click.argument("app")
@click.argument("entity")
@district_option
@json_option
@says_errors
def preview(app: str, entity: str, slug: str, as_json: bool) -> None:
    """Count the rows that an app has brought and that pass its filters; writes nothing."""
    with in_district(slug) as district:
        found = passing(district, app, entity)
    if as_json:
        print_json({"app": app, "entity": entity, "rows": found.rows, "left_out": found.left_out,
                    "examples": found.examples})  # fmt: skip
        return
    click.echo(f"{found.left_out:,} of {found.rows:,} rows would be left out by their own filters.")
    if found.examples:
        click.echo(f"For example: {', '.join(found.examples)}")


def _words(rule: FilterRule) -> list[str]:
    return [condition_words(one) for one in rule.conditions]


filters.add_command(apply)
