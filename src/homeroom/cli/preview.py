"""homeroom app preview: what Grade Sync of a SIS would begin with."""

import click

from homeroom.cli.base import district_option, in_district, json_option, says_errors
from homeroom.cli.output import print_json, print_table
from homeroom.issues.catalogue import ENTRIES
from homeroom.runs.preview import Preview, preview


@click.command("preview")
@click.argument("key")
@district_option
@json_option
@says_errors
def preview_command(key: str, slug: str, as_json: bool) -> None:
    """Show what would be delivered first to a SIS, and whom it would newly show; sends nothing."""
    with in_district(slug) as district:
        found = preview(district, key)
    if as_json:
        _print_object(key, found)
    else:
        _print(key, found)


def _rows(found: Preview) -> list[tuple[str, int, int]]:
    rows = [
        (found.classes.get(id_, id_), many.get("lineItem", 0), many.get("result", 0))
        for id_, many in found.first.by_class.items()
    ]
    return sorted(rows)


def _print_object(key: str, found: Preview) -> None:
    classes = [
        {"class": title, "line_items": items, "results": results}
        for title, items, results in _rows(found)
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
    print_table("By class", ["Class", "Line items", "Grades"], _rows(found))
    kept = [(code, many, ENTRIES[code].words) for code, many in first.kept_back.items()]
    print_table("Kept back", ["Code", "Count", "Why"], kept)
    print_table("People whom the SIS would newly show", ["Role", "Count"],
                found.people.by_role.items())  # fmt: skip
