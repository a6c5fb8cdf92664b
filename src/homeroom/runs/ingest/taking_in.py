"""Take what was read into the truth: pull, stage, each kind in its order, and what is gone."""

from collections.abc import Set

from homeroom.connectors.base import Connection
from homeroom.model.kinds import Kind
from homeroom.pull.read import Pull, read_all
from homeroom.rules.year import Stop
from homeroom.runs.context import Context
from homeroom.runs.deliver.ports import lanes_to
from homeroom.runs.ingest.absorbing import absorb_changed, busy_kinds, compare_all
from homeroom.runs.ingest.addressing import address_changed
from homeroom.runs.ingest.batch import Tally
from homeroom.runs.ingest.fan_out import fanned_out
from homeroom.runs.ingest.removal import remove
from homeroom.runs.ingest.safety import Threshold
from homeroom.runs.report import Report, Watcher
from homeroom.runs.rules.intake import is_owed, mark_taken_in, take_in_again
from homeroom.runs.setup.modes import Plan, reads_of
from homeroom.runs.year.suspending import suspension
from homeroom.stage.compare import Compared
from homeroom.store import absences, asking, pages, runs
from homeroom.store.scope import district_scope


def take_in(
    context: Context, opened: Connection, plan: Plan, watcher: Watcher, report: Report
) -> dict[Kind, Compared]:
    """Pull, stage, and take what changed into the truth, or learn only the ids of a target."""
    compared = read_in(context, opened, plan, watcher, report)
    kinds = reads_of(plan, opened.capabilities)
    if plan.into_truth:
        store_in(context, kinds, watcher, report)
    else:
        learn_ids(context, kinds, watcher, report)
    return compared


def read_in(
    context: Context, opened: Connection, plan: Plan, watcher: Watcher, report: Report
) -> dict[Kind, Compared]:
    """Pull and stage: find what differs from what the source said before."""
    kinds = reads_of(plan, opened.capabilities)
    collections = opened.source.collections(kinds)
    enter(context, "pull", watcher)
    pull = Pull(
        district=context.district.id,
        run=context.under_way,
        source=fanned_out(opened.source, context),
        lanes=lanes_to(context.district, context.app, opened),
        now=context.now,
        progress=watcher.read,
    )
    read_all(pull, collections)
    note_readings(context, report)
    enter(context, "stage", watcher)
    with district_scope(context.district.id) as scope:
        context.hold(scope)
        asking.give_way(scope, context.app.id, context.under_way.id)
    return compare_all(context, collections)


def note_readings(context: Context, report: Report) -> None:
    """Report how much was read, and which lists cannot be relied on."""
    with district_scope(context.district.id) as scope:
        readings = pages.readings(scope, context.under_way.id)
    report.read = {name: one.records for name, one in readings.items()}
    report.notes += [
        f"The list of {name} cannot be relied on: {one.note}."
        " What it does not show does not count as missing."
        for name, one in readings.items()
        if one.state == "incomplete" and one.pages and one.since is None
    ]


def store_in(
    context: Context,
    kinds: Set[Kind],
    watcher: Watcher,
    report: Report,
    threshold: Threshold | None = None,
) -> None:
    """Take what is staged into the truth, kind by kind, and retire what is gone."""
    enter(context, "store", watcher)
    owed = is_owed(context)
    absorb_kinds(context, kinds, watcher, report)
    if owed:
        _absorb_again(context, watcher, report)
    mark_taken_in(context)
    remove_gone(context, report, threshold)


def learn_ids(context: Context, kinds: Set[Kind], watcher: Watcher, report: Report) -> None:
    """Learn the ids by which a target is addressed; nothing it shows becomes a record."""
    enter(context, "store", watcher)
    for kind in Kind:
        if kind in kinds:
            report.stored[kind.value] = address_changed(context, kind, watcher)
            _count_so_far(context, report, kind)


def absorb_kinds(context: Context, kinds: Set[Kind], watcher: Watcher, report: Report) -> None:
    """Take the staged rows in, parents before their children.

    Mostly nothing has changed of most kinds; what a kind leads to may be rows of those after it.
    """
    busy = busy_kinds(context)
    for kind in Kind:
        if kind in busy and kind in kinds:
            report.stored[kind.value] = absorb_changed(context, kind, watcher)
            _count_so_far(context, report, kind)
            busy = busy_kinds(context)
        elif kind in kinds:
            report.stored[kind.value] = Tally()
            watcher.stored(kind, Tally())


def _count_so_far(context: Context, report: Report, kind: Kind) -> None:
    """Let whoever watches see what became of a kind, where there was anything to take in."""
    if report.stored[kind.value] != Tally() and not context.onlooker:
        with district_scope(context.district.id, repeatable=True) as scope:
            runs.hold(scope, context.under_way)
            runs.count(scope, context.under_way, report.counts())


def look_again(context: Context, watcher: Watcher, report: Report) -> None:
    """Take in everything once more that the app has said, by the rules of now; it is not asked."""
    enter(context, "store", watcher)
    _absorb_again(context, watcher, report)
    mark_taken_in(context)
    remove_gone(context, report)


def _absorb_again(context: Context, watcher: Watcher, report: Report) -> None:
    for kind, tally in take_in_again(context, watcher).items():
        if tally != Tally():
            report.stored.setdefault(kind.value, Tally()).add(tally)


def enter(context: Context, step: str, watcher: Watcher) -> None:
    """Begin a step of the run."""
    if not context.onlooker:
        with district_scope(context.district.id) as scope:
            runs.enter_step(scope, context.under_way, step)
    watcher.step(step)


def remove_gone(context: Context, report: Report, threshold: Threshold | None = None) -> None:
    """Retire what is gone, by the app's threshold or another one.

    Children go before their parents, so that nobody is called hidden who is leaving.
    """
    with district_scope(context.district.id) as scope:
        stopped = suspension(scope, context.district, context.app, Stop.REMOVALS)
        gone = absences.kinds_gone(scope, context.app.id)
    if stopped:
        report.notes.append(f"{stopped.words} What is missing stays for now.")
        return
    threshold = threshold or Threshold(**context.app.settings.get("safety", {}))
    for kind in reversed(Kind):
        # At people we look in any case: who is shown again is hidden no more.
        if kind not in gone and kind is not Kind.USER:
            continue
        with district_scope(context.district.id) as scope:
            context.hold(scope)
            tally = report.stored.get(kind.value)
            changed = tally.changed if tally else 0
            removed = remove(scope, context, kind, changed, threshold)
        if removed.retired or removed.held or removed.hidden:
            report.removed[kind.value] = {
                "retired": removed.retired,
                "held": removed.held,
                "hidden": removed.hidden,
            }
