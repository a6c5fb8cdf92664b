"""Waiting without an end of its own, and saying every few seconds what for."""

import time
from collections.abc import Callable

Tell = Callable[[str], None]

STEP = 0.02  # seconds between two looks
SILENCE = 2.0  # seconds until a waiting person hears something


class Waiting:
    """One stretch of waiting; it counts from its first pause."""

    def __init__(self, tell: Tell) -> None:
        self.tell = tell
        self._began: float | None = None
        self._told = 0.0

    def anew(self) -> "Waiting":
        """Return another stretch, told to the same person."""
        return Waiting(self.tell)

    @property
    def seconds(self) -> float:
        return 0.0 if self._began is None else time.monotonic() - self._began

    def pause(self, why: Callable[[], str], step: float = STEP) -> None:
        """Sleep for `step` seconds; `why` makes the clause that is told in a long silence."""
        if self._began is None:
            self._began = time.monotonic()
        time.sleep(step)
        if self.seconds - self._told >= SILENCE:
            self._told = self.seconds
            self.tell(f"{why()} ({self.seconds:.0f} s so far).")
