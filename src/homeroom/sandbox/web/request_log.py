"""What was asked of the server: counters, and the last requests."""

from collections import Counter, deque
from threading import Lock
from typing import Any

from homeroom.sandbox.web.messages import Request

_KEPT = 200
_WRITES = ("PUT", "POST", "DELETE")


class RequestLog:
    """Control requests are not counted; paths are kept without their queries, so no secrets."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._running = 0
        self.reset()

    def reset(self) -> None:
        with self._lock:
            self._total = 0
            self._by_resource: Counter[str] = Counter()
            self._errors: Counter[str] = Counter()
            self._writes = 0
            self._most = self._running
            self._last: deque[dict[str, Any]] = deque(maxlen=_KEPT)

    def begin(self) -> None:
        with self._lock:
            self._running += 1
            self._most = max(self._most, self._running)

    def end(self, request: Request, resource: str, status: int) -> None:
        with self._lock:
            self._running -= 1
            self._total += 1
            self._by_resource[f"{request.method} {resource}"] += 1
            if request.method in _WRITES and resource != "token":
                self._writes += 1
            if status >= 400:
                self._errors[str(status)] += 1
            self._last.append({"method": request.method, "path": request.path, "status": status})

    def report(self) -> dict[str, Any]:
        with self._lock:
            return {
                "total": self._total,
                "writes": self._writes,
                "by_resource": dict(sorted(self._by_resource.items())),
                "errors": dict(sorted(self._errors.items())),
                "max_concurrency": self._most,
                "last": list(self._last),
            }
