"""One request that a fault has hit, and what the fault may do with it."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random

from homeroom.sandbox.access.connections import Connections
from homeroom.sandbox.access.tokens import Tokens
from homeroom.sandbox.campus.clock import Clock
from homeroom.sandbox.oneroster.desk import Manners
from homeroom.sandbox.web.messages import Request, Response


@dataclass(frozen=True)
class Levers:
    """What a fault can reach besides requests and answers."""

    connections: Connections
    tokens: Tokens
    manners: Manners
    clock: Clock


@dataclass
class Hit:
    """`go_on` answers as if nothing were wrong; `times` counts the hits of this very request.

    `random` depends on seed, profile, request and `times` alone. An act that finds nothing to
    spoil sets `missed`, so that it is not counted.
    """

    request: Request
    go_on: Callable[[Request], Response]
    levers: Levers
    value: float
    times: int
    random: Random
    missed: bool = False

    def miss(self, answer: Response) -> Response:
        """Let an answer pass as it is."""
        self.missed = True
        return answer


Act = Callable[[Hit], Response]
