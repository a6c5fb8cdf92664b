"""Compare app, hub and SIS cell by cell: what is missing, extra, different or never stored."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from django.db import connections
from msgspec import Struct

from homeroom.errors import NeedsDistrict
from homeroom.issues.catalogue import Issue
from homeroom.model.kinds import Kind
from homeroom.push.lanes.port import Port
from homeroom.push.reconcile import (
    CODES,
    ITEM_MISSING,
    Finding,
    compare_cells,
    compare_posted,
    compare_with_app,
    unqueued,
)
from homeroom.runs.deliver.ports import is_target, port_to
from homeroom.runs.rules.last_said import held_and_said
from homeroom.store import apps, deliveries, issues, links, reconciling
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.reconciling import Column
from homeroom.store.scope import Scope, district_scope

Progress = Callable[[int, int], None]  # line items compared so far, of how many


class Found(Struct, frozen=True):
    """One finding and the line item it belongs to."""

    column: Column
    finding: Finding


class Reconciliation(Struct, kw_only=True):
    """What a comparison looked at and found."""

    target: App
    line_items: int
    cells: int
    found: list[Found]

    def counts(self) -> dict[str, int]:
        """Return how often each code was found."""
        codes = [one.finding.code for one in self.found]
        return {code: codes.count(code) for code in CODES if code in codes}


def reconcile(
    district: District,
    key: str,
    *,
    class_id: str = "",
    progress: Progress = lambda done, of: None,
) -> Reconciliation:
    """Compare every delivered grade of a target, or of one class, with what the SIS shows now.

    Nothing is written at the SIS. What is found is an open issue until a later comparison of all
    classes no longer finds it. `class_id` is the hub's id, or any system's when it means one class.
    """
    with district_scope(district.id) as scope:
        target = target_of(apps.keyed(scope, key))
        hub_class = _class(scope, class_id) if class_id else None
    done = compare(district, target, hub_class, progress)
    with district_scope(district.id) as scope:
        keep(scope, target, done.found, everything=hub_class is None)
    return done


def compare(
    district: District, target: App, hub_class: str | None, progress: Progress
) -> Reconciliation:
    """Compare without keeping what is found: every delivered grade, or those of one class."""
    with port_to(district, target) as port:
        with district_scope(district.id) as scope:
            where = (target.id, port.space, hub_class)
            columns = reconciling.columns(scope, *where)
            columns += reconciling.posted_columns(scope, *where)
        cells, found = 0, []
        for done, (seen, some) in enumerate(_on_lanes(port, columns), 1):
            cells += seen
            found += some
            progress(done, len(columns))
    return Reconciliation(target=target, line_items=len(columns), cells=cells, found=found)


def target_of(app: App) -> App:
    """Return an app to which grades are delivered; NeedsDistrict for any other."""
    if not is_target(app):
        raise NeedsDistrict(
            f"No grades are delivered to {app.title}, so there is nothing to compare.",
            fix="Name the app of the SIS that grades go to: homeroom app list",
        )
    return app


def _class(scope: Scope, class_id: str) -> str:
    hub = links.find_hub_ids(scope, [(Kind.CLASS, class_id)]).get((Kind.CLASS, class_id))
    found = hub[0] if hub else links.find_anywhere(scope, Kind.CLASS, class_id)
    if found is None:
        raise NeedsDistrict(
            f"There is no class {class_id}, or several systems use this id for different classes.",
            fix="Name it by the SIS's id or the hub's.",
        )
    return found


def _on_lanes(port: Port, columns: Sequence[Column]) -> Iterator[tuple[int, list[Found]]]:
    """Yield how many cells each line item has and what was found in it, in their order."""

    def compare_apart(column: Column) -> tuple[int, list[Found]]:
        try:
            return _compare(port, column)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(port.lanes.width(), thread_name_prefix="lane") as pool:
        yield from pool.map(compare_apart, columns)


def _compare(port: Port, column: Column) -> tuple[int, list[Found]]:
    looked_at = datetime.now(UTC)
    with port.lanes.one():
        item = port.target.line_item(column.target_id, column.class_target_id)
        seen = port.target.results(column.target_id, column.class_target_id) if item else ()
    with district_scope(port.district.id) as scope:
        outbox = reconciling.outbox_of(scope, port.target_id, column.record_id)
        whose = reconciling.grades_of_apps(scope, column.record_id)
        if column.posted:
            sent = [one for one in outbox if one.sent.get("task") == column.target_id]
            found = compare_posted(sent, column.target_id, seen, looked_at)
            return len(sent), [Found(column, one) for one in found]
        row = deliveries.of_records(scope, port.target_id, Kind.LINE_ITEM, [column.record_id])
        held, said = held_and_said(scope, whose)
    settled = row[column.record_id].state == "delivered"
    found = unqueued(whose, outbox) + compare_with_app(held, said)
    if item is None and settled:
        standing = sum("id" in one.sent and one.state == "delivered" for one in outbox)
        facts = {"grades": standing}
        found.append(Finding(code=ITEM_MISSING, target_id=column.target_id, facts=facts))
    elif item is not None:
        found += compare_cells(outbox, seen, looked_at)
    return len({*whose, *(one.record_id for one in outbox)}), [Found(column, one) for one in found]


def keep(scope: Scope, target: App, found: Sequence[Found], *, everything: bool) -> None:
    """Open an issue for each finding; with `everything` compared, what is not found is over."""
    now = datetime.now(UTC)
    if everything:
        for code in CODES:
            issues.close_code(scope, target.id, code, now)
    cases = [
        Issue(
            code=one.finding.code,
            kind=Kind.RESULT.value,
            subject=one.finding.target_id or one.finding.record_id or one.column.target_id,
            facts={
                **one.finding.facts,
                "class": one.column.class_title,
                "line_item": one.column.title,
            },
        )
        for one in found
    ]
    issues.note(scope, target.id, None, cases, now)
