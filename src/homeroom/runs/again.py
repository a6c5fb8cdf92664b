"""Let changed mappings and other rules of intake take effect at once, and show it before."""

import threading
from collections.abc import Iterator

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.rules.document import Rules
from homeroom.runs import conductor
from homeroom.runs.contexts import context_in, context_of, speaks, wake_others
from homeroom.runs.heartbeat import beating
from homeroom.runs.remerge import remerged
from homeroom.runs.report import Report, Watcher
from homeroom.runs.rework import Effect
from homeroom.store import apps, runs, voices
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.scope import Scope, district_scope

CHUNK = 2_000


def preview(district: District, key: str, proposed: Rules | None = None) -> Iterator[Effect]:
    """Yield every stored record whose values would become others; nothing is written.

    `proposed` rules hold instead of the district's own. What an app newly brings is not in it.
    """
    for kind in Kind:
        after = ""
        while True:
            with district_scope(district.id) as scope:
                scope.by_key()
                app = _speaking(scope, key)
                ids = voices.of_app(scope, app.id, kind, after, CHUNK)
                if not ids:
                    break
                context = context_in(scope, district, app, None, proposed)
                batch = remerged(scope, context, kind, ids)
            for record_id, changes in batch.changes.items():
                yield Effect(kind, record_id, tuple(changes))
            after = ids[-1]


def apply_intake(district: District, key: str, watcher: Watcher, by: str) -> Report:
    """Take everything that an app has said in again, without asking it; removals may be held.

    Broken off, it is done again from the start by the next sync.
    """
    with district_scope(district.id) as scope:
        app = _speaking(scope, key)
        # A run that broke off is taken up by a sync, which looks again as well.
        run = None if runs.is_open(scope, app.id) else runs.start(scope, app.id, "delta", by)
    if run is None:
        raise conductor.UnderWay(
            f"A run of {app.title} is under way, or is to be taken up again.",
            fix=f"Let it end; the next sync does this as well: homeroom sync {app.key}",
        )
    report = Report(run_id=run.id, state="running")
    try:
        with beating(district.id, run, threading.Event()):
            context = context_of(district, app, run)
            conductor.look_again(context, watcher, report)
            report.notes += wake_others(context)
            conductor.finish(context, report, {})
    except BaseException as problem:
        conductor.fail(district, run, problem)
        raise
    return report


def _speaking(scope: Scope, key: str) -> App:
    app = apps.keyed(scope, key)
    if not speaks(app):
        raise NeedsDistrict(
            f"What {app.title} shows does not become part of the hub's records.",
            fix="Mappings and filters are for apps in Import or 2-way mode that are active.",
        )
    return app
