"""What happens in the demo: a roster arrives, grades come in, and go into the gradebook."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from msgspec import Struct

from homeroom.demo.campus import Campus
from homeroom.demo.compare import Comparison, compare
from homeroom.demo.export import cut_short
from homeroom.demo.place import export_path
from homeroom.demo.quizzly import HandedIn, Quizzly, delivered, let_in, wait_until_out
from homeroom.issues.catalogue import tell
from homeroom.runs.conductor import sync
from homeroom.runs.report import Report, Watcher
from homeroom.runs.setup import activation
from homeroom.runs.setup.activation import Wish
from homeroom.store import absences, apps, deliveries, districts
from homeroom.store.districts import District
from homeroom.store.scope import district_scope

CAMPUS = "infinite-campus"
MATHLY = "mathly"
ACTOR, OPERATOR = "demo", "demo operator"
_FIRST = {
    CAMPUS: "Infinite Campus: read the roster and the gradebook",
    MATHLY: "Mathly, a learning app: read its grades and deliver them into Infinite Campus",
}
_CALLS = "Quizzly, another one, calls the hub: it reads classes, and writes its grades by itself"
_AGAIN = "All of them once more: nothing has changed, so nothing is sent"
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


class ByApi(Struct, frozen=True):
    """What an app wrote by itself, how many of its grades stand in the SIS, and how soon."""

    app: HandedIn
    delivered: int
    seconds: float


class Outcome(Struct, kw_only=True):
    """What the demo did, in figures."""

    api: str
    read: dict[str, int]
    delivered: dict[str, int]
    by_api: ByApi
    refused: list[Refused]
    second_changes: int
    second_requests: int
    cut_run: str
    waiting_removals: int
    teacher_view: Comparison
    seconds: float


class Cast(Struct, frozen=True):
    """Who plays: a district, its SIS, and an app that calls; the app with the export is a file."""

    district: District
    campus: Campus
    quizzly: Quizzly


def set_up(campus: Campus) -> Cast:
    """Make the district and activate its apps, as an admin and an operator would."""
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
                activation.approve(scope, app, OPERATOR)
        quizzly = let_in(scope, campus, ACTOR, OPERATOR)
    return Cast(district, campus, quizzly)


def begin(cast: Cast, watch: Watch) -> dict[str, int]:
    """Sync the SIS and Mathly; return how many records were read.

    `watch` opens a watcher for each part of the story.
    """
    read: dict[str, int] = {}
    for key, words in _FIRST.items():
        with watch(words) as watcher:
            report = _sync(cast.district, key, watcher)
        for collection, records in report.read.items():
            read[collection] = read.get(collection, 0) + records
    return read


def go_on(cast: Cast, hub: str, read: dict[str, int], watch: Watch) -> Outcome:
    """Let Quizzly call the hub, everybody again, and Mathly's export once more, cut short; then
    compare what was delivered with what the teacher sees.
    """
    district, campus = cast.district, cast.campus
    with watch(_CALLS):
        handed_in = cast.quizzly.hand_in(hub)
        seconds = wait_until_out(district)
    writes = campus.writes()
    with watch(_AGAIN) as watcher:
        second = [_sync(district, key, watcher) for key in _FIRST]
        cast.quizzly.hand_in(hub)
        wait_until_out(district)
    sent_again = campus.writes() - writes
    cut_short(export_path())
    with watch(_CUT) as watcher:
        cut = [_sync(district, MATHLY, watcher) for _ in range(_READINGS)][-1]
    return Outcome(
        api=campus.api,
        read=read,
        delivered=_delivered(district),
        by_api=ByApi(handed_in, delivered(district), round(seconds, 1)),
        refused=_refused(district),
        second_changes=sum(report.changes for report in second),
        second_requests=sent_again,
        cut_run=cut.state,
        waiting_removals=_waiting_removals(district),
        teacher_view=compare(district, campus),
        seconds=0.0,
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
