"""homeroom mappings: which attribute of an app fills which attribute of the hub."""

from collections.abc import Sequence
from typing import Any

import click

from homeroom.cli.again import apply, say_kept_rules
from homeroom.cli.base import (
    district_option,
    in_district,
    json_option,
    limit_option,
    says_errors,
)
from homeroom.cli.mastering import keep
from homeroom.cli.output import print_json, print_table
from homeroom.errors import NeedsDistrict
from homeroom.issues.catalogue import tell
from homeroom.rules.attributes import mapped, unmapped
from homeroom.rules.document import Rules
from homeroom.rules.mappings import MappedAttribute
from homeroom.rules.wording import read_step, step_words
from homeroom.runs.rules.again import is_applied
from homeroom.runs.rules.entities import Example, check_offered, entities_of, examples
from homeroom.store import apps
from homeroom.store import rules as versions
from homeroom.store.districts import District
from homeroom.store.scope import district_scope

_NAMES = ("entity", "attribute", "source", "constant", "default", "steps")


@click.group()
def mappings() -> None:
    """Map attributes of an app to attributes of the hub."""


@mappings.command("list")
@click.argument("app")
@district_option
@json_option
@says_errors
def list_(app: str, slug: str, as_json: bool) -> None:
    """Show the mappings of an app, and which entities can be mapped."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        found = apps.keyed(scope, app)
        held = [one for one in versions.current(scope).rules.mappings if one.app == app]
        entities = entities_of(found)
        waits = not is_applied(scope, district, found)
    rows = [_row(one) for one in held]
    if as_json:
        named = [dict(zip(_NAMES, row, strict=True)) for row in rows]
        offers = [{"entity": one.entity, "absent": one.absent} for one in entities]
        print_json({"app": app, "mappings": named, "entities": offers, "applied": not waits})
        return
    columns = ("Entity", "Hub attribute", "Source", "Constant", "Default", "Steps")
    print_table(f"Attribute mappings of {app}", columns, rows)
    print_table("Entities", ("Entity", "Why not"), [(e.entity, e.absent) for e in entities])
    if waits:
        click.echo(f"They changed since they were applied: homeroom mappings apply {app}")


@mappings.command("set")
@click.argument("app")
@click.argument("entity")
@click.argument("attribute")
@click.option("--from", "source", default="", help="The source's attribute, a path with dots.")
@click.option("--constant", default="", help="A value for all, instead of a source attribute.")
@click.option("--default", default="", help="What fills in where the value is blank.")
@click.option("--step", "steps", multiple=True, help="A step on the way, such as trim; repeatable.")
@district_option
@json_option
@says_errors
def set_(app: str, entity: str, attribute: str, slug: str, as_json: bool, **given: Any) -> None:
    """Map one attribute of the hub; a mapping that it has already is replaced."""
    given["steps"] = tuple(read_step(one) for one in given["steps"])
    try:
        made = MappedAttribute(app=app, entity=entity, attribute=attribute, **given)
    except ValueError as problem:
        raise NeedsDistrict(f"This is no mapping: {problem}.") from problem
    with in_district(slug) as district:
        with district_scope(district.id) as scope:
            check_offered(apps.keyed(scope, app), entity)
            held = versions.current(scope).rules
        changed = mapped(held, made)
        _keep(district, changed, f"map {attribute} of {entity} of {app}", app, as_json)


@mappings.command()
@click.argument("app")
@click.argument("entity")
@click.argument("attribute")
@district_option
@json_option
@says_errors
def remove(app: str, entity: str, attribute: str, slug: str, as_json: bool) -> None:
    """Remove a mapping; the hub's attribute is the standard's own again."""
    with in_district(slug) as district:
        with district_scope(district.id) as scope:
            held = versions.current(scope).rules
        changed = unmapped(held, app, entity, attribute)
        _keep(district, changed, f"no mapping of {attribute} of {entity} of {app}", app, as_json)


@mappings.command()
@click.argument("app")
@click.argument("entity")
@limit_option(5, "Show so many rows.")
@district_option
@json_option
@says_errors
def preview(app: str, entity: str, limit: int, slug: str, as_json: bool) -> None:
    """Show the first rows that an app has brought, before and after mapping; writes nothing."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        held = versions.current(scope).rules.mappings
        found = examples(scope, apps.keyed(scope, app), entity, held, limit)
    if as_json:
        print_json({"app": app, "entity": entity, "rows": [_example(one) for one in found]})
        return
    rows = [
        (one.source_id, name, one.before.get(name), one.after.get(name))
        for one in found
        for name in {**one.before, **one.after}
    ]
    print_table(f"Rows of {app}", ("Row", "Hub attribute", "Without", "With mapping"), rows)
    for one in found:
        for words in _words(one):
            click.echo(f"{one.source_id}: {words}")


def _row(one: MappedAttribute) -> Sequence[Any]:
    steps = [step_words(step) for step in one.steps]
    return one.entity, one.attribute, one.source, one.constant, one.default, steps


def _keep(district: District, made: Rules, reason: str, app: str, as_json: bool) -> None:
    version, _ = keep(district, made, reason)
    say_kept_rules(version, app, "mappings", as_json)


def _example(one: Example) -> dict[str, Any]:
    return {
        "row": one.source_id,
        "before": one.before,
        "after": one.after,
        "issues": _words(one),
    }


def _words(one: Example) -> list[str]:
    return [tell(issue.code, issue.facts).words for issue in one.issues]


mappings.add_command(apply)
