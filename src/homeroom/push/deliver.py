"""The lane loop of one target: claim what is due, send it, write down how it came out."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import groupby

from django.db import connections
from msgspec import Struct

from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind
from homeroom.push.port import Port
from homeroom.push.send_categories import send_categories
from homeroom.push.send_items import send_items
from homeroom.push.send_results import send_results
from homeroom.store import deliveries, outgoing, parked
from homeroom.store.deliveries import Delivery, Ending
from homeroom.store.outgoing import Loaded
from homeroom.store.scope import district_scope

BATCH = 100


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


def deliver_due(port: Port, stop: threading.Event, progress: Progress) -> Sent:
    """Deliver everything that is due to a target, on as many lanes as it allows just now.

    Returns when nothing is due any more. NeedsDistrict ends it: credentials or rights are missing,
    and what was claimed goes back to the queue.
    """
    sent = Sent()
    counting = threading.Lock()

    def count(done: list[Ending]) -> None:
        with counting:
            for ending in done:
                sent.add(ending)
            progress(sent)

    width = port.lanes.width()
    if width == 1:
        _run_lane(port, stop, count)
        return sent
    with ThreadPoolExecutor(width, thread_name_prefix="lane") as pool:
        lanes = [pool.submit(_run_lane_apart, port, stop, count) for _ in range(width)]
        for one in lanes:
            one.result()
    return sent


def _run_lane_apart(
    port: Port, stop: threading.Event, count: Callable[[list[Ending]], None]
) -> None:
    try:
        _run_lane(port, stop, count)
    finally:
        connections.close_all()


def _run_lane(port: Port, stop: threading.Event, count: Callable[[list[Ending]], None]) -> None:
    while not stop.is_set():
        done = _deliver_some(port)
        if not done:
            return
        count(done)


def _deliver_some(port: Port) -> list[Ending]:
    """Claim a batch, deliver it, and return how each came out; empty when nothing is due."""
    claim = new_id()
    with district_scope(port.district.id) as scope:
        batch = deliveries.claim(scope, port.target_id, claim, BATCH)
        wanted = {kind: [one.record_id for one in batch if one.kind is kind] for kind in Kind}
        loaded = outgoing.load(scope, port.target_id, port.space, wanted)
    try:
        return [
            ending
            for send in (_send_categories, _send_items, _send_results)
            for ending in send(port, claim, batch, loaded)
        ]
    finally:
        with district_scope(port.district.id) as scope:
            deliveries.release(scope, claim)


def _send_categories(port: Port, claim: str, batch: list[Delivery], loaded: Loaded) -> list[Ending]:
    some = [one for one in batch if one.kind is Kind.CATEGORY]
    return _kept(port, claim, send_categories(port, claim, some, loaded)) if some else []


def _send_items(port: Port, claim: str, batch: list[Delivery], loaded: Loaded) -> list[Ending]:
    some = [one for one in batch if one.kind is Kind.LINE_ITEM]
    return _kept(port, claim, send_items(port, claim, some, loaded)) if some else []


def _send_results(port: Port, claim: str, batch: list[Delivery], loaded: Loaded) -> list[Ending]:
    def item_of(one: Delivery) -> str:
        return loaded.results[one.record_id].line_item

    some = sorted((one for one in batch if one.kind is Kind.RESULT), key=item_of)
    done: list[Ending] = []
    for _, group in groupby(some, key=item_of):
        done += _kept(port, claim, send_results(port, claim, list(group), loaded))
    return done


def _kept(port: Port, claim: str, done: list[Ending]) -> list[Ending]:
    """Write down how some deliveries came out, and wake what waited for them."""
    with district_scope(port.district.id) as scope:
        for ending in done:
            deliveries.end(scope, claim, ending)
            if ending.sent is not None or ending.code not in (None, ending.delivery.code):
                deliveries.attempted(scope, _attempt(ending))
        there = [
            one.delivery.record_id
            for one in done
            if one.delivery.kind is Kind.LINE_ITEM and one.state == "delivered"
        ]
        parked.wake_results(scope, port.target_id, there)
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
