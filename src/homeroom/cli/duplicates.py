"""homeroom duplicates: who may be the same, make them one, keep them apart, part them again."""

from typing import Any

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
from homeroom.model.kinds import Kind
from homeroom.runs.deliver.naming import hub_id
from homeroom.runs.rules import joining
from homeroom.store import apps, issues, joins, lookalikes, records
from homeroom.store.scope import Scope, district_scope

_KINDS = (Kind.ORG, Kind.ACADEMIC_SESSION, Kind.COURSE, Kind.CLASS, Kind.USER)
kind_option = click.option(
    "--kind", type=click.Choice([kind.value for kind in _KINDS]), default=Kind.USER.value,
    show_default=True, help="The kind of record.",
)  # fmt: skip


@click.group()
def duplicates() -> None:
    """Find and decide on records that may be the same."""


@duplicates.command(name="list")
@kind_option
@limit_option(50, "Show so many of each.")
@district_option
@json_option
@says_errors
def list_(kind: str, limit: int, slug: str, as_json: bool) -> None:
    """List records that look alike, and rows of sources that wait for a decision."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        alike = lookalikes.every(scope, Kind(kind), limit)
        keys = {app.id: app.key for app in apps.every(scope)}
        found = issues.open_ones(scope, None, limit, "match.ambiguous", kind)
        waits = [one for one in found if one.app_id in keys]
        ids = {id_ for group in alike for id_ in group.ids}
        ids |= {id_ for one in waits for id_ in one.facts["records"]}
        named = _named(scope, Kind(kind), sorted(ids))
    groups = [{"domain": one.domain, "records": [named[id_] for id_ in one.ids]} for one in alike]
    rows = [
        {
            "app": keys[one.app_id],
            "id": one.subject,
            "may_be": [named[id_] for id_ in one.facts["records"]],
        }
        for one in waits
    ]
    if as_json:
        print_json({"alike": groups, "waiting": rows})
        return
    print_table(
        "Records that look alike",
        ("By", "Records"),
        [(one["domain"], _words(one["records"])) for one in groups],
    )
    print_table(
        "Waiting for a decision",
        ("App", "Id", "May be"),
        [(one["app"], one["id"], _words(one["may_be"])) for one in rows],
    )


@duplicates.command()
@click.argument("stays")
@click.argument("goes")
@kind_option
@click.option("--reason", required=True, help="Why they are the same; kept in the history.")
@district_option
@json_option
@says_errors
def merge(stays: str, goes: str, kind: str, reason: str, slug: str, as_json: bool) -> None:
    """Make two records one; the first one stays, and un-merge parts them again."""
    with in_district(slug) as district:
        with district_scope(district.id) as scope:
            pair = [hub_id(scope, Kind(kind), one) for one in (stays, goes)]
        made = joining.join(district, Kind(kind), pair[0], pair[1], (actor(), reason))
    if as_json:
        print_json({"merge": made})
    else:
        click.echo(f"They are one now. To part them: homeroom duplicates un-merge {made}")


@duplicates.command(name="un-merge")
@click.argument("number", type=int)
@district_option
@json_option
@says_errors
def un_merge(number: int, slug: str, as_json: bool) -> None:
    """Part two records that were merged: each is again what its own sources say."""
    with in_district(slug) as district:
        found = joining.part(district, number, actor())
    if as_json:
        print_json({"merge": found.id, "state": "parted"})
    else:
        click.echo("They are two again.")


@duplicates.command()
@limit_option(20, "Show so many merges.")
@district_option
@json_option
@says_errors
def merged(limit: int, slug: str, as_json: bool) -> None:
    """List merges by hand, newest first."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        found = joins.every(scope, limit)
    rows = [
        {
            "merge": one.id, "kind": one.kind.value, "at": one.at, "actor": one.actor,
            "reason": one.reason, "state": "parted" if one.parted_at else "stands",
        }
        for one in found
    ]  # fmt: skip
    if as_json:
        print_json({"merges": rows})
    else:
        columns = ("Number", "Kind", "When", "Who", "Why", "State")
        print_table("Merges by hand", columns, [tuple(row.values()) for row in rows])


@duplicates.command()
@click.argument("app")
@click.argument("source_id")
@kind_option
@click.argument("verdict", metavar="RECORD|new")
@district_option
@json_option
@says_errors
def decide(app: str, source_id: str, verdict: str, kind: str, slug: str, as_json: bool) -> None:
    """Say of a row that waits which record it is, or that it is a new one."""
    same_as = "" if verdict == "new" else verdict
    with in_district(slug) as district:
        with district_scope(district.id) as scope:
            chosen = hub_id(scope, Kind(kind), same_as) if same_as else None
        joining.decide(district, app, Kind(kind), source_id, chosen, actor())
    if as_json:
        print_json({"app": app, "id": source_id, "same_as": same_as or None})
    else:
        click.echo(f"{source_id} is taken in.")


@duplicates.command(name="keep-apart")
@click.argument("first")
@click.argument("second")
@kind_option
@district_option
@json_option
@says_errors
def keep_apart(first: str, second: str, kind: str, slug: str, as_json: bool) -> None:
    """Say that two records that look alike are two."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        one, other = (hub_id(scope, Kind(kind), name) for name in (first, second))
        joining.keep_apart(scope, Kind(kind), (one, other), actor())
    if as_json:
        print_json({"apart": [first, second]})
    else:
        click.echo("They stay two.")


def _named(scope: Scope, kind: Kind, ids: list[str]) -> dict[str, dict[str, Any]]:
    found = {}
    for id_, one in records.load(scope, kind, ids).items():
        names = (
            getattr(one, name, None) for name in ("title", "name", "given_name", "family_name")
        )
        title = " ".join(str(name) for name in names if name)
        found[id_] = {"id": one.sourced_id, "title": title}
    return found


def _words(found: Any) -> list[str]:
    return [f"{one['id']} ({one['title']})" for one in found]
