"""Mend what a comparison found, through the ordinary outbox and the ordinary way in."""

from collections import defaultdict
from collections.abc import Iterable

from homeroom.model.kinds import Kind
from homeroom.push.reconcile import (
    APP_DIFFERS,
    DIFFERENT,
    ITEM_MISSING,
    MISSING,
    NOT_QUEUED,
    NOT_STORED,
)
from homeroom.runs.contexts import context_of
from homeroom.runs.deliver.reconcile import Found, Reconciliation
from homeroom.runs.ingest.absorb import absorb
from homeroom.runs.ingest.facts import read_rows
from homeroom.runs.ingest.raws import fetch
from homeroom.runs.rules.last_said import last_said
from homeroom.store import apps, audit, deliveries, reconciling, runs
from homeroom.store.deliveries import Wanted
from homeroom.store.districts import District
from homeroom.store.scope import Scope, district_scope


def repair(district: District, done: Reconciliation, *, overwrite: bool, by: str) -> dict[str, int]:
    """Mend what can be mended and return how many findings of each code were.

    A grade that the SIS shows differently is sent over it only with `overwrite`. What a second hand
    put into a line item stays: nothing is deleted here.
    """
    codes = {NOT_QUEUED, NOT_STORED, MISSING, ITEM_MISSING} | ({DIFFERENT} if overwrite else set())
    mended: dict[str, int] = defaultdict(int)
    with district_scope(district.id) as scope:
        for one in done.found:
            if one.finding.code in codes:
                mended[one.finding.code] += _mend(scope, done.target.id, one)
    taken_in = _take_in(district, done.found, by)
    told = dict(mended) | ({APP_DIFFERS: taken_in} if taken_in else {})
    with district_scope(district.id) as scope:
        audit.note(scope, by, "reconcile.repair", done.target.key, told)
    return told


def _mend(scope: Scope, target_id: int, one: Found) -> int:
    """Send one grade, or one line item with its grades, again."""
    if one.finding.code == NOT_QUEUED:
        assert one.finding.record_id is not None
        app_id = reconciling.grades_of_apps(scope, one.column.record_id)[one.finding.record_id]
        wanted = [Wanted(target_id, Kind.RESULT, one.finding.record_id, app_id, "put")]
        return deliveries.want(scope, wanted)
    if one.finding.code == ITEM_MISSING:
        outbox = reconciling.outbox_of(scope, target_id, one.column.record_id)
        grades = [row.record_id for row in outbox if "id" in row.sent]
        reconciling.send_anew(scope, target_id, Kind.RESULT, grades)
        return reconciling.send_anew(scope, target_id, Kind.LINE_ITEM, [one.column.record_id])
    assert one.finding.record_id is not None
    return reconciling.send_anew(scope, target_id, Kind.RESULT, [one.finding.record_id])


def _take_in(district: District, found: Iterable[Found], by: str) -> int:
    """Take in again what apps said, where the hub holds something else."""
    by_app: dict[int, list[str]] = defaultdict(list)
    with district_scope(district.id) as scope:
        for one in found:
            if one.finding.code == APP_DIFFERS and one.finding.record_id is not None:
                whose = reconciling.grades_of_apps(scope, one.column.record_id)
                by_app[whose[one.finding.record_id]].append(one.finding.record_id)
    return sum(_absorb(district, app_id, hub_ids, by) for app_id, hub_ids in by_app.items())


def _absorb(district: District, app_id: int, hub_ids: list[str], by: str) -> int:
    with district_scope(district.id) as scope:
        app = apps.by_id(scope, app_id)
        # A run that is under way, or waits to be taken up again, takes in what the app says itself.
        run = None if runs.is_open(scope, app.id) else runs.start(scope, app.id, "delta", by)
    if run is None:
        return 0
    context = context_of(district, app, run)
    with district_scope(district.id) as scope:
        rows = [one.row for one in last_said(scope, app_id, hub_ids)]
        read = read_rows(context, Kind.RESULT, fetch(scope, rows))
        absorb(scope, context, Kind.RESULT, read)
        runs.finish(scope, run, "done")
    return len(rows)
