"""How soon the SIS holds what an app writes over the API: on one slow lane, a worker killed."""

import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from statistics import median, quantiles
from typing import Any

from homeroom.access.clients import Made
from homeroom.bench.caller import Caller, category, quizzes
from homeroom.bench.district import A_CLASS
from homeroom.bench.servers import Server, taking_target
from homeroom.bench.serving import served
from homeroom.bench.worker import Worker
from homeroom.errors import NeedsDeveloper
from homeroom.runs.conductor import sync
from homeroom.runs.report import Silent
from homeroom.runs.setup import activation
from homeroom.runs.setup.activation import Wish
from homeroom.runs.writes import vendors
from homeroom.runs.writes.vendors import Newcomer
from homeroom.store import districts
from homeroom.store.scope import district_scope

SIS, APP = "taking", "caller"
ANSWER = 0.02  # seconds until the target answers
CLASSES = 4  # write at once
PAGE_SIZE = 5_000
WARMING = 3  # writes before we count: a line item and its grades
# What has not come when nothing came for so long will not come.
_PATIENCE_SECONDS = 30.0
_LOOK_SECONDS = 0.5
Cell = tuple[str, str]
Answered = Mapping[Cell, tuple[str, float]]
Held = Sequence[tuple[str, str, str, float]]


def bench_latency(
    seconds: float, per_second: float, make: Callable[[], None], tell: Callable[[str], None]
) -> dict[str, Any]:
    """Return the seconds from the answer to an app until the SIS holds its grade, p50 and p95.

    The app writes so many times a second; halfway the worker is killed and started again. `lost`
    are grades that the SIS does not hold in the end, or holds with another score; `doubled` are
    those that it holds twice.
    """
    make()
    with taking_target(CLASSES * A_CLASS, ANSWER) as target:
        made = _set_up(target)
        with served() as address, Worker() as worker, Caller(address, made) as app:
            writes = list(quizzes(app.roster(), CLASSES, round(seconds * per_second), first=1))
            app.put(category())
            _wait_until_awake(target, app)
            tell(f"{len(writes):,} writes, {per_second:g} a second")
            began = time.monotonic()
            answered = app.put_all(writes, per_second, worker.kill_and_restart)
            taken = time.monotonic() - began
            held = _all_that_comes(target, WARMING - 1 + len(answered))
    figures = {"writes": len(writes), "per_s": round(len(writes) / taken, 1)}
    return figures | judged(answered, held)


def judged(answered: Answered, held: Held) -> dict[str, Any]:
    """Return the figures of what was answered and what is held. Pure."""
    came = {(title, student): (score, at) for title, student, score, at in held}
    times = [
        came[cell][1] - at
        for cell, (score, at) in answered.items()
        if cell in came and Decimal(came[cell][0]) == Decimal(score)
    ]
    often = Counter((title, student) for title, student, *_ in held)
    spread = quantiles(times, n=20) if len(times) > 1 else times * 19
    return {
        "grades": len(answered),
        "p50_s": round(median(times), 3) if times else None,
        "p95_s": round(spread[-1], 3) if times else None,
        "max_s": round(max(times), 3) if times else None,
        "lost": len(answered) - len(times),
        "doubled": sum(count - 1 for count in often.values()),
    }


def _set_up(target: Server) -> Made:
    """Make a district in step with its SIS, which takes grades on one lane, and let the app in."""
    district = districts.create("bench", "Bench Schools", "America/Chicago")
    wish = Wish(
        connector="oneroster",
        key=SIS,
        title="Taking",
        mode="2-way",
        grade_sync=True,
        delivery=target.delivery_config(PAGE_SIZE),
    )
    with district_scope(district.id) as scope:
        sis = activation.activate(scope, wish, "bench")
        lanes = {"in_school_hours": 1, "otherwise": 1}
        activation.change_settings(scope, sis, {"lanes": lanes}, "bench")
    sync(district, SIS, Silent(), started_by="bench", reach="complete")
    with district_scope(district.id) as scope:
        app, made = vendors.add(scope, Newcomer(key=APP, vendor="Bench", grade_sync=True), "bench")
        if app.state == "requested":
            activation.approve(scope, app, "bench")
    return made


def _wait_until_awake(target: Server, app: Caller) -> None:
    """Let first grades arrive: the worker is at work before we count."""
    for write in list(quizzes(app.roster(), 1, WARMING, first=0)):
        app.put(write)
    if len(_all_that_comes(target, WARMING - 1)) < WARMING - 1:
        raise NeedsDeveloper("The worker delivers nothing.")


def _all_that_comes(target: Server, wanted: int) -> Held:
    """Wait until so many grades are held, or until none has come for long."""
    held = target.held()
    changed = time.monotonic()
    while len(held) < wanted and time.monotonic() < changed + _PATIENCE_SECONDS:
        time.sleep(_LOOK_SECONDS)
        before, held = held, target.held()
        if len(held) != len(before):
            changed = time.monotonic()
    return held
