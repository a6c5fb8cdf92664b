"""homeroom issues: what is wrong with the data, by cause."""

import click

from homeroom.cli.base import (
    district_option,
    in_district,
    json_option,
    limit_option,
    says_errors,
)
from homeroom.cli.output import print_json, print_table
from homeroom.issues.catalogue import ENTRIES, tell
from homeroom.issues.order import place_of
from homeroom.store import apps
from homeroom.store import issues as store
from homeroom.store.issues import Cause, OpenIssue
from homeroom.store.scope import district_scope

_EXAMPLES = 3
_COLUMNS = ["Code", "App", "Kind", "About", "Severity", "Owner", "Cases", "First seen"]


@click.command()
@click.option("--app", "key", default="", help="Only this app.")
@click.option("--code", default="", help="Show all cases of one cause.")
@limit_option(100, "How many cases of one cause, or of all with --json.")
@district_option
@json_option
@says_errors
def issues(key: str, code: str, limit: int, slug: str, as_json: bool) -> None:
    """Show open issues by cause: what happened, what to do."""
    if code and code not in ENTRIES:
        raise click.BadParameter(f"there is no cause {code}.", param_hint="--code")
    with in_district(slug) as district, district_scope(district.id) as scope:
        app_id = apps.keyed(scope, key).id if key else None
        keys = {one.id: one.key for one in apps.every(scope)}
        counted = store.counted(scope, app_id)
        causes = sorted(
            store.causes(scope, app_id, code),
            key=lambda one: (place_of(one.code, one.kind, one.about, one.person), -one.count),
        )
        wanted = [code] if code else list(counted)
        shown = limit if code else _EXAMPLES
        if as_json:
            cases = store.open_ones(scope, app_id, limit, code)
        else:
            by_code = {one: store.open_ones(scope, app_id, shown, one) for one in wanted}
    if as_json:
        shown_causes = [_cause(one, keys) for one in causes]
        rows = [_row(one, keys) for one in cases]
        print_json({"issues": counted, "causes": shown_causes, "cases": rows})
        return
    table = [
        (one.code, keys.get(one.app_id), one.kind, one.about, ENTRIES[one.code].severity.value,
         ENTRIES[one.code].owner.value, one.count, one.first_seen)
        for one in causes
    ]  # fmt: skip
    print_table("Open issues by cause", _COLUMNS, table)
    for one, found in by_code.items():
        _show(one, found, counted.get(one, 0))


def _cause(one: Cause, keys: dict[int, str]) -> dict[str, object]:
    entry, told = ENTRIES[one.code], tell(one.code, one.facts)
    return {
        "code": one.code,
        "app": keys.get(one.app_id),
        "kind": one.kind,
        "about": one.about or None,
        "person": one.person or None,
        "severity": entry.severity,
        "owner": entry.owner,
        "count": one.count,
        "first_seen": one.first_seen,
        "last_seen": one.last_seen,
        "words": told.words,
        "fix": told.fix,
    }


def _row(one: OpenIssue, keys: dict[int, str]) -> dict[str, object]:
    told = tell(one.code, one.facts)
    return {
        "code": one.code,
        "app": keys.get(one.app_id),
        "kind": one.kind,
        "subject": one.subject,
        "words": told.words,
        "fix": told.fix,
        "since": one.first_seen,
    }


def _show(code: str, found: list[OpenIssue], many: int) -> None:
    click.echo(f"\n{code}: {many:,} {'case' if many == 1 else 'cases'}")
    for one in found:
        click.echo(f"  {one.kind} {one.subject}: {tell(one.code, one.facts).words}")
    if many > len(found):
        click.echo(f"  and {many - len(found):,} more: homeroom issues --code {code}")
    if found:
        click.echo(f"  What to do: {tell(code, found[0].facts).fix}")
