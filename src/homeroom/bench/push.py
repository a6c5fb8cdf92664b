"""How fast grades go out: to a slow target, to a fast one, and when all are there already."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from msgspec import Struct

from homeroom import settings
from homeroom.bench.district import ITEMS, STUDENTS, Size
from homeroom.bench.export import write_export
from homeroom.bench.fill import call_delivered
from homeroom.bench.servers import Server, static_source, taking_target
from homeroom.errors import NeedsDeveloper
from homeroom.push.lanes.deliver import deliver_due
from homeroom.runs.conductor import sync
from homeroom.runs.deliver.ports import port_to
from homeroom.runs.deliver.pushing import push
from homeroom.runs.report import Report, Silent
from homeroom.runs.setup import activation
from homeroom.runs.setup.activation import Wish
from homeroom.store import apps, districts
from homeroom.store.districts import District
from homeroom.store.scope import district_scope

SIS, APP, SOURCE = "taking", "practice", "static"
LANES = 5
SLOW = 0.1  # seconds until a slow target answers
PAGE_SIZE = 5_000
Tell = Callable[[str], None]
Make = Callable[[], None]


class Work(Struct, frozen=True):
    """What delivering the grades of a district of this size takes at the least.

    *Needed* is what the safety of a grade asks for. A category: a look for one of the same title,
    and a write. A line item: a look for its id before the first write, the write, and a look at
    what became of it; and once for each class a look at its categories. A grade: a write of its
    own, and a share in two looks at its line item, which tell about all of its grades: one before
    the first write of them, one after the last.

    *Possible* is what a client can reach that does no more than that on so many lanes: each answer
    takes so many seconds, the next request leaves at once, and nothing is waited for but parents.
    """

    size: Size

    @property
    def stages(self) -> tuple[int, int, int]:
        """Return the requests for the category, for line items, for grades: in this order."""
        items = self.size.classes * ITEMS
        columns = -(-self.size.results // STUDENTS)
        # The look for the category's title is the look at the first class's categories.
        return 2, self.size.classes - 1 + 3 * items, 2 * columns + self.size.results

    @property
    def needed(self) -> int:
        """Return how many requests are needed."""
        return sum(self.stages)

    def seconds(self, answer: float, lanes: int) -> float:
        """Return the time that is possible; the two requests for the category go one by one."""
        category, items, grades = self.stages
        return answer * (category + -(-items // lanes) + -(-grades // lanes))


def bench_push(grades: int, delivered: int, runs: int, make: Make, tell: Tell) -> dict[str, Any]:
    """Return the figures of delivering so many grades, and of `delivered` that are there already.

    `make` makes the database anew. `share_of_possible`: the seconds that are possible (see Work)
    of those that it took.
    """
    figures: dict[str, Any] = {}
    work = Work(Size(max(grades * 2 // 5, 1)))
    slow = [_deliver(work.size, SLOW, make) for _ in range(runs)]
    possible = work.seconds(SLOW, LANES)
    figures["slow_target"] = {
        "grades": work.size.results,
        "requests": slow[0]["requests"],
        "needed": work.needed,
        "possible_seconds": round(possible, 2),
        "seconds": round(median(one["seconds"] for one in slow), 2),
        "share_of_possible": round(median(possible / one["seconds"] for one in slow), 3),
    }
    tell(f"slow_target: {figures['slow_target']['share_of_possible']} of what its lanes could do")
    fast = [_deliver(Size(grades), 0.0, make) for _ in range(runs)]
    figures["fast_target"] = {
        "grades": grades,
        "seconds": round(median(one["seconds"] for one in fast), 2),
        "cpu_seconds": round(median(one["cpu_seconds"] for one in fast), 2),
        "per_s": round(median(grades / one["seconds"] for one in fast)),
        "requests_per_s": round(median(one["requests"] / one["seconds"] for one in fast)),
    }
    tell(f"fast_target: {figures['fast_target']['per_s']} grades/s")
    figures["unchanged"] = _unchanged(delivered, runs, make)
    tell(f"unchanged: {figures['unchanged']['seconds']} s for {delivered:,} grades")
    return figures


def _deliver(size: Size, delay: float, make: Make) -> dict[str, float]:
    """Deliver grades to a target that answers after so many seconds, and count."""
    with taking_target(size.results, delay) as target:
        make()
        district = _set_up(target, size)
        with district_scope(district.id) as scope:
            app = apps.keyed(scope, SIS)
            activation.change_settings(scope, app, {"paused": False}, "bench")
        before = target.counts()
        began, cpu = time.perf_counter(), time.process_time()
        with port_to(district, app) as port:
            deliver_due(port, threading.Event(), lambda _: None)
        seconds, cpu = time.perf_counter() - began, time.process_time() - cpu
        after = target.counts()
        _check_delivered(district, size.results)
    asked = after["requests"] - before["requests"]
    return {"seconds": seconds, "cpu_seconds": cpu, "requests": asked}


def _check_delivered(district: District, grades: int) -> None:
    """Figures of half a delivery would say nothing."""
    with district_scope(district.id) as scope:
        there = scope.value(
            "SELECT count(*) FROM deliveries WHERE district_id = %(district)s"
            " AND kind = 'result' AND state = 'delivered'"
        )
    if there != grades:
        raise NeedsDeveloper(f"{there} of {grades} grades were delivered.")


def _set_up(target: Server, size: Size) -> District:
    """Make a district whose grades wait in the outbox, held back."""
    district = districts.create("bench", "Bench Schools", "America/Chicago")
    path = settings.home() / "practice.zip"
    write_export(path, size)
    _activate_target(district, target)
    sync(district, SIS, Silent(), started_by="bench", reach="complete")
    wish = Wish(
        connector="oneroster_csv",
        key=APP,
        title="Practice",
        mode="import",
        grade_sync=True,
        delivery={"path": str(path), "ids_of": SIS},
    )
    with district_scope(district.id) as scope:
        app = activation.activate(scope, wish, "bench")
        if app.state == "requested":
            activation.approve(scope, app, "bench")
    sync(district, APP, Silent(), started_by="bench", reach="complete")
    Path(path).unlink()
    return district


def _activate_target(district: District, target: Server) -> None:
    wish = Wish(
        connector="oneroster",
        key=SIS,
        title="Taking",
        mode="2-way",
        grade_sync=True,
        delivery=target.delivery_config(PAGE_SIZE),
    )
    lanes = {"in_school_hours": LANES, "otherwise": LANES}
    with district_scope(district.id) as scope:
        app = activation.activate(scope, wish, "bench")
        activation.change_settings(scope, app, {"lanes": lanes, "paused": True}, "bench")


def _unchanged(delivered: int, runs: int, make: Make) -> dict[str, Any]:
    """Take the time of the last step of a run when the target has every grade already."""
    with static_source(delivered) as source, taking_target(1, 0.0) as target:
        make()
        district = districts.create("bench", "Bench Schools", "America/Chicago")
        wish = Wish(
            connector="oneroster",
            key=SOURCE,
            title="Static",
            mode="import",
            grade_sync=True,
            role="learning",
            delivery=source.delivery_config(PAGE_SIZE),
        )
        with district_scope(district.id) as scope:
            activation.approve(scope, activation.activate(scope, wish, "bench"), "bench")
        sync(district, SOURCE, Silent(), started_by="bench", reach="complete")
        _activate_target(district, target)
        _call_delivered(district)
        _check_delivered(district, delivered)
        before, seconds = target.counts(), []
        for _ in range(runs):
            began = time.perf_counter()
            _push(district)
            seconds.append(time.perf_counter() - began)
        asked = target.counts()["requests"] - before["requests"]
    return {"grades": delivered, "seconds": round(median(seconds), 3), "requests": asked}


def _call_delivered(district: District) -> None:
    """Write the outbox as it is when everything was delivered."""
    with district_scope(district.id) as scope:
        target, source = apps.keyed(scope, SIS), apps.keyed(scope, SOURCE)
        activation.change_settings(scope, target, {"paused": False}, "bench")
        call_delivered(scope, target.id, source.id)
        scope.run(
            "UPDATE apps SET seeded_at = now() WHERE district_id = %(district)s AND id = %(id)s",
            id=target.id,
        )
        scope.run("ANALYZE deliveries")


def _push(district: District) -> None:
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, SIS)
    push(district, app, Silent(), Report(run_id=0, state="running"), threading.Event())
