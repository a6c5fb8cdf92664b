"""How fast grades go out: to a slow target, to a fast one, and when all are there already."""

import threading
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

from homeroom import settings
from homeroom.bench.district import Size
from homeroom.bench.export import write_export
from homeroom.bench.servers import Server, static_source, taking_target
from homeroom.push.deliver import deliver_due
from homeroom.runs import activation
from homeroom.runs.activation import Wish
from homeroom.runs.conductor import sync
from homeroom.runs.ports import port_to
from homeroom.runs.pushing import push
from homeroom.runs.report import Report, Silent
from homeroom.store import apps, districts
from homeroom.store.districts import District
from homeroom.store.scope import district_scope

SIS, APP, SOURCE = "taking", "practice", "static"
LANES = 5
SLOW = 0.1  # seconds until a slow target answers
PAGE_SIZE = 5_000
Tell = Callable[[str], None]
Make = Callable[[], None]


def bench_push(grades: int, delivered: int, runs: int, make: Make, tell: Tell) -> dict[str, Any]:
    """Return the figures of delivering so many grades, and of `delivered` that are there already.

    `make` makes the database anew. `share_of_possible`: requests that the hub made, of those that
    its lanes could have made one after the other in the same time.
    """
    figures: dict[str, Any] = {}
    slow = [_deliver(max(grades // 5, 1), SLOW, make) for _ in range(runs)]
    figures["slow_target"] = {
        "grades": slow[0]["grades"],
        "seconds": round(median(one["seconds"] for one in slow), 2),
        "share_of_possible": round(
            median(one["requests"] * SLOW / (LANES * one["seconds"]) for one in slow), 3
        ),
    }
    tell(f"slow_target: {figures['slow_target']['share_of_possible']} of what its lanes could do")
    fast = [_deliver(grades, 0.0, make) for _ in range(runs)]
    figures["fast_target"] = {
        "grades": grades,
        "seconds": round(median(one["seconds"] for one in fast), 2),
        "per_s": round(median(one["grades"] / one["seconds"] for one in fast)),
        "requests_per_s": round(median(one["requests"] / one["seconds"] for one in fast)),
    }
    tell(f"fast_target: {figures['fast_target']['per_s']} grades/s")
    figures["unchanged"] = _unchanged(delivered, runs, make)
    tell(f"unchanged: {figures['unchanged']['seconds']} s for {delivered:,} grades")
    return figures


def _deliver(grades: int, delay: float, make: Make) -> dict[str, Any]:
    """Deliver grades to a target that answers after so many seconds, and count."""
    size = Size(grades)
    with taking_target(grades, delay) as target:
        make()
        district = _set_up(target, size)
        with district_scope(district.id) as scope:
            app = apps.keyed(scope, SIS)
            activation.change_settings(scope, app, {"paused": False}, "bench")
        before = target.counts()
        began = time.perf_counter()
        with port_to(district, app) as port:
            sent = deliver_due(port, threading.Event(), lambda _: None)
        seconds = time.perf_counter() - began
        asked = target.counts()["requests"] - before["requests"]
    assert sent.delivered >= grades, f"{sent.delivered} of {grades} grades were delivered"
    return {"grades": grades, "seconds": seconds, "requests": asked}


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
        scope.run(
            "INSERT INTO deliveries (district_id, target_id, kind, record_id, app_id, act, state,"
            " attempts, sent, baseline, delivered_at) SELECT district_id, %(target)s, 'result', id,"
            " %(source)s, 'put', 'delivered', 1, said.it, said.it, now() FROM results,"
            " LATERAL (SELECT jsonb_build_object('id', sourced_id, 'digest', md5(id::text),"
            "   'score', score::text) AS it) said WHERE district_id = %(district)s",
            target=target.id,
            source=source.id,
        )
        scope.run(
            "UPDATE apps SET seeded_at = now() WHERE district_id = %(district)s AND id = %(id)s",
            id=target.id,
        )
        scope.run("ANALYZE deliveries")


def _push(district: District) -> None:
    with district_scope(district.id) as scope:
        app = apps.keyed(scope, SIS)
    push(district, app, Silent(), Report(run_id=0, state="running"), threading.Event())
