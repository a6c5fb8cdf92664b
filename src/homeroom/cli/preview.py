"""homeroom app preview: what Grade Sync of a SIS begins with, or a sync of another app leads to."""

import click

from homeroom.cli.base import district_option, in_district, json_option, says_errors
from homeroom.cli.output import print_json, print_table
from homeroom.cli.rehearsal import print_rehearsal, print_rehearsal_object
from homeroom.issues.catalogue import ENTRIES
from homeroom.runs.ahead.preview import Preview, look_ahead
from homeroom.runs.ahead.rehearsal import Rehearsal


@click.command("preview")
@click.argument("key")
@district_option
@json_option
@says_errors
def preview_command(key: str, slug: str, as_json: bool) -> None:
    """Show what a sync of an app leads to, or what a SIS is given first; writes nothing."""
    with in_district(slug) as district:
        found = look_ahead(district, key)
    if isinstance(found, Rehearsal):
        (print_rehearsal_object if as_json else print_rehearsal)(key, found)
    elif as_json:
        _print_object(key, found)
    else:
        _print(key, found)


def _print_object(key: str, found: Preview) -> None:
    classes = [
        {"class": title, "line_items": items, "results": results}
        for title, items, results in found.first.in_classes(found.classes)
    ]
    print_json(
        {
            "app": key,
            "line_items": found.first.line_items,
            "results": found.first.results,
            "classes": classes,
            "kept_back": found.first.kept_back,
            "new_people": found.people.by_role,
            "some_new_people": found.people.some,
        }
    )


def _print(key: str, found: Preview) -> None:
    first = found.first
    click.echo(
        f"{first.line_items:,} line items and {first.results:,} grades would go to {key} first."
    )
    print_table(
        "By class", ["Class", "Line items", "Grades"], found.first.in_classes(found.classes)
    )
    kept = [(code, many, ENTRIES[code].words) for code, many in first.kept_back.items()]
    print_table("Kept back", ["Code", "Count", "Why"], kept)
    print_table("People whom the SIS would newly show", ["Role", "Count"],
                found.people.by_role.items())  # fmt: skip
