"""A preview of each upload: what a reading would change is seen first, and only that is written."""

from collections.abc import Mapping
from concurrent.futures import Executor

import psycopg
from msgspec import structs

from homeroom.errors import RetryLater
from homeroom.model.kinds import COLLECTIONS, Kind
from homeroom.runs.ahead.foreseen import foreseen
from homeroom.runs.context import Context
from homeroom.runs.ingest.batch import Batch
from homeroom.runs.ingest.safety import HOLD_ALL
from homeroom.runs.ingest.taking_in import absorb_kinds, enter, note_readings, remove_gone, store_in
from homeroom.runs.report import Foresight, Report, Watcher
from homeroom.runs.rules.intake import mark_taken_in
from homeroom.runs.threads import connected_thread
from homeroom.stage.compare import Compared
from homeroom.store import absences, asking, pages, previewed, runs, staged
from homeroom.store.held_rows import held_rows
from homeroom.store.previewed import Foreseen
from homeroom.store.scope import Scope, district_scope, looking_scope
from homeroom.store.titles import titles

ROWS_AT_ONCE = 5_000
EVERY = frozenset(Kind)
CHANGED_MEANWHILE = (
    "Some rows lead to something else by now than was approved: other sources or the rules have"
    " changed. They wait for you anew; everything else is taken in."
)


def look_before(context: Context, watcher: Watcher, report: Report) -> bool:
    """Find out what the staged rows would change; say whether a person has to look at that.

    Where nothing would change, what was read is only noted.
    """
    return _foresee(context, watcher, report) or carry_out(context, watcher, report)


def carry_out(context: Context, watcher: Watcher, report: Report) -> bool:
    """Take in what a person has seen and approved, and nothing else; say whether some waits anew.

    It goes on where it broke off: what is taken in leaves the list in the same transaction.
    """
    signed = structs.replace(context, signed=True)
    if not report.read:
        note_readings(context, report)
    _list_again(context)
    enter(context, "store", watcher)
    absorb_kinds(signed, EVERY, watcher, report)
    if _seen_by(context) == context.intake.mark:
        mark_taken_in(context)
    stay = context.under_way.approved == runs.WITHOUT_REMOVALS
    with district_scope(context.district.id) as scope:
        runs.hold(scope, context.under_way)
        previewed.decide_gone(scope, context.app.id, stay=stay)
    # What was not seen waits in any case.
    remove_gone(signed, report, HOLD_ALL)
    with district_scope(context.district.id) as scope:
        runs.hold(scope, context.under_way)
        rest = previewed.rest(scope, context.app.id)
    if not rest:
        return False
    report.notes.append(CHANGED_MEANWHILE)
    _list_again(context)
    return look_before(context, watcher, report)


def read_by(context: Context) -> Mapping[Kind, Compared]:
    """Return which collections a run has read whole, some time before."""
    with district_scope(context.district.id) as scope:
        readings = pages.readings(scope, context.under_way.id)
    whole = {
        name for name, one in readings.items() if one.state == "complete" and one.since is None
    }
    return {
        kind: Compared(name, name in whole, 0, [], [])
        for kind, name in COLLECTIONS.items()
        if name in readings
    }


def _list_again(context: Context) -> None:
    with district_scope(context.district.id) as scope:
        runs.hold(scope, context.under_way)
        staged.open_list(scope)
        previewed.list_again(scope, context.app.id)
        staged.settle(scope)


def _seen_by(context: Context) -> str:
    """Return the mark of the rules by which the rows were seen."""
    with district_scope(context.district.id) as scope:
        run = runs.by_id(scope, context.under_way.id)
    assert run is not None
    return str((run.counts.get("preview") or {}).get("intake", ""))


def _foresee(context: Context, watcher: Watcher, report: Report) -> bool:
    """Take in what is staged, write down what that leads to, and take it back."""
    enter(context, "store", watcher)
    try:
        follow = _rehearsed(context, watcher)
    except (psycopg.errors.UniqueViolation, psycopg.errors.DeadlockDetected) as problem:
        raise RetryLater(
            "Something else was taken in at the same moment.", fix="It is tried again by itself."
        ) from problem
    with district_scope(context.district.id) as scope:
        runs.hold(scope, context.under_way)
        report.preview = Foresight(
            kinds=previewed.counted(scope, context.app.id),
            to_follow={key: many for key, many in follow.items() if many > 0},
            intake=context.intake.mark,
        )
        runs.count(scope, context.under_way, report.counts())
    return bool(report.preview.kinds)


def _rehearsed(context: Context, watcher: Watcher) -> dict[str, int]:
    """Write down what each row leads to; return how many deliveries would follow, by target."""
    trial = Report(run_id=context.under_way.id, state="running")
    with connected_thread("writer") as thread:
        witness = _Witness(context, thread)
        witness.begin()
        with looking_scope(context.district.id) as scope:
            before = asking.waiting_of(scope, context.app.id)
            looking = structs.replace(context, onlooker=witness.see)
            store_in(looking, EVERY, watcher, trial, HOLD_ALL)
            for kind in Kind:
                witness.see_gone(scope, kind)
            # Carried out as well, to see what of it would go to a SIS.
            absences.approve_held(scope, context.app.id)
            remove_gone(looking, trial, HOLD_ALL)
            after = asking.waiting_of(scope, context.app.id)
    return {key: many - before.get(key, 0) for key, many in after.items()}


class _Witness:
    """Writes down what chunks lead to, by a connection of its own: theirs takes everything back."""

    def __init__(self, context: Context, thread: Executor) -> None:
        self._context, self._thread = context, thread

    def begin(self) -> None:
        """Forget what the rows had led to when they were looked at before."""
        with district_scope(self._context.district.id) as scope:
            runs.hold(scope, self._context.under_way)
            previewed.begin(scope, self._context.app.id)

    def see(self, batch: Batch) -> None:
        """Write down one chunk."""
        rows = foreseen(batch)
        made = [one.record_id for one in rows if one.effect == previewed.NEW and one.record_id]
        with district_scope(self._context.district.id) as scope:
            named = titles(scope, batch.kind, made)
        told = [
            structs.replace(one, title=named.get(one.record_id or "", "") or "") for one in rows
        ]
        if told:
            self._thread.submit(self._note, batch.kind, told).result()

    def see_gone(self, scope: Scope, kind: Kind) -> None:
        """Write down which records of a kind would be retired."""
        after = ""
        while some := held_rows(scope, self._context.app.id, kind, after, ROWS_AT_ONCE):
            gone = {one.source_id: one.record_id for one in some}
            self._thread.submit(self._note_gone, kind, gone).result()
            after = some[-1].source_id

    def _note(self, kind: Kind, rows: list[Foreseen]) -> None:
        with district_scope(self._context.district.id, repeatable=True) as scope:
            runs.check_ours(scope, self._context.under_way)
            previewed.note(scope, *self._of(kind), rows)

    def _note_gone(self, kind: Kind, gone: dict[str, str | None]) -> None:
        with district_scope(self._context.district.id, repeatable=True) as scope:
            runs.check_ours(scope, self._context.under_way)
            previewed.note_gone(scope, *self._of(kind), gone)

    def _of(self, kind: Kind) -> tuple[int, int, Kind]:
        return self._context.app.id, self._context.under_way.id, kind
