"""How long a client waits for a server, and how often it asks."""

import random
from collections.abc import Mapping

from msgspec import Struct, structs

from homeroom.errors import NeedsDistrict

LONGEST = 600.0


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


def patience_of(usual: Patience, given: Mapping[str, str]) -> Patience:
    """Return the patience that the settings of a connection ask for; what they lack is as usual."""
    answer = _seconds("Seconds to wait for an answer", given.get("answer_seconds", ""), 0.1)
    wait = _seconds("Seconds before another try", given.get("retry_seconds", ""), 0.0)
    return structs.replace(
        usual,
        answer=usual.answer if answer is None else answer,
        connect=usual.connect if answer is None else min(usual.connect, answer),
        first_wait=usual.first_wait if wait is None else wait,
    )


def _seconds(label: str, word: str, least: float) -> float | None:
    if not word:
        return None
    try:
        seconds = float(word)
    except ValueError:
        seconds = -1.0
    if not least <= seconds <= LONGEST:
        raise NeedsDistrict(
            f"{label} is {word[:40]!r}.", fix=f"Use a number from {least:g} to {LONGEST:g}."
        )
    return seconds
