"""One sync of one app, from pull to store to push; it can be killed anywhere and taken up again."""

import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import psycopg
import structlog
from django.db import InterfaceError, OperationalError, connections

from homeroom.connectors.base import Change, Connection
from homeroom.errors import HomeroomError, NeedsDistrict, RetryLater
from homeroom.model.kinds import Kind
from homeroom.pull.read import Pull, read_all
from homeroom.rules.year import Stop
from homeroom.runs import pushing
from homeroom.runs.absorbing import absorb_changed, compare_all
from homeroom.runs.addressing import address_changed
from homeroom.runs.batch import Tally
from homeroom.runs.connecting import connection, connector_of
from homeroom.runs.context import Context
from homeroom.runs.contexts import context_of, wake_others
from homeroom.runs.fan_out import fanned_out
from homeroom.runs.heartbeat import beating
from homeroom.runs.intake import is_owed, mark_taken_in, take_in_again
from homeroom.runs.memory import collect_rarely
from homeroom.runs.modes import Plan, plan_of, reads_of
from homeroom.runs.ports import lanes_to
from homeroom.runs.removal import remove
from homeroom.runs.report import Report, Watcher
from homeroom.runs.restored import compare_after_restore
from homeroom.runs.rework import apply_rules
from homeroom.runs.safety import Threshold
from homeroom.runs.suspending import suspension
from homeroom.stage.compare import Compared
from homeroom.store import absences, apps, issues, pages, runs
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.runs import FencedOff, Run
from homeroom.store.scope import Scope, district_scope

log = structlog.get_logger()

# A connection that broke, a server that restarts: nobody acts, and nothing is wrong with the data.
DATABASE_AWAY = (psycopg.OperationalError, OperationalError, InterfaceError)
# Between two complete readings deltas will do (Infinite Campus asks for a full sync a week).
COMPLETE_EVERY = timedelta(days=7)


class UnderWay(NeedsDistrict):
    """Another run of the same app is alive."""


def sync(
    district: District,
    key: str,
    watcher: Watcher,
    *,
    started_by: str,
    reach: str = "auto",
    stop: threading.Event | None = None,
) -> Report:
    """Sync one app and return what was done.

    `reach`: complete, delta, or auto, which reads everything at first, once a week, and where a
    source shows changes only in a full read; after a restore everything is read once, whatever is
    asked. Raises what ended the run; the run keeps it, too.
    """
    with district_scope(district.id) as scope:
        app = check_active(apps.keyed(scope, key))
        # A run that reads nothing is not what the next one may build on.
        stopped = suspension(scope, district, app, Stop.IMPORT)
        asked = "delta" if stopped else _reach(scope, app, reach)
        run = runs.start(scope, app.id, asked, started_by)
    if run is None:
        raise UnderWay(
            f"A run of {app.title} is under way.",
            fix="Wait for its end; homeroom runs shows it.",
        )
    report = Report(run_id=run.id, state="running", resumed=run.epoch > 1)
    stop = stop or threading.Event()
    collect_rarely()
    try:
        with beating(district.id, run, stop):
            _conduct(district, app, run, watcher, report, stop)
    except FencedOff:
        raise
    except BaseException as problem:
        fail(district, run, problem)
        raise
    return report


def check_active(app: App) -> App:
    """Return the app, or refuse to sync one that is not at work."""
    if app.state == "requested":
        raise NeedsDistrict(
            f"Grade Sync of {app.title} waits for an operator's approval.",
            fix=f"An operator approves it: homeroom app approve {app.key}",
        )
    if app.state != "active":
        why = (app.decision or {}).get("reason", "")
        raise NeedsDistrict(
            f"{app.title} is {app.state}{f': {why}' if why else '.'}",
            fix=f"Look at it: homeroom app settings {app.key}",
        )
    return app


def _reach(scope: Scope, app: App, asked: str) -> str:
    if app.restored_at is not None:
        return "complete"  # what came since the backup is known to nobody here
    if asked != "auto":
        return asked
    can = connector_of(app).capabilities(app.api_version or "")
    last = runs.last_complete(scope, app.id)
    if can.change is not Change.STAMP or last is None:
        return "complete"
    whole = pages.read_whole(scope, last.id)
    recent = datetime.now(UTC) - last.started_at < COMPLETE_EVERY
    return "delta" if whole and recent else "complete"


def _conduct(
    district: District,
    app: App,
    run: Run,
    watcher: Watcher,
    report: Report,
    stop: threading.Event,
) -> None:
    plan = plan_of(app.mode, grade_sync=app.grade_sync)
    apply_rules(district)
    context = context_of(district, app, run)
    with district_scope(district.id) as scope:
        stopped = suspension(scope, district, app, Stop.IMPORT)
        opened = None if stopped else connection(scope, app)
    compared: Mapping[Kind, Compared] = {}
    if stopped:
        report.notes.append(f"{stopped.words} Nothing was read.")
    elif opened:
        with opened:
            compared = take_in(context, opened, plan, watcher, report)
    if plan.into_truth:
        report.notes += wake_others(context)
    if app.restored_at is not None and not stopped:
        report.notes += compare_after_restore(context)
    _enter(context, "push", watcher)
    pushing.push(district, app, watcher, report, stop)
    finish(context, report, compared)


