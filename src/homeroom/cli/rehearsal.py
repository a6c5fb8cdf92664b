"""Show what a sync of an app would lead to, for homeroom app preview."""

from collections.abc import Mapping

import click

from homeroom.cli.output import print_json, print_table
from homeroom.push.preview import First
from homeroom.runs.ahead.rehearsal import Rehearsal

_KINDS = ("Kind", "New", "Joined", "By", "Changed", "As they are", "Waiting", "Ambiguous",
          "No member", "Left out", "Refused", "Retired", "Held")  # fmt: skip


def print_rehearsal(key: str, found: Rehearsal) -> None:
    """Print what would be joined, changed and delivered, with examples."""
    click.echo(f"What a sync of {key} would lead to. Nothing was written, nothing was sent.")
    for note in found.notes:
        click.echo(note)
    rows = [
        (one.kind, one.tally.new, sum(one.joined.values()), one.joined, one.tally.changed,
         one.tally.unchanged, one.tally.waiting, one.ambiguous, one.without_member,
         one.tally.left_out, one.tally.refused, one.retired, one.held)
        for one in found.kinds
    ]  # fmt: skip
    print_table("Records", _KINDS, rows)
    changes = [
        (one.kind, one.field, one.count, one.reason, one.examples[0].before, one.examples[0].after)
        for one in found.changes
    ]
    columns = ("Kind", "Field", "Records", "Why", "For example from", "To")
    print_table("Fields that would change", columns, changes)
    problems = [(one.code, one.kind, one.count, one.words, one.examples) for one in found.problems]
    print_table("Issues", ("Code", "Kind", "Count", "For example", "Ids"), problems)
    if found.fanned:
        click.echo(
            f"{len(found.fanned):,} line items of courses that are several sections become"
            f" {sum(found.fanned.values()):,}."
        )
    for target, first in found.first.items():
        _print_first(target, first, found.titles)
    if not found.first:
        click.echo("No grades of it go to a SIS yet.")
    lines = [(to, one.check, one.state, one.words, one.fix)
             for to, some in found.checks.items() for one in some]  # fmt: skip
    print_table(
        "Checks before the first delivery", ("To", "Check", "State", "What was found", "Fix"), lines
    )


def _print_first(target: str, first: First, titles: Mapping[str, str]) -> None:
    known = sum(first.known.values())
    click.echo(
        f"{first.line_items:,} line items and {first.results:,} grades would go to {target}"
        f" ({known:,} of them stand there already and change)."
    )
    columns = ("Class", "Line items", "Grades")
    print_table(f"To {target}, by class", columns, first.in_classes(titles))
    proposed = [(id_, len(some), list(some)) for id_, some in first.proposed.items()]
    print_table("Proposed to adopt", ("Line item", "Alike", "Ids there"), proposed[:10])
    kept = [
        (code, many, some[0].words, [f"{one.title} ({one.id})" for one in some])
        for code, many in first.kept_back.items()
        for some in [first.examples[code]]
    ]
    print_table("Kept back", ("Code", "Count", "For example", "Line items and ids"), kept)


def print_rehearsal_object(key: str, found: Rehearsal) -> None:
    """Print the same for programs."""
    print_json(
        {
            "app": key,
            "kinds": [
                {
                    "kind": one.kind,
                    "new": one.tally.new,
                    "joined": one.joined,
                    "changed": one.tally.changed,
                    "unchanged": one.tally.unchanged,
                    "waiting": one.tally.waiting,
                    "ambiguous": one.ambiguous,
                    "without_member": one.without_member,
                    "left_out": one.tally.left_out,
                    "refused": one.tally.refused,
                    "retired": one.retired,
                    "held": one.held,
                }
                for one in found.kinds
            ],
            "changes": found.changes,
            "issues": found.problems,
            "notes": found.notes,
            "fanned_out": found.fanned,
            "targets": {key: _first_object(one, found.titles) for key, one in found.first.items()},
            "checks": found.checks,
        }
    )


def _first_object(first: First, titles: Mapping[str, str]) -> dict[str, object]:
    classes = [
        {"class": title, "line_items": items, "results": results}
        for title, items, results in first.in_classes(titles)
    ]
    return {
        "line_items": first.line_items,
        "results": first.results,
        "known": first.known,
        "classes": classes,
        "proposed": first.proposed,
        "kept_back": first.kept_back,
        "examples": first.examples,
    }
