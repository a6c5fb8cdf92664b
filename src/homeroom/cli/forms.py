"""What activation asks and answers on the command line."""

from collections.abc import Sequence
from pathlib import Path

import click

from homeroom.cli.output import print_json
from homeroom.errors import NeedsDistrict
from homeroom.runs.setup.lacking import absent_for_grades
from homeroom.runs.setup.modes import plan_of
from homeroom.store.apps import App

_IS = {
    "draft": "is saved as a draft",
    "requested": "waits for an operator's approval",
    "active": "is active",
    "declined": "is declined",
}


def read_values(values: Sequence[str]) -> dict[str, str]:
    """Return NAME=VALUE options; @FILE reads a file, - asks without showing what is typed."""
    found = {}
    for pair in values:
        name, equals, value = pair.partition("=")
        if not equals:
            raise click.BadParameter(f"{pair} is no setting; write NAME=VALUE.")
        if value.startswith("@"):
            value = _contents(Path(value[1:]))
        elif value == "-":
            value = click.prompt(name, hide_input=True)
        found[name] = value
    return found


def _contents(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()
    except OSError as problem:
        raise NeedsDistrict(f"{path} cannot be read.", fix=f"{problem.strerror}.") from problem
    except UnicodeDecodeError as problem:
        raise NeedsDistrict(f"{path} is no text.", fix="Save it as UTF-8 text.") from problem


def report(app: App, lacking: Sequence[str], open_: Sequence[str], as_json: bool) -> None:
    """Say what an app is now, what comes next, and what is open beside other sources."""
    if as_json:
        print_json(
            {"app": app.key, "state": app.state, "mode": app.mode, "grade_sync": app.grade_sync}
        )
        return
    plan = plan_of(app.mode, grade_sync=app.grade_sync)
    click.echo(f"{app.title} ({app.key}) {_IS[app.state]}. {plan.says}")
    nexts = {
        "requested": f"An operator approves Grade Sync: homeroom app approve {app.key}",
        "draft": f"Next: homeroom app settings {app.key} --set ..., homeroom app finish {app.key}",
        "active": f"Next: homeroom app test {app.key}, then homeroom sync {app.key}",
        "declined": f"Reason: {(app.decision or {}).get('reason', '')}",
    }
    click.echo(nexts[app.state])
    if lacking:
        click.echo(f"Grades need {' and '.join(lacking)}; the roster does not.")
    for words in (*absent_for_grades(app), *open_):
        click.echo(words)
