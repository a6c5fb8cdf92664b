"""homeroom rules preset, generate, preview and apply: master fields, and what they would change."""

from collections import Counter
from collections.abc import Sequence
from itertools import islice
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
from homeroom.cli.output import print_json, print_table
from homeroom.rules.document import Rules
from homeroom.rules.entities import NAMES, fields_of
from homeroom.rules.masters import Mode, Voice
from homeroom.rules.toml import from_toml
from homeroom.runs.rules import rework, weighing
from homeroom.runs.rules.keeping import keep_rules
from homeroom.runs.rules.mastering import with_master, with_preset
from homeroom.store import apps
from homeroom.store import rules as versions
from homeroom.store.districts import District
from homeroom.store.scope import district_scope

# What would keep back line items and grades is named by its code; where nothing does:
GOES = "goes"


def keep(district: District, made: Rules, reason: str) -> tuple[int, dict[str, int]]:
    """Keep changed rules as whoever works at this command line."""
    return keep_rules(district, made, (actor(), reason))


def say_kept(version: int, changed: dict[str, int], as_json: bool) -> None:
    """Say which version holds now and what it changed."""
    if as_json:
        print_json({"version": version, "changed": changed})
        return
    many = sum(changed.values())
    click.echo(f"Version {version} of the rules holds; it changed {many} records.")


@click.command()
@click.option("--off", is_flag=True, help="Give the preset up; other rules stay.")
@district_option
@json_option
@says_errors
def preset(off: bool, slug: str, as_json: bool) -> None:
    """The SIS masters the roster, the gradebook source masters grades; who is who by usual ids."""
    with in_district(slug) as district:
        with district_scope(district.id) as scope:
            held = versions.current(scope).rules
        version, changed = keep(
            district, with_preset(held, on=not off), "preset by role" + (" given up" if off else "")
        )
    say_kept(version, changed, as_json)


@click.command()
@click.argument("app")
@click.option("--entity", required=True, type=click.Choice(NAMES), help="The entity.")
@click.option("--property", "properties", multiple=True, help="A field; without it, all of them.")
@click.option("--without", multiple=True, help="Leave a field out.")
@click.option(
    "--mode", type=click.Choice([mode.value for mode in Mode]), default=Mode.MASTER.value,
    show_default=True, help="Master, or do not override.",
)  # fmt: skip
@district_option
@json_option
@says_errors
def generate(app: str, entity: str, mode: str, slug: str, as_json: bool, **named: Any) -> None:
    """Generate Master Fields: make an app the first source of an entity's fields."""
    chosen = _chosen(entity, named["properties"], named["without"])
    with in_district(slug) as district:
        with district_scope(district.id) as scope:
            key = apps.keyed(scope, app).key
            held = versions.current(scope).rules
        voice = Voice(app=key, mode=Mode(mode))
        made = with_master(held, entity, voice, chosen)
        version, changed = keep(district, made, f"{key}: {mode} of {entity}")
    say_kept(version, changed, as_json)


def _chosen(entity: str, properties: Sequence[str], without: Sequence[str]) -> list[str]:
    """Return the fields that are meant; one that is none is told by what puts it into the rules."""
    names = properties or fields_of(entity)
    unknown = [name for name in without if name not in fields_of(entity)]
    return [*(name for name in names if name not in without), *unknown]


@click.command()
@click.argument("file", type=click.File(encoding="utf-8"))
@limit_option(20, "Show so many changes.")
@district_option
@json_option
@says_errors
def preview(file: TextIO, limit: int, slug: str, as_json: bool) -> None:
    """Show what a file of rules would change: stored values, what goes out, what comes in."""
    proposed = from_toml(file.read())
    with in_district(slug) as district:
        with district_scope(district.id) as scope:
            held = versions.current(scope).rules
        turned = [
            (key, now or GOES, then or GOES, group.count)
            for key, one in weighing.turned_by(district, held, proposed)
            for (now, then), group in one.turned.items()
        ]
        sifted = weighing.sifted_by(district, held, proposed)
        effects = rework.preview(district, proposed)
        shown = list(islice(effects, limit))
        rest = Counter(one.kind.value for one in effects)
    counts = Counter(one.kind.value for one in shown) + rest
    rows = [
        (one.kind.value, one.record_id, change.field, change.before, change.after, change.reason)
        for one in shown
        for change in one.changes
    ]
    if as_json:
        names = ("kind", "record", "field", "before", "after", "reason")
        changes = [dict(zip(names, row, strict=True)) for row in rows]
        out = [dict(zip(("target", "now", "then", "count"), row, strict=True)) for row in turned]
        print_json({"records": counts, "changes": changes, "deliveries": out, "rows": sifted})
        return
    if turned:
        print_table("Line items and grades on their way", ("To", "Now", "Then", "Count"), turned)
    if sifted:
        left = [(one.app, one.entity, one.rows, one.now, one.then) for one in sifted]
        print_table("Rows that stay out", ("App", "Entity", "Rows", "Now", "Then"), left)
    print_table("", ("Kind", "Record", "Field", "Before", "After", "Why"), rows)
    click.echo(f"{sum(counts.values())} records would change.")


@click.command()
@district_option
@json_option
@says_errors
def apply(slug: str, as_json: bool) -> None:
    """Let the newest rules take effect on what is stored, where that was broken off."""
    with in_district(slug) as district:
        changed = rework.apply_rules(district)
        with district_scope(district.id) as scope:
            version = versions.current(scope).version
    say_kept(version, changed, as_json)


COMMANDS = (preset, generate, preview, apply)
