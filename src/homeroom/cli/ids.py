"""homeroom upgrade and homeroom ids: a source calls its records by other ids from now on."""

from collections.abc import Sequence
from typing import Any, TextIO

import click

from homeroom.cli.base import (
    actor,
    district_option,
    in_district,
    json_option,
    limit_option,
    says_errors,
)
from homeroom.cli.forms import read_values
from homeroom.cli.output import print_json, print_table
from homeroom.model.kinds import Kind
from homeroom.runs.ids.id_change import apply_plan
from homeroom.runs.ids.id_file import read_ids
from homeroom.runs.ids.id_plan import VERSION, plan_by_file, plan_upgrade
from homeroom.store import apps, id_plans
from homeroom.store.districts import District
from homeroom.store.id_plans import IdPair
from homeroom.store.scope import district_scope

_ROWS = ("Kind", "New id", "Old id", "Who or what", "The same in both")
_few = limit_option(20, "Show so many of each.")
_WORDS = ("renamed", "matched", "waits", "new", "gone")


@click.group()
def upgrade() -> None:
    """Move an app to another version of its API."""


@upgrade.command()
@click.argument("key")
@click.option("--api", default="1.2", show_default=True, help="The version to move to.")
@click.option(
    "--set", "values", multiple=True, metavar="NAME=VALUE",
    help="A field of Delivery Config that differs there, like service_url.",
)  # fmt: skip
@click.option(
    "--decisions", type=click.File(encoding="utf-8"),
    help="A CSV file (entity, old_id, new_id) of what you decided; no old_id: a new record.",
)  # fmt: skip
@_few
@district_option
@json_option
@says_errors
def plan(key: str, limit: int, slug: str, as_json: bool, **form: Any) -> None:
    """Read the other version and show which id there is which id here; nothing changes."""
    given = {VERSION: form["api"], **read_values(form["values"])}
    file: TextIO | None = form["decisions"]
    decisions = read_ids(file.read()) if file else {}
    with in_district(slug) as district:
        plan_upgrade(district, key, given, decisions, actor(), _silent if as_json else _told)
        _show(district, key, limit, as_json)


@upgrade.command()
@click.argument("key")
@_few
@district_option
@json_option
@says_errors
def show(key: str, limit: int, slug: str, as_json: bool) -> None:
    """Show the plan once more."""
    with in_district(slug) as district:
        _show(district, key, limit, as_json)


@upgrade.command()
@click.argument("key")
@district_option
@json_option
@says_errors
def apply(key: str, slug: str, as_json: bool) -> None:
    """Carry out the plan: every record keeps its id here and gets its new one there."""
    _apply(key, slug, as_json)


@click.group()
def ids() -> None:
    """Change the ids of an app by a file."""


@ids.command(name="plan")
@click.argument("key")
@click.argument("file", type=click.File(encoding="utf-8"))
@_few
@district_option
@json_option
@says_errors
def plan_ids(key: str, file: TextIO, limit: int, slug: str, as_json: bool) -> None:
    """Check a CSV file with entity, old_id and new_id; nothing changes."""
    with in_district(slug) as district:
        plan_by_file(district, key, read_ids(file.read()), actor())
        _show(district, key, limit, as_json)


@ids.command(name="apply")
@click.argument("key")
@district_option
@json_option
@says_errors
def apply_ids(key: str, slug: str, as_json: bool) -> None:
    """Carry out the plan; the next sync finds everybody under the new ids."""
    _apply(key, slug, as_json)


ids.add_command(show)


def _told(kind: Kind, many: int) -> None:
    click.echo(f"{kind.value}: {many:,} looked at", err=True)


def _silent(kind: Kind, many: int) -> None:
    """Say nothing."""


def _apply(key: str, slug: str, as_json: bool) -> None:
    with in_district(slug) as district:
        done = apply_plan(district, key, actor())
    if as_json:
        print_json(done)
        return
    changed = sum(done.renamed.values())
    click.echo(f"{changed:,} ids are others now; {done.merged:,} records became part of another.")
    click.echo(f"Nothing is delivered before a sync has compared: homeroom sync {key}")


def _show(district: District, key: str, limit: int, as_json: bool) -> None:
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, key)
        made = id_plans.of_app(scope, app.id)
        counts = id_plans.counted(scope, app.id)
        by = id_plans.matched_by(scope, app.id)
        bare = id_plans.uncategorised(scope, app.id, limit)
        some = {
            word: id_plans.with_verdict(scope, app.id, word, limit)
            for word in ("waits", "new", "gone")
        }
    if as_json:
        print_json(
            {"app": key, "api_version": made.api_version, "made_at": made.made_at,
             "uncategorised": bare, "counts": counts, "matched_by": [
                 {"kind": kind, "agree": agree, "count": many} for kind, agree, many in by
             ], **some}
        )  # fmt: skip
        return
    if made.api_version:
        print_table("Line items without a category; mend them first", _ROWS, _rows(bare))
    print_table("Waiting for your decision", _ROWS, _rows(some["waits"]))
    print_table("New there", _ROWS, _rows(some["new"]))
    print_table("Not shown there any more", _ROWS, _rows(some["gone"]))
    rows = [(kind, ", ".join(agree), many) for kind, agree, many in by]
    print_table("Matched by what", ("Kind", "The same in both", "How many"), rows)
    found = [(kind, *(one.get(word, 0) for word in _WORDS)) for kind, one in counts.items()]
    print_table("All", ("Kind", "Other id", "Same id", "Waiting", "New", "Gone"), found)


def _rows(pairs: Sequence[IdPair]) -> list[tuple[Any, ...]]:
    return [(one.kind.value, one.new_id, one.old_id, one.title, one.agree) for one in pairs]
