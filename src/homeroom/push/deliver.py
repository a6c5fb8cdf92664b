"""The lane loop of one target: claim what is due, send it, write down how it came out."""

import threading
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

from django.db import connections
from msgspec import Struct

from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind
from homeroom.push.comeback import take_back
from homeroom.push.port import Port
from homeroom.push.send_categories import send_categories
from homeroom.push.send_items import send_items
from homeroom.push.send_results import send_results
from homeroom.store import claims, outgoing, parked
from homeroom.store.deliveries import Delivery, Ending
from homeroom.store.outgoing import Loaded
from homeroom.store.scope import district_scope

BATCH = 100
# A grade may be parked for its line item and woken by it, once, while a loop runs.
TURNS = 2
# Parents before children.
ORDER = (Kind.CATEGORY, Kind.LINE_ITEM, Kind.RESULT)


class Sent(Struct):
    """How many deliveries came out how, since the loop began."""

    delivered: int = 0
    unchanged: int = 0
    refused: int = 0
    held: int = 0
    later: int = 0

    def add(self, ending: Ending) -> None:
        """Count one ending."""
        if ending.state == "delivered":
            if ending.sent is None:
                self.unchanged += 1
            else:
                self.delivered += 1
        elif ending.state == "refused":
            self.refused += 1
        elif ending.state in ("held", "conflict"):
            self.held += 1
        elif ending.state == "waiting":
            self.later += 1


Progress = Callable[[Sent], None]
# Notes how some deliveries came out, and says whether that led any further.
Count = Callable[[list[Ending]], bool]


def deliver_due(port: Port, stop: threading.Event, progress: Progress) -> Sent:
    """Deliver everything that is due to a target, on as many lanes as it allows just now.

    Returns when nothing is due any more, or only what came out twice already and did not change:
    a loop ends, whatever wakes its rows. NeedsDistrict ends it: credentials or rights are missing,
    and what was claimed goes back to the queue.
    """
    sent = Sent()
    counting = threading.Lock()
    times: Counter[tuple[str, int]] = Counter()

    def count(done: list[Ending]) -> bool:
        with counting:
            for ending in done:
                sent.add(ending)
            progress(sent)
            ended = [(one.delivery.record_id, one.delivery.version) for one in done]
            times.update(ended)
            return any(times[one] <= TURNS for one in ended)

    for kind in ORDER:
        if kind in port.takes:
            _run_lanes(port, kind, stop, count)
    return sent


def _run_lanes(port: Port, kind: Kind, stop: threading.Event, count: Count) -> None:
    width = port.lanes.width()
    if width == 1:
        _run_lane(port, kind, stop, count)
        return
    with ThreadPoolExecutor(width, thread_name_prefix="lane") as pool:
        lanes = [pool.submit(_run_lane_apart, port, kind, stop, count) for _ in range(width)]
        for one in lanes:
            one.result()


def _run_lane_apart(port: Port, kind: Kind, stop: threading.Event, count: Count) -> None:
    try:
        _run_lane(port, kind, stop, count)
    finally:
        connections.close_all()


def _run_lane(port: Port, kind: Kind, stop: threading.Event, count: Count) -> None:
    while not stop.is_set():
        claim = new_id()
        try:
            done = _deliver_some(port, kind, claim)
        finally:
            with district_scope(port.district.id) as scope:
                claims.release(scope, claim)
        if not count(done):
            return


def _deliver_some(port: Port, kind: Kind, claim: str) -> list[Ending]:
    """Claim a batch, deliver it, and return how each came out; empty when nothing is due."""
    with district_scope(port.district.id) as scope:
        batch = claims.claim(scope, port.target_id, kind, claim, BATCH)
        batch = take_back(scope, port, kind, batch)
        ids = {kind: [one.record_id for one in batch]}
        loaded = outgoing.load(scope, port.target_id, port.space, ids)
    if kind is Kind.CATEGORY:
        return _kept(port, claim, send_categories(port, claim, batch, loaded))
    if kind is Kind.LINE_ITEM:
        return _kept(port, claim, send_items(port, claim, batch, loaded))
    return [
        ending
        for group in _by_line_item(batch, loaded)
        for ending in _kept(port, claim, send_results(port, claim, group, loaded))
    ]


def _by_line_item(batch: list[Delivery], loaded: Loaded) -> list[list[Delivery]]:
    def item_of(one: Delivery) -> str:
        return loaded.results[one.record_id].line_item

    return [list(group) for _, group in groupby(sorted(batch, key=item_of), key=item_of)]


def _kept(port: Port, claim: str, done: list[Ending]) -> list[Ending]:
    """Write down how some deliveries came out, and wake what waited for them."""
    delivered = [
        one.delivery.record_id
        for one in done
        if one.delivery.kind is Kind.LINE_ITEM and one.state == "delivered"
    ]
    items = [one.delivery for one in done if one.delivery.kind is Kind.LINE_ITEM]
    removed = [one.record_id for one in items if one.act == "delete" and one.record_id in delivered]
    orphans = [one.delivery.record_id for one in done if one.code == "parent.not_delivered"]
    with district_scope(port.district.id) as scope:
        if delivered or orphans:
            parked.take_turns(scope, port.target_id)
        for ending in done:
            claims.end(scope, claim, ending)
            if ending.sent is not None or ending.code not in (None, ending.delivery.code):
                claims.attempted(scope, _attempt(ending))
        parked.end_with(scope, port.target_id, removed)
        parked.wake_results(scope, port.target_id, delivered)
        parked.wake_orphans(scope, port.target_id, orphans)
    return done


def _attempt(ending: Ending) -> dict[str, object]:
    one = ending.delivery
    return {
        "target": one.target_id,
        "kind": one.kind.value,
        "record": one.record_id,
        "act": one.act,
        "outcome": ending.state,
        "status": ending.facts.get("status"),
        "code": ending.code,
        "words": ending.facts.get("said"),
    }
