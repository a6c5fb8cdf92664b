"""How often a client may ask: a bucket that fills steadily and is emptied by each request. Pure."""

import math
from collections import OrderedDict
from threading import Lock

# So many clients are remembered; of more than that, those who asked longest ago are forgotten.
_REMEMBERED = 10_000


class Throttle:
    """Lets each name pass so many times a minute, all at once or spread; in one process."""

    def __init__(self, a_minute: int) -> None:
        self._most = float(a_minute)
        self._a_second = a_minute / 60
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()
        self._lock = Lock()

    def wait(self, name: str, now: float) -> int:
        """Take one turn at a moment of a steady clock; return 0, or the seconds to wait for one."""
        with self._lock:
            held, since = self._buckets.pop(name, (self._most, now))
            held = min(self._most, held + (now - since) * self._a_second)
            passes = held >= 1
            self._buckets[name] = (held - 1 if passes else held, now)
            if len(self._buckets) > _REMEMBERED:
                self._buckets.popitem(last=False)
        return 0 if passes else max(1, math.ceil((1 - held) / self._a_second))
