"""Let changed mappings and other rules of intake take effect at once, and show it before."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime

from msgspec import Struct

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.rules.document import Rules
from homeroom.rules.entities import PEOPLE, kind_of
from homeroom.rules.intake import intake_of
from homeroom.runs import conductor
from homeroom.runs.contexts import context_in, context_of, speaks, wake_others
from homeroom.runs.heartbeat import beating
from homeroom.runs.ingest.facts import read_rows
from homeroom.runs.ingest.raws import fetch
from homeroom.runs.ingest.taking_in import look_again
from homeroom.runs.report import Report, Watcher
from homeroom.runs.rules.entities import check_offered, person
from homeroom.runs.rules.remerge import remerged
from homeroom.runs.rules.rework import Effect
from homeroom.store import apps, places, rules, runs, voices
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.scope import Scope, district_scope

CHUNK = 2_000
A_FEW = 20


class Passing(Struct, frozen=True):
    """How many staged rows of an entity there are, how many stay out, and some of these."""

    rows: int
    left_out: int
    examples: tuple[str, ...]


def preview(district: District, key: str, proposed: Rules | None = None) -> Iterator[Effect]:
    """Yield every stored record whose values would become others; nothing is written.

    `proposed` rules hold instead of the district's own. What an app newly brings is not in it.
    """
    for kind in Kind:
        after = ""
        while True:
            with district_scope(district.id) as scope:
                scope.by_key()
                context = context_in(scope, district, _speaking(scope, key), None, proposed)
                rows = voices.of_app(scope, context.app.id, context.space, kind, after, CHUNK)
                batch = remerged(scope, context, kind, [hub for _, hub in rows if hub])
            if not rows:
                break
            for record_id, changes in batch.changes.items():
                yield Effect(kind, record_id, tuple(changes))
            after = rows[-1][0]


def passing(district: District, key: str, entity: str, proposed: Rules | None = None) -> Passing:
    """Count the staged rows of an entity that their own filters and schools leave out.

    `proposed` rules hold instead of the district's own.
    """
    kind = kind_of(entity)
    rows, out, some, after = 0, 0, list[str](), (-1, -1)
    while True:
        with district_scope(district.id) as scope:
            app = _speaking(scope, key)
            check_offered(app, entity)
            chunk = places.in_spool(scope, app.id, kind, after, CHUNK)
            if not chunk:
                return Passing(rows, out, tuple(some))
            context = context_in(scope, district, app, None, proposed)
            read = read_rows(context, kind, fetch(scope, chunk))
        after = (chunk[-1].page_id, chunk[-1].place)
        meant = [one for _, one in read if entity not in PEOPLE or person(one) == entity]
        left = [one.source_id for one in meant if one.verdict]
        rows, out, some = rows + len(meant), out + len(left), [*some, *left][:A_FEW]


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
            look_again(context, watcher, report)
            report.notes += wake_others(context)
            conductor.finish(context, report, {})
    except BaseException as problem:
        conductor.fail(district, run, problem)
        raise
    return report


def is_applied(scope: Scope, district: District, app: App) -> bool:
    """Say whether all records of an app were taken in by the rules of now."""
    today = datetime.now(UTC).astimezone(district.zone).date()
    held = rules.current(scope).rules
    return app.intake == intake_of(held, app.key, today, app.role).mark


def _speaking(scope: Scope, key: str) -> App:
    app = apps.keyed(scope, key)
    if not speaks(app):
        raise NeedsDistrict(
            f"What {app.title} shows does not become part of the hub's records.",
            fix="Mappings and filters are for apps in Import or 2-way mode that are active.",
        )
    return app
