"""Deliver what is due to one target: parents before children, as fast as its lanes allow."""

import threading
from collections.abc import Callable, Sequence

from msgspec import Struct

from homeroom.model.kinds import Kind
from homeroom.push.lanes.crew import Crew
from homeroom.push.lanes.feed import Feed
from homeroom.push.lanes.hand import Hand
from homeroom.push.lanes.port import Port
from homeroom.push.stop import Stop
from homeroom.store.deliveries import Ending

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


def deliver_due(port: Port, stop: threading.Event, progress: Progress) -> Sent:
    """Deliver everything that is due to a target, on as many lanes as it allows at each moment.

    Returns when nothing is due any more, or only what came out twice already and did not change;
    and soon after a person has paused the target.
    NeedsDistrict ends it: credentials or rights are missing, and what was claimed goes back to the
    queue.
    """
    sent = Sent()
    stop = Stop(stop)

    def count(ended: Sequence[Ending]) -> None:
        for ending in ended:
            sent.add(ending)
        progress(sent)

    hands = [Hand(port, kind, stop) for kind in ORDER if kind in port.takes]
    try:
        with Crew(port.lanes) as crew:
            feeds = [Feed(port, hand, crew, stop, count) for hand in hands]
            kinds = [hand.claim.kind for hand in hands]
            # Who gives way has delivered something, so that this ends when each feed does.
            while any(feed.run(kinds[:at]) for at, feed in enumerate(feeds)):
                pass
    finally:
        # Not before the lanes are quiet: what they write must not be in other hands.
        for hand in hands:
            hand.release()
    return sent
