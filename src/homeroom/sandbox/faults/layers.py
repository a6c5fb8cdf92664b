"""The faults at work: every request passes through them on its way to the server and back."""

from collections import Counter
from collections.abc import Callable
from random import Random
from threading import Lock
from typing import Any

from homeroom.sandbox.access.token_endpoint import PATH as TOKEN_PATH
from homeroom.sandbox.faults.asked import Asked
from homeroom.sandbox.faults.hit import Hit, Levers
from homeroom.sandbox.faults.paper import asking, offset_of
from homeroom.sandbox.faults.profiles import Takes
from homeroom.sandbox.web.messages import Request, Response

_READS = ("GET", "HEAD")
GoOn = Callable[[Request], Response]
Serve = Callable[[Request], tuple[str, Response]]


class Layer:
    """One profile: whom it hits is drawn by the request itself, not by the order of requests."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.hits = 0
        self._lock = Lock()
        self._seen = 0
        self._times: Counter[str] = Counter()

    def take(self, request: Request) -> int:
        """Return the how-manieth hit of this request this is; 0 lets it pass."""
        profile = self.asked.profile
        if not _takes(profile.takes, request):
            return 0
        reading = profile.takes == "reading"
        key = _collection(request) if reading else _name(request)
        with self._lock:
            self._seen += 1
            if profile.unit == "requests" and self._seen <= self.asked.value:
                return 0
            if profile.most and self.hits >= profile.most:
                return 0
            if self.draw(key).random() >= profile.share:
                return 0
            if not reading or offset_of(request) == 0:
                self._times[key] += 1
            times = self._times[key]
            if profile.times and times > profile.times:
                return 0
            self.hits += 1
            return times

    def draw(self, *names: object) -> Random:
        """Return chance that depends on seed, profile and names alone."""
        # A text as seed is hashed the same way in every process.
        asked = self.asked
        return Random(f"{asked.seed} {asked.profile.name} {' '.join(map(str, names))}")

    def answer(self, request: Request, levers: Levers, go_on: GoOn) -> Response:
        """Let the fault answer, or let the request pass."""
        times = self.take(request)
        if not times:
            return go_on(request)
        reading = self.asked.profile.takes == "reading"
        key = _collection(request) if reading else _name(request)
        hit = Hit(request, go_on, levers, self.asked.value, times, self.draw(key, times))
        answer = self.asked.profile.act(hit)
        if hit.missed:
            with self._lock:
                self.hits -= 1
        return answer


class Faults:
    """All faults that are switched on, the first named outermost."""

    def __init__(self, levers: Levers, asked: list[Asked], seed: int) -> None:
        self._levers = levers
        self._minimal = levers.manners.minimal_errors
        self.seed = seed
        self._layers = [Layer(one) for one in asked]

    def switch(self, asked: list[Asked]) -> None:
        """Put other faults in the place of all that were on; their counts begin anew."""
        self._levers.manners.minimal_errors = self._minimal
        self._layers = [Layer(one) for one in asked]

    def report(self) -> list[dict[str, Any]]:
        """Return what is on, and how often each fault has struck."""
        return [
            {
                "name": layer.asked.profile.name,
                "value": layer.asked.value,
                "unit": layer.asked.profile.unit,
                "seed": layer.asked.seed,
                "hits": layer.hits,
            }
            for layer in self._layers
        ]

    def answer(self, request: Request, serve: Serve) -> tuple[str, Response]:
        """Answer through all faults; the name is that of the resource that was reached."""
        names = ["faults"]

        def last(asked: Request) -> Response:
            names[0], answer = serve(asked)
            return answer

        answer = self._through(list(self._layers), request, last)
        return names[0], answer

    def _through(self, layers: list[Layer], request: Request, last: GoOn) -> Response:
        if not layers:
            return last(request)
        first, rest = layers[0], layers[1:]
        return first.answer(request, self._levers, lambda asked: self._through(rest, asked, last))


def _takes(takes: Takes, request: Request) -> bool:
    token = request.segments() == TOKEN_PATH
    if takes == "any":
        return True
    if takes == "token" or token:
        return takes == "token" and token
    if takes == "bearer":
        return "authorization" in request.headers
    return (request.method in _READS) == (takes != "write")


def _name(request: Request) -> str:
    return f"{request.method} {request.path}?{request.query}"


def _collection(request: Request) -> str:
    """Return what is the same for all pages of one reading."""
    return _name(asking(request, offset=None))
