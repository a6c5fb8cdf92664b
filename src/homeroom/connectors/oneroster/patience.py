"""How long a client waits for a server, and how often it asks."""

import random

from msgspec import Struct


class Patience(Struct, frozen=True, kw_only=True):
    """Seconds, and a number of tries. Tests are less patient than districts."""

    connect: float = 10.0
    answer: float = 60.0
    attempts: int = 5
    first_wait: float = 1.0  # between the first try and the second; it doubles from there
    longest_wait: float = 60.0

    def wait(self, tries: int, asked: float | None) -> float:
        """Return the seconds to wait after some tries: what the server asks for, else doubling."""
        # The jitter keeps many hubs from coming back in step; no secret depends on it.
        backoff = self.first_wait * 2 ** (tries - 1) * (0.5 + random.random())
        return min(asked if asked is not None else backoff, self.longest_wait)
