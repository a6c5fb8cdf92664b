"""One sync of one app, from pull to store to push; it can be killed anywhere and taken up again."""

import threading
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import psycopg
import structlog
from django.db import InterfaceError, OperationalError, connections

from homeroom.connectors.base import Change
from homeroom.errors import HomeroomError, NeedsDistrict, RetryLater
from homeroom.model.kinds import Kind
from homeroom.rules.year import Stop
from homeroom.runs.ahead import previewing
from homeroom.runs.care.endings import keep_certificates
from homeroom.runs.context import Context
from homeroom.runs.contexts import context_of, wake_others
from homeroom.runs.deliver import pushing
from homeroom.runs.deliver.restored import compare_after_restore
from homeroom.runs.heartbeat import beating
from homeroom.runs.ingest.memory import collect_rarely
from homeroom.runs.ingest.taking_in import enter, read_in, take_in
from homeroom.runs.report import Report, Watcher
from homeroom.runs.rules.rework import apply_rules
from homeroom.runs.setup import uploads
from homeroom.runs.setup.connecting import connection, connector_of
from homeroom.runs.setup.modes import plan_of
from homeroom.runs.year.suspending import suspension
from homeroom.stage.compare import Compared
from homeroom.store import absences, apps, issues, pages, previewed, runs
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
        opened = None if stopped or run.approved else connection(scope, app)
    compared: Mapping[Kind, Compared] = {}
    waits = False
    if run.approved:
        waits = previewing.carry_out(context, watcher, report)
        compared = previewing.read_by(context)
    elif stopped:
        report.notes.append(f"{stopped.words} Nothing was read.")
    elif opened:
        with opened:
            if uploads.is_previewed(app):
                compared = read_in(context, opened, plan, watcher, report)
                waits = previewing.look_before(context, watcher, report)
            else:
                compared = take_in(context, opened, plan, watcher, report)
            keep_certificates(district, app, opened.certificates)
    if waits:
        _await(context, report)
        return
    if plan.into_truth:
        report.notes += wake_others(context)
        apply_rules(district)  # which may have changed since the run began
    if app.restored_at is not None and not stopped:
        report.notes += compare_after_restore(context)
    enter(context, "push", watcher)
    pushing.push(district, app, watcher, report, stop)
    finish(context, report, compared)


def _await(context: Context, report: Report) -> None:
    """Put a run aside until a person has looked at what it would change."""
    with district_scope(context.district.id) as scope:
        runs.count(scope, context.under_way, report.counts())
        report.state = runs.finish(scope, context.under_way, runs.PREVIEWED).state
    log.info("run waits for a person", run=context.under_way.id, app=context.app.key)


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
        whole = {kind: one.collection for kind, one in compared.items() if one.whole}
        if whole:
            previewed.looked_again(scope, context.app.id, context.under_way.id, list(whole))
            names = list(whole.values())
            pages.forget_old(scope, context.app.id, names, context.under_way.id)
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
