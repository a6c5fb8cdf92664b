"""What one delivery loop has in hand: claimed, and confirmed shortly before each write."""

import threading
import time
from collections.abc import Iterable, Sequence

from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind
from homeroom.push.lanes.port import Port
from homeroom.store import apps, claims, rules
from homeroom.store.claims import Claim
from homeroom.store.deliveries import Delivery
from homeroom.store.scope import district_scope

# A write may go when the database said within so many seconds that its delivery is still ours and
# has not changed. Far below the time for which a confirmed claim is good.
FRESH_SECONDS = 1.0
# Of the clocks of a machine the one that goes on while it sleeps, where there is one.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


class Hand:
    """Deliveries of one kind that one loop holds. Safe to use from several threads.

    One thread adds and forgets; any may ask.
    """

    def __init__(self, port: Port, kind: Kind, stop: threading.Event) -> None:
        self.claim = Claim(new_id(), port.target_id, kind)
        self._port = port
        self._district = port.district.id
        self._stop = stop
        # By record, as the database last said, and by which rules it was decided; None: not ours.
        self._versions: dict[str, tuple[int, int] | None] = {}
        self._ruled = port.ruled
        self._asked = 0.0
        self._lock = threading.Lock()
        self._asking = threading.Lock()

    def __len__(self) -> int:
        return len(self._versions)

    def add(self, deliveries: Iterable[Delivery]) -> None:
        """Take note of what was claimed, once that is committed; the port's rules decide on it."""
        with self._lock:
            ruled = self._port.ruled
            self._versions |= {one.record_id: (one.version, ruled) for one in deliveries}
            self._ruled = max(self._ruled, ruled)

    def forget(self, record_ids: Iterable[str]) -> None:
        """Take note of what is closed, or given back, once that is committed."""
        with self._lock:
            for id_ in record_ids:
                self._versions.pop(id_, None)

    def holds(self, delivery: Delivery) -> bool:
        """Say whether a delivery may be written now: ours, unchanged, and nobody said stop.

        What was decided by rules that hold no longer goes back, to be decided anew.
        """
        self._confirm(FRESH_SECONDS)
        with self._lock:
            mine = self._versions.get(delivery.record_id) == (delivery.version, self._ruled)
        return mine and not self._stop.is_set()

    def stay_fresh(self) -> None:
        """Ask the database before a lane has to wait for it."""
        self._confirm(FRESH_SECONDS / 2)

    def _confirm(self, seconds: float) -> None:
        """Ask which deliveries are still ours, unless somebody did within so many seconds."""
        if _now() < self._asked + seconds:
            return
        with self._asking:
            # Counted from before the question: the answer may be old by the time it is read.
            asked = _now()
            if asked < self._asked + seconds:
                return
            ids = list(self._versions)
            with district_scope(self._district) as scope:
                held = claims.confirm(scope, self.claim, ids)
                ruled = rules.version(scope)
                if not apps.by_id(scope, self.claim.target_id).takes_now:
                    self._stop.set()
            with self._lock:
                for id_ in ids:
                    if known := self._versions.get(id_):
                        self._versions[id_] = (held[id_], known[1]) if id_ in held else None
                self._ruled = max(self._ruled, ruled)
            self._asked = asked

    def give_back(self, record_ids: Sequence[str]) -> None:
        """Put back what was claimed and is not closed."""
        self.forget(record_ids)
        with district_scope(self._district) as scope:
            claims.release(scope, self.claim, record_ids)

    def release(self) -> None:
        """Put back whatever is left."""
        self.give_back(list(self._versions))


def _now() -> float:
    return time.clock_gettime(_CLOCK)
