"""A target that gives no answer: asked a few times, then left alone for a while."""

from collections.abc import Callable

from homeroom.errors import RetryLater
from homeroom.push.lanes import endings
from homeroom.push.lanes.crew import Done
from homeroom.store.deliveries import Delivery, Ending

# After so many tries in a row without an answer the rest is not tried either.
GIVE_UP = 3


class Silence:
    """Counts tries without an answer, over deliveries that belong together.

    Lanes share it without a lock: a race costs one try more or less.
    """

    def __init__(self) -> None:
        self._in_a_row = 0

    def ask(
        self, delivery: Delivery, question: Callable[[], Done | Ending | None]
    ) -> Done | Ending | None:
        """Return the answer to a question about a delivery, or its ending without an answer."""
        try:
            if self._in_a_row >= GIVE_UP:
                raise RetryLater("The SIS does not answer just now.")
            answer = question()
        except RetryLater as problem:
            self._in_a_row += 1
            return endings.lost(delivery, problem)
        self._in_a_row = 0
        return answer

    def step(self, delivery: Delivery, question: Callable[[], Done | Ending | None]) -> Done:
        """Ask as a step of a lane; what may not be asked about now goes back to the queue."""
        answer = self.ask(delivery, question)
        if isinstance(answer, Done):
            return answer
        return Done(endings=[answer]) if answer else Done(back=[delivery.record_id])
