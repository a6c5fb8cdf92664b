"""homeroom checks: what lacks before grades go to a SIS for the first time."""

from collections.abc import Sequence
from typing import TextIO

import click

from homeroom.cli.base import district_option, in_district, json_option, says_errors
from homeroom.cli.output import print_json
from homeroom.push.checks.checklist import Line, missing
from homeroom.rules.toml import from_toml
from homeroom.runs.deliver.readiness import checks as made_checks


@click.command()
@click.argument("key", metavar="[APP]", default="")
@click.option(
    "--rules", "file", type=click.File(encoding="utf-8"), help="As it would be under these rules."
)
@district_option
@json_option
@says_errors
def checks(key: str, file: TextIO | None, slug: str, as_json: bool) -> None:
    """Show what lacks before the first delivery, and its fix."""
    proposed = from_toml(file.read()) if file else None
    with in_district(slug) as district:
        found = made_checks(district, key, proposed)
    good = not any(missing(lines) for lines in found.values())
    if as_json:
        rows = {app: [_row(one) for one in lines] for app, lines in found.items()}
        print_json({"ok": good, "apps": rows})
    else:
        for app, lines in found.items():
            _show(app, lines)
        if not found:
            click.echo("Grades go to no app yet.")
    if not good:
        raise SystemExit(1)


def _row(one: Line) -> dict[str, object]:
    return {
        "check": one.check,
        "state": one.state,
        "words": one.words,
        "fix": one.fix,
        "code": one.code or None,
        "app": one.app or None,
    }


def _show(app: str, lines: Sequence[Line]) -> None:
    click.echo(f"Grades to {app}")
    for one in lines:
        click.echo(f"{one.state:<8} {one.check}: {one.words}")
        if one.fix:
            click.echo(f"         {one.fix}")
    open_ = len(missing(lines))
    if open_:
        what = "thing is" if open_ == 1 else "things are"
        click.echo(f"{open_} {what} missing; nothing is delivered for the first time before.")
    else:
        click.echo("Nothing is missing.")