def take_in(
    context: Context, opened: Connection, plan: Plan, watcher: Watcher, report: Report
) -> dict[Kind, Compared]:
    """Pull, stage, and take what changed into the truth, or learn only the ids of a target."""
    kinds = reads_of(plan, opened.capabilities)
    collections = opened.source.collections(kinds)
    _enter(context, "pull", watcher)
    pull = Pull(
        district=context.district.id,
        run=context.under_way,
        source=fanned_out(opened.source, context),
        lanes=lanes_to(context.district, context.app, opened),
        now=context.now,
        progress=watcher.read,
    )
    read_all(pull, collections)
    with district_scope(context.district.id) as scope:
        readings = pages.readings(scope, context.under_way.id)
    report.read = {name: one.records for name, one in readings.items()}
    report.notes += [
        f"The list of {name} cannot be relied on: {one.note}."
        " What it does not show does not count as missing."
        for name, one in readings.items()
        if one.state == "incomplete" and one.pages and one.since is None
    ]
    _enter(context, "stage", watcher)
    compared = compare_all(context, collections)
    _enter(context, "store", watcher)
    owed = plan.into_truth and is_owed(context)
    for kind in Kind:
        if kind in kinds:
            take = absorb_changed if plan.into_truth else address_changed
            report.stored[kind.value] = take(context, kind, watcher)
            _count_so_far(context, report, kind)
    if owed:
        look_again(context, watcher, report)
    elif plan.into_truth:
        mark_taken_in(context)
        _remove(context, report)
    return compared


def _count_so_far(context: Context, report: Report, kind: Kind) -> None:
    """Let whoever watches see what became of a kind, where there was anything to take in."""
    if report.stored[kind.value] != Tally():
        with district_scope(context.district.id, repeatable=True) as scope:
            runs.hold(scope, context.under_way)
            runs.count(scope, context.under_way, report.counts())


def look_again(context: Context, watcher: Watcher, report: Report) -> None:
    """Take in everything once more that the app has said, by the rules of now; it is not asked."""
    _enter(context, "store", watcher)
    for kind, tally in take_in_again(context, watcher).items():
        if tally != Tally():
            report.stored.setdefault(kind.value, Tally()).add(tally)
    mark_taken_in(context)
    _remove(context, report)


def _enter(context: Context, step: str, watcher: Watcher) -> None:
    with district_scope(context.district.id) as scope:
        runs.enter_step(scope, context.under_way, step)
    watcher.step(step)


def _remove(context: Context, report: Report) -> None:
    """Children go before their parents, so that nobody is called hidden who is leaving."""
    with district_scope(context.district.id) as scope:
        stopped = suspension(scope, context.district, context.app, Stop.REMOVALS)
    if stopped:
        report.notes.append(f"{stopped.words} What is missing stays for now.")
        return
    threshold = Threshold(**context.app.settings.get("safety", {}))
    for kind in reversed(Kind):
        with district_scope(context.district.id) as scope:
            runs.hold(scope, context.under_way)
            tally = report.stored.get(kind.value)
            changed = tally.changed if tally else 0
            removed = remove(scope, context, kind, changed, threshold)
        if removed.retired or removed.held or removed.hidden:
            report.removed[kind.value] = {
                "retired": removed.retired,
                "held": removed.held,
                "hidden": removed.hidden,
            }


def finish(context: Context, report: Report, compared: Mapping[Kind, Compared]) -> None:
    """End a run, with what it counted."""
    with district_scope(context.district.id) as scope:
        if context.under_way.reach == "complete" and compared:
            for code in ("row.unreadable", "record.no_id"):
                issues.resolve_code(scope, context.app.id, code, context.under_way.id, context.now)
        held = absences.held(scope, context.app.id)
        noted = issues.noted_by(scope, context.under_way.id)
        trouble = noted or report.notes or any(one.refused for one in report.sent.values())
        state = "on hold" if held else ("done with issues" if trouble else "done")
        runs.count(scope, context.under_way, report.counts())
        report.state = runs.finish(scope, context.under_way, state).state
        # Not before: until a run has ended well, the one before it is what others compare with.
        whole = [one.collection for one in compared.values() if one.whole]
        if whole:
            pages.forget_old(scope, context.app.id, whole, context.under_way.id)
    log.info("run ended", run=context.under_way.id, app=context.app.key, state=report.state)


def fail(district: District, run: Run, problem: BaseException) -> None:
    """Write down what ended a run: it goes on later, was stopped, or needs somebody."""
    if isinstance(problem, (RetryLater, *DATABASE_AWAY)):
        state = "failed, retrying"
    elif isinstance(problem, KeyboardInterrupt):
        state = "stopped"
    else:
        state = "failed"
    words = {"message": "An unexpected fault.", "fix": "See the server's log.", "detail": ""}
    if isinstance(problem, HomeroomError):
        words = {"message": problem.message, "fix": problem.fix, "detail": problem.detail}
    elif isinstance(problem, KeyboardInterrupt):
        words = {"message": "Stopped by hand.", "fix": "Sync again.", "detail": ""}
    elif isinstance(problem, DATABASE_AWAY):
        words = {"message": "The database was away.", "fix": "The next sync goes on.", "detail": ""}
    else:
        log.error("run failed", run=run.id, exc_info=problem)
    if isinstance(problem, DATABASE_AWAY):
        # It may be another thread's connection that broke; ours would not know yet.
        connections.close_all()
    with district_scope(district.id) as scope:
        runs.finish(scope, run, state, words)
