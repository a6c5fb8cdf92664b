"""homeroom quality: which attributes rows should have, and what becomes of one that lacks some."""

from collections.abc import Callable
from typing import Any

import click
from msgspec import structs

from homeroom.cli.base import district_option, in_district, json_option, says_errors
from homeroom.cli.mastering import keep
from homeroom.cli.output import print_json, print_table
from homeroom.errors import NeedsDistrict
from homeroom.rules.document import Rules
from homeroom.rules.entities import NAMES
from homeroom.rules.quality import (
    USUAL,
    Need,
    Quality,
    Requirement,
    Without,
    with_requirement,
    without_requirement,
)
from homeroom.runs.rules.inspecting import inspect
from homeroom.store import apps
from homeroom.store import rules as versions
from homeroom.store.districts import District
from homeroom.store.scope import district_scope

Turn = Callable[[Quality, Requirement], Quality]
_ROLES = click.Choice(["sis", "learning"])
_WITHOUT = click.Choice([one.value for one in Without])


@click.group()
def quality() -> None:
    """Say which attributes the rows of apps should have."""


@quality.command("list")
@district_option
@json_option
@says_errors
def list_(slug: str, as_json: bool) -> None:
    """Show what is asked of rows: the usual requirements, and the district's own."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        held = versions.current(scope).rules.quality
    usual = USUAL if held.usual else ()
    if as_json:
        own = [_row(one) for one in held.requirements]
        print_json({"usual": [_row(one) for one in usual], "requirements": own})
        return
    rows = [(one.entity, one.attribute, _whose(one), one.need, one.without, "usual")
            for one in usual]  # fmt: skip
    rows += [(one.entity, one.attribute, _whose(one), one.need, one.without, "own")
             for one in held.requirements]  # fmt: skip
    print_table("", ("Entity", "Attribute", "Of", "Need", "Without it", "Rule"), rows)


@quality.command()
@click.argument("entity", type=click.Choice(NAMES))
@click.argument("attribute")
@click.option("--app", default="", help="Only of this app.")
@click.option("--role", type=_ROLES, help="Only of apps of this role.")
@click.option("--recommended", is_flag=True, help="It is good to have, and no more.")
@click.option(
    "--without", type=_WITHOUT, default=Without.REPORT.value, show_default=True,
    help="What becomes of a row that lacks it.",
)  # fmt: skip
@click.option("--preview", is_flag=True, help="Count what an app has brought; write nothing.")
@district_option
@json_option
@says_errors
def require(entity: str, attribute: str, slug: str, as_json: bool, **given: Any) -> None:
    """Ask rows of an entity for an attribute."""
    made = _asked(
        entity,
        attribute,
        given,
        need=Need.RECOMMENDED if given["recommended"] else Need.REQUIRED,
        without=Without(given["without"]),
    )
    _turn(slug, as_json, made, with_requirement, preview=given["preview"])


@quality.command()
@click.argument("entity", type=click.Choice(NAMES))
@click.argument("attribute")
@click.option("--app", default="", help="The rule of this app.")
@click.option("--role", type=_ROLES, help="The rule of this role.")
@district_option
@json_option
@says_errors
def remove(entity: str, attribute: str, slug: str, as_json: bool, **given: Any) -> None:
    """Take a rule of the district back; a usual one is taken back with --without ignore."""
    _turn(slug, as_json, _asked(entity, attribute, given), without_requirement, preview=False)


def _asked(entity: str, attribute: str, given: dict[str, Any], **more: Any) -> Requirement:
    of = {"app": given["app"], "role": given["role"] or ""}
    try:
        return Requirement(entity=entity, attribute=attribute, **of, **more)
    except ValueError as problem:
        raise NeedsDistrict(
            f"This cannot be asked for: {problem}.", fix="See: homeroom quality --help"
        ) from problem


def _turn(slug: str, as_json: bool, one: Requirement, turn: Turn, *, preview: bool) -> None:
    with in_district(slug) as district:
        with district_scope(district.id) as scope:
            if one.app:
                apps.keyed(scope, one.app)
            every = [app.key for app in apps.every(scope) if _is_of(one, app.key, app.role)]
            held = versions.current(scope)
        made: Quality = turn(held.rules.quality, one)
        proposed = structs.replace(held.rules, quality=made)
        if made == held.rules.quality:
            raise NeedsDistrict("The rules say so already.", fix="See: homeroom quality list")
        counts = {key: _counted(district, key, proposed, one) for key in every}
        version = held.version
        if not preview:
            version, _ = keep(district, proposed, f"quality: {one.attribute} of {one.entity}")
    if as_json:
        print_json({"version": version, "preview": preview, "lacking": counts})
        return
    for key, many in counts.items():
        click.echo(f"{many:,} rows of {key} lack {one.attribute}.")
    click.echo(
        "Nothing was written."
        if preview
        else f"Version {version} of the rules holds. It takes effect with the next sync."
    )


def _is_of(one: Requirement, key: str, role: str) -> bool:
    return one.app in ("", key) and one.role in ("", role)


def _counted(district: District, key: str, proposed: Rules, one: Requirement) -> int:
    found = inspect(district, key, proposed)
    return sum(each.lacking for each in found if each.requirement.key == one.key)


@quality.command("show")
@click.argument("app")
@district_option
@json_option
@says_errors
def show(app: str, slug: str, as_json: bool) -> None:
    """Count the rows that an app has brought, and those that lack what is asked for."""
    with in_district(slug) as district:
        found = inspect(district, app)
    if as_json:
        rows = [
            {**_row(one.requirement), "rows": one.rows, "lacking": one.lacking,
             "examples": one.examples}
            for one in found
        ]  # fmt: skip
        print_json({"app": app, "attributes": rows})
        return
    table = [
        (one.requirement.entity, one.requirement.attribute, one.requirement.need,
         one.requirement.without, one.rows, one.lacking)
        for one in found
    ]  # fmt: skip
    columns = ("Entity", "Attribute", "Need", "Without it", "Rows", "Lack it")
    print_table(f"What is asked of {app}", columns, table)


def _row(one: Requirement) -> dict[str, object]:
    return {
        "entity": one.entity,
        "attribute": one.attribute,
        "app": one.app or None,
        "role": one.role or None,
        "need": one.need,
        "without": one.without,
    }


def _whose(one: Requirement) -> str:
    return one.app or {"sis": "the SIS", "learning": "learning apps"}.get(one.role, "every app")
