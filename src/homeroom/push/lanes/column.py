"""The grades of one line item on their way: looked up, written, read back."""

import threading
from collections.abc import Sequence
from functools import partial
from typing import Any

from msgspec import structs

from homeroom.connectors.writes import Write
from homeroom.errors import RetryLater
from homeroom.model.gradebook import Result
from homeroom.model.kinds import Kind
from homeroom.push.checks.conflict import standing
from homeroom.push.lanes import endings, look
from homeroom.push.lanes.comeback import link_of
from homeroom.push.lanes.crew import Done
from homeroom.push.lanes.hand import Hand
from homeroom.push.lanes.look import Ready
from homeroom.push.lanes.port import Port
from homeroom.push.lanes.silence import Silence
from homeroom.store.claims import Try
from homeroom.store.deliveries import Ending
from homeroom.store.links import Link


class Column:
    """Two looks for all grades, and between them a write for each, on as many lanes as are free."""

    def __init__(self, port: Port, hand: Hand, ready: Sequence[Ready]) -> None:
        self._port = port
        self._hand = hand
        self._ready = ready
        self._silence = Silence()
        self._left = 0  # writes that have not ended
        self._written: list[Ending] = []
        self._lock = threading.Lock()

    def look_up(self) -> Done:
        """Look at what is there, and decide which grades to write."""
        try:
            there = {one.student: one for one in self._results() if one.status.value == "active"}
        except RetryLater as problem:
            return Done(endings=[endings.lost(one.delivery, problem) for one in self._ready])
        found = [(one, there.get(one.record.student)) for one in self._ready]
        judged = [(look.before(one, seen), seen) for one, seen in found]
        go = [(one, seen) for one, seen in judged if isinstance(one, Ready)]
        self._left = len(go)
        return Done(
            # The id is kept before the first write, so that a lost answer is repaired under it.
            links=[_link(self._port, one, seen) for one, seen in found if one.link is None],
            stood={
                one.delivery.record_id: standing(seen)
                for one, seen in found
                if seen is not None and one.link is None and not one.delivery.sent
            },
            tries=[Try(one.delivery, look.content(one, seen)) for one, seen in go],
            endings=[one for one, _ in judged if isinstance(one, Ending)],
            steps=[partial(self._write, one, seen) for one, seen in go],
        )

    def _results(self) -> Sequence[Result]:
        first = self._ready[0].record
        assert first.class_ is not None
        return self._port.target.results(first.line_item, first.class_)

    def _write(self, one: Ready, seen: Result | None) -> Done:
        sent = look.content(one, seen)
        done = self._silence.step(one.delivery, partial(self._put, one, seen, sent))
        stored = [ending for ending in done.endings if ending.state == "delivered"]
        with self._lock:
            self._left -= 1
            self._written += stored
            last = not self._left
        steps = [self._read_back] if last and self._written else []
        ended = [] if stored else [endings.perhaps_there(it, sent) for it in done.endings]
        return Done(endings=ended, back=done.back, steps=steps)

    def _put(self, one: Ready, seen: Result | None, sent: dict[str, Any]) -> Ending | None:
        if not self._hand.holds(one.delivery):
            return None
        record = structs.replace(one.record, sourced_id=sent["id"])
        assert record.class_ is not None
        write = Write(kind=Kind.RESULT, record=record, class_id=record.class_, into=one.into)
        (receipt,) = self._port.target.put([write])
        ending = endings.received(one.delivery, one.send, receipt, {**sent, "id": receipt.id})
        return structs.replace(ending, found=standing(seen) if seen else None)

    def _read_back(self) -> Done:
        """See what became of the writes; a grade counts as delivered when it was seen."""
        try:
            there = {one.sourced_id: one for one in self._results()}
        except RetryLater as problem:
            unseen = [
                endings.not_seen(one.delivery, one.sent or {}, problem) for one in self._written
            ]
            return Done(endings=unseen)
        return Done(endings=[look.after(one, there) for one in self._written])


def _link(port: Port, one: Ready, seen: Result | None) -> Link:
    ours = seen is None or seen.sourced_id == one.record.sourced_id
    origin = "derived" if ours else "matched"
    return link_of(port, one.delivery, look.id_at_target(one, seen), origin)
