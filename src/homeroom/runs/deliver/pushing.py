"""The last step of a run: deliver what is due, to every target of the district."""

import threading

from homeroom.errors import HomeroomError
from homeroom.push.lanes.deliver import Sent
from homeroom.runs.deliver.delivering import deliver
from homeroom.runs.deliver.ports import delivers_now, takes
from homeroom.runs.report import Report, Watcher
from homeroom.store import apps, counting, deliveries, parked, seeding
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.scope import district_scope


def push(
    district: District, app: App, watcher: Watcher, report: Report, stop: threading.Event
) -> None:
    """Deliver to every target for which something is due; one that fails does not stop a run."""
    with district_scope(district.id) as scope:
        targets = [one for one in apps.every(scope) if delivers_now(one)]
        for one in targets:
            if one.seeded_at is None:
                seeding.seed(scope, one.id, takes(one))
            parked.check_again(scope, one.id)
        due = set(deliveries.due_targets(scope))
    for one in targets:
        if one.id in due:
            _push_to(district, one, watcher, report, stop)
    with district_scope(district.id) as scope:
        lacking = {one.key: counting.line_items(scope, one.id) for one in targets}
    report.not_counting = {key: many for key, many in lacking.items() if many}


def _push_to(
    district: District, target: App, watcher: Watcher, report: Report, stop: threading.Event
) -> None:
    def progress(sent: Sent) -> None:
        report.sent[target.key] = sent
        watcher.sent(target.key, sent)

    try:
        progress(deliver(district, target, stop, progress))
    except HomeroomError as problem:
        report.notes.append(f"Deliveries to {target.title} wait: {problem}")
