"""homeroom runs: what ran, and what of it waits for a person."""

import click

from homeroom.cli.base import actor, district_option, in_district, json_option, says_errors
from homeroom.cli.output import print_json, print_table
from homeroom.errors import NeedsDistrict
from homeroom.store import absences, apps, audit
from homeroom.store import runs as store
from homeroom.store.scope import district_scope


@click.group(invoke_without_command=True)
@click.option("--app", "key", default="", help="Only this app.")
@click.option("--limit", default=20, help="How many.")
@district_option
@json_option
@click.pass_context
@says_errors
def runs(context: click.Context, key: str, limit: int, slug: str, as_json: bool) -> None:
    """Show the last runs; approve or stop one."""
    if context.invoked_subcommand:
        return
    with in_district(slug) as district, district_scope(district.id) as scope:
        by_id = {one.id: one.key for one in apps.every(scope)}
        app_id = apps.keyed(scope, key).id if key else None
        found = store.latest(scope, app_id, limit)
    if as_json:
        print_json(
            {
                "runs": [
                    {
                        **{name: getattr(one, name) for name in one.__struct_fields__},
                        "app": by_id.get(one.app_id),
                    }
                    for one in found
                ]
            }
        )
        return
    rows = [
        (
            one.id,
            by_id.get(one.app_id, "removed"),
            one.state,
            one.step,
            one.started_at,
            one.finished_at,
            one.started_by,
            (one.problem or {}).get("message"),
        )
        for one in found
    ]
    print_table("Runs", ["Run", "App", "State", "Step", "Started", "Ended", "By", "Problem"], rows)


@runs.command("approve")
@click.argument("run_id", type=int)
@district_option
@json_option
@says_errors
def approve(run_id: int, slug: str, as_json: bool) -> None:
    """Approve the removals that a run held back; the next sync carries them out."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        run = store.by_id(scope, run_id)
        if run is None:
            raise NeedsDistrict(f"There is no run {run_id}.", fix="See: homeroom runs")
        count = absences.approve_held(scope, run.app_id)
        audit.note(scope, actor(), "run.approve", str(run_id), {"removals": count})
    if as_json:
        print_json({"run": run_id, "approved": count})
    else:
        click.echo(f"{count} removals are approved; the next sync carries them out.")


@runs.command("stop")
@click.argument("run_id", type=int)
@district_option
@json_option
@says_errors
def stop(run_id: int, slug: str, as_json: bool) -> None:
    """Stop a run after its present page."""
    with in_district(slug) as district, district_scope(district.id) as scope:
        stopped = store.stop(scope, run_id)
        audit.note(scope, actor(), "run.stop", str(run_id), {"stopped": stopped})
    if as_json:
        print_json({"run": run_id, "stopped": stopped})
    else:
        click.echo(f"Run {run_id} {'stops after its present page' if stopped else 'had ended'}.")
