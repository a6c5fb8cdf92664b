"""The feed of the lanes: claims what is due before they run dry, and writes down what they did.

One thread claims, checks and writes, for all lanes together; the lanes only talk to the target.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Sequence

from homeroom.model.kinds import Kind
from homeroom.push.lanes.comeback import keep, take_back
from homeroom.push.lanes.crew import Crew, Done
from homeroom.push.lanes.hand import Hand
from homeroom.push.lanes.port import Port
from homeroom.push.lanes.send_categories import plan_categories
from homeroom.push.lanes.send_items import plan_items
from homeroom.push.lanes.send_results import plan_results
from homeroom.store import apps, claims, deliveries, outgoing, parked, rules
from homeroom.store.deliveries import Delivery, Ending
from homeroom.store.outgoing import Loaded
from homeroom.store.scope import Scope, district_scope

# So many deliveries are in hand for each lane: enough to keep it busy while more are claimed.
AHEAD = 40
# What lanes finish within so many seconds is written down together, while they have more to do.
GATHER_SECONDS = 0.05
# The longest wait for a lane before we look around, and before we ask again whether more is due.
LOOK_SECONDS = 1.0
# A grade may be parked for its line item and woken by it, once, while a loop runs.
TURNS = 2
# After so many seconds a child gives way to parents that came meanwhile.
GIVE_WAY_SECONDS = 1.0

PLANS: dict[Kind, Callable[[Port, Hand, Sequence[Delivery], Loaded], Done]] = {
    Kind.CATEGORY: plan_categories,
    Kind.LINE_ITEM: plan_items,
    Kind.RESULT: plan_results,
}


class Feed:
    """Feeds the lanes with one kind; `count` is told how deliveries came out, some at a time."""

    def __init__(
        self,
        port: Port,
        hand: Hand,
        crew: Crew,
        stop: threading.Event,
        count: Callable[[Sequence[Ending]], None],
    ) -> None:
        self._port = port
        self._hand = hand
        self._crew = crew
        self._stop = stop
        self._count = count
        self._kind = hand.claim.kind
        self._times: Counter[tuple[str, int]] = Counter()
        self._ask_again = 0.0
        self._look_at = 0.0

    def run(self, parents: Sequence[Kind] = ()) -> bool:
        """Deliver until nothing is due any more, or somebody says stop.

        True when something of the parents' kinds became due in between: children of these would
        wait for them for as long as others keep coming.
        """
        gives_way = False
        self._look_at = time.monotonic() + GIVE_WAY_SECONDS
        while True:
            if self._stop.is_set():
                self._crew.drop()
            elif not gives_way and self._runs_low() and self._claim():
                gives_way = self._are_due(parents)
                continue
            if not self._crew.busy:
                return gives_way
            self._hand.stay_fresh()
            if not self._crew.starving:
                time.sleep(GATHER_SECONDS)
            self._write(self._crew.collect(LOOK_SECONDS))

    def _runs_low(self) -> bool:
        low = len(self._hand) < AHEAD * self._crew.width
        return low and (not self._crew.busy or time.monotonic() >= self._ask_again)

    def _are_due(self, parents: Sequence[Kind]) -> bool:
        if not parents or time.monotonic() < self._look_at:
            return False
        self._look_at = time.monotonic() + GIVE_WAY_SECONDS
        with district_scope(self._port.district.id) as scope:
            return claims.are_due(scope, self._port.target_id, parents)

    def _claim(self) -> bool:
        """Claim some more and give it to the lanes; False when nothing is due.

        What came out twice already and did not change is no reason to go on: a loop ends, whatever
        wakes its rows.
        """
        with district_scope(self._port.district.id) as scope:
            batch = claims.take(scope, self._hand.claim, AHEAD * self._crew.width // 8)
            self._heed_rules(scope)
            known = take_back(scope, self._port, self._kind, batch) if batch else []
            ids = {self._kind: [one.record_id for one in batch]}
            loaded = outgoing.load(scope, self._port.target_id, self._port.space, ids)
        self._hand.add(batch)
        keys = [(one.record_id, one.version) for one in batch]
        self._times.update(keys)
        if not any(self._times[key] <= TURNS for key in keys):
            self._hand.give_back([one.record_id for one in batch])
            self._ask_again = time.monotonic() + LOOK_SECONDS
            return False
        plan = PLANS[self._kind](self._port, self._hand, known, loaded)
        if plan.writes:
            self._write_down([plan])
        self._crew.add(plan.steps)
        return True

    def _heed_rules(self, scope: Scope) -> None:
        """Let the rules that hold by now decide about what was claimed."""
        if rules.version(scope) != self._port.ruled:
            held = rules.current(scope)
            self._port.decided, self._port.ruled = held.rules, held.version

    def _write(self, dones: Sequence[Done]) -> None:
        told = [one for one in dones if one.writes]
        if told:
            self._write_down(told)
        self._crew.go_on(step for one in told for step in one.steps)

    def _write_down(self, dones: Sequence[Done]) -> None:
        """Write down what some steps did, in one transaction, before anything follows from it."""
        ended = [ending for done in dones for ending in done.endings]
        tries = [one for done in dones for one in done.tries]
        back = {id_ for done in dones for id_ in done.back}
        closed = {one.delivery.record_id for one in ended}
        with district_scope(self._port.district.id) as scope:
            self._take_turns(scope, dones, ended)
            trying = {one.delivery.record_id for one in tries}
            held = claims.lock(scope, self._hand.claim, [*closed, *trying, *back])
            self._keep_ids(scope, dones)
            # What changed in the meantime is not sent as it was.
            back |= trying - claims.note_tries(scope, self._hand.claim, tries)
            claims.release(scope, self._hand.claim, list(back))
            self._end(scope, ended, held)
        self._hand.forget(closed | back)
        self._count(ended)

    def _take_turns(self, scope: Scope, dones: Sequence[Done], ended: Sequence[Ending]) -> None:
        """Wait for others in an order that is the same everywhere: app, parents, then rows."""
        if any(one.links for one in dones):
            apps.take_turns(scope, [self._port.target_id])
        if _items_there(ended) or _orphans(ended):
            parked.take_turns(scope, self._port.target_id)

    def _keep_ids(self, scope: Scope, dones: Sequence[Done]) -> None:
        links = [link for one in dones for link in one.links]
        stood = {id_: shown for one in dones for id_, shown in one.stood.items()}
        if links:
            keep(scope, self._port, links)
        if stood:
            deliveries.note_found(scope, self._port.target_id, self._kind, stood)

    def _end(self, scope: Scope, ended: Sequence[Ending], held: claims.Held) -> None:
        """Close deliveries, and wake what waited for them."""
        target, there = self._port.target_id, _items_there(ended)
        claims.end(scope, self._hand.claim, ended, held)
        parked.end_with(scope, target, _deleted(ended))
        parked.wake_results(scope, target, [one.record_id for one in there])
        parked.wake_orphans(scope, target, _orphans(ended))
        told = [one for one in ended if one.sent is not None or _says_something_new(one)]
        claims.attempted(scope, [_attempt(one) for one in told])


def _items_there(ended: Sequence[Ending]) -> list[Delivery]:
    """Return the line items that were delivered: what waited for them may go."""
    there = [one.delivery for one in ended if one.state == "delivered"]
    return [one for one in there if one.kind is Kind.LINE_ITEM]


def _deleted(ended: Sequence[Ending]) -> list[str]:
    """Return the line items that were deleted at the target: their grades went with them."""
    there = [one for one in ended if one.state == "delivered" and "deleted" in one.notes]
    return [one.delivery.record_id for one in there if one.delivery.kind is Kind.LINE_ITEM]


def _orphans(ended: Sequence[Ending]) -> list[str]:
    """Return the grades that are parked for their line items."""
    return [one.delivery.record_id for one in ended if one.code == "parent.not_delivered"]


def _says_something_new(ending: Ending) -> bool:
    return ending.code not in (None, ending.delivery.code)


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
