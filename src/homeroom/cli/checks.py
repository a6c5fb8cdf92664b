"""Show Test Connection as it comes along."""

from datetime import UTC, datetime

import click

from homeroom.cli.output import print_json
from homeroom.connectors.checks import Check, CheckState, failed, verdict
from homeroom.runs.care.endings import keep_certificates
from homeroom.runs.setup.connecting import connection
from homeroom.store import apps
from homeroom.store.districts import District
from homeroom.store.scope import district_scope

_MARKS = {CheckState.PASSED: "ok", CheckState.FAILED: "FAILED", CheckState.NOT_APPLICABLE: "-"}


def show_checks(district: District, key: str, write_to: str, as_json: bool) -> None:
    """Run the checks of an app; exit status 1 when one fails."""
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, key)
        opened = connection(scope, app)
    done: list[Check] = []
    with opened:
        for check in opened.checks(grades=app.grade_sync):
            done.append(check)
            if not as_json:
                _show(check)
        if write_to:
            for check in opened.write_check(write_to, datetime.now(UTC)):
                done.append(check)
                if not as_json:
                    _show(check)
        keep_certificates(district, app, opened.certificates)
    good = not failed(done)
    if as_json:
        print_json({"app": key, "ok": good, "checks": done})
    else:
        click.echo(verdict(done))
    if not good:
        raise SystemExit(1)


def _show(check: Check) -> None:
    seconds = f"  {check.seconds:.1f} s" if check.seconds is not None else ""
    click.echo(f"{_MARKS[check.state]:<7} {check.name}: {check.words}{seconds}")
    if check.fix and check.state is CheckState.FAILED:
        click.echo(f"        {check.fix}")
