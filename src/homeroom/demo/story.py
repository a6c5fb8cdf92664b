"""What happens in the demo: a roster arrives, grades come in, and go into the gradebook."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager

from msgspec import Struct

from homeroom.demo.campus import Campus
from homeroom.demo.compare import Comparison, compare
from homeroom.demo.export import cut_short
from homeroom.demo.place import export_path
from homeroom.issues.catalogue import tell
from homeroom.runs import activation
from homeroom.runs.activation import Wish
from homeroom.runs.conductor import sync
from homeroom.runs.report import Report, Watcher
from homeroom.store import absences, apps, deliveries, districts
from homeroom.store.districts import District
from homeroom.store.scope import district_scope

CAMPUS = "infinite-campus"
MATHLY = "mathly"
ACTOR = "demo"
_FIRST = {
    CAMPUS: "Infinite Campus: read the roster and the gradebook",
    MATHLY: "Mathly, a learning app: read its grades and deliver them into Infinite Campus",
}
_AGAIN = "Both once more: nothing has changed, so nothing is sent"
_CUT = "Mathly, after its export broke off: the grades that are missing wait for a person"
# What is missing once may come back; only what two complete readings lack is to be taken away.
_READINGS = 2
Watch = Callable[[str], AbstractContextManager[Watcher]]
_KEPT_BACK = ("refused", "held", "conflict")


class Refused(Struct, frozen=True):
    """Grades that were not sent for one reason, with an example of its words."""

    code: str
    count: int
    words: str
    fix: str


class Outcome(Struct, kw_only=True):
    """What the demo did, in figures."""

    api: str
    read: dict[str, int]
    delivered: dict[str, int]
    refused: list[Refused]
    second_changes: int
    second_requests: int
    cut_run: str
    waiting_removals: int
    teacher_view: Comparison
    seconds: float


def set_up(campus: Campus) -> District:
    """Make the district and activate both apps, as an admin and an operator would."""
    zone = str(campus.ready["time_zone"])
    district = districts.create("riverbend", "Riverbend Schools (pretend)", zone)
    campus.fetch_export(export_path())
    wishes = (
        Wish(
            connector="infinite_campus",
            key=CAMPUS,
            title="Infinite Campus",
            mode="2-way",
            grade_sync=True,
            delivery=campus.delivery_config(),
        ),
        Wish(
            connector="oneroster_csv",
            key=MATHLY,
            title="Mathly",
            mode="import",
            grade_sync=True,
            role="learning",
            delivery={"path": str(export_path()), "ids_of": CAMPUS},
        ),
    )
    with district_scope(district.id) as scope:
        for wish in wishes:
            app = activation.activate(scope, wish, ACTOR)
            if app.state == "requested":
                activation.approve(scope, app, "demo operator")
    return district


def play(district: District, campus: Campus, watch: Watch) -> Outcome:
    """Sync both apps, twice, and Mathly's export once more, cut short; then compare what was
    delivered with what the teacher sees.

    `watch` opens a watcher for each part of the story.
    """
    began = time.monotonic()
    first = []
    for key, words in _FIRST.items():
        with watch(words) as watcher:
            first.append(_sync(district, key, watcher))
    writes = campus.writes()
    with watch(_AGAIN) as watcher:
        second = [_sync(district, key, watcher) for key in _FIRST]
    sent_again = campus.writes() - writes
    cut_short(export_path())
    with watch(_CUT) as watcher:
        cut = [_sync(district, MATHLY, watcher) for _ in range(_READINGS)][-1]
    read: dict[str, int] = {}
    for report in first:
        for collection, records in report.read.items():
            read[collection] = read.get(collection, 0) + records
    return Outcome(
        api=campus.api,
        read=read,
        delivered=_delivered(district),
        refused=_refused(district),
        second_changes=sum(report.changes for report in second),
        second_requests=sent_again,
        cut_run=cut.state,
        waiting_removals=_waiting_removals(district),
        teacher_view=compare(district, campus),
        seconds=round(time.monotonic() - began, 1),
    )


def _sync(district: District, key: str, watcher: Watcher) -> Report:
    return sync(district, key, watcher, started_by=ACTOR, reach="complete")


def _delivered(district: District) -> dict[str, int]:
    with district_scope(district.id) as scope:
        rows = deliveries.counted(scope, None)
    return {f"{kind}s": count for kind, state, _, count in rows if state == "delivered"}


def _waiting_removals(district: District) -> int:
    with district_scope(district.id) as scope:
        return sum(absences.held(scope, apps.keyed(scope, MATHLY).id).values())


def _refused(district: District) -> list[Refused]:
    with district_scope(district.id) as scope:
        rows = deliveries.listed(scope, None, _KEPT_BACK, 10_000)
    found: dict[str, Refused] = {}
    for row in rows:
        assert row.code is not None
        told = tell(row.code, row.facts)
        before = found.get(row.code)
        count = before.count + 1 if before else 1
        found[row.code] = Refused(row.code, count, told.words, told.fix)
    return sorted(found.values(), key=lambda one: one.code)
