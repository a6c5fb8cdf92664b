"""HTTP as the learning app speaks it: one connection a host that is kept open."""

import http.client
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

_PATIENCE_SECONDS = 60.0
_NEXT = re.compile(r'<([^>]*)>\s*;\s*rel="?next"?')


@dataclass(frozen=True)
class Answer:
    """What came back; `headers` are named in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300

    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def next_url(self) -> str | None:
        """Return where the next page is, as the Link header says it."""
        found = _NEXT.search(self.headers.get("link", ""))
        return found[1] if found else None


class Connections:
    """Open connections by host; one that the other side has closed is opened anew."""

    def __init__(self) -> None:
        self._open: dict[tuple[str, str], http.client.HTTPConnection] = {}

    def close(self) -> None:
        for connection in self._open.values():
            connection.close()
        self._open.clear()

    def ask(self, method: str, url: str, body: bytes | None, headers: dict[str, str]) -> Answer:
        """Send a request and return its answer; one more time where the connection was stale."""
        parts = urlsplit(url)
        place = (parts.scheme, parts.netloc)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        for is_last in (place not in self._open, True):
            connection = self._open.setdefault(place, _connect(*place))
            try:
                connection.request(method, target, body, headers)
                answer = connection.getresponse()
                held = {name.lower(): value for name, value in answer.getheaders()}
                return Answer(answer.status, held, answer.read())
            except (http.client.HTTPException, OSError):
                self._open.pop(place).close()
                if is_last:
                    raise
        raise AssertionError("the last try answers or raises")


def _connect(scheme: str, place: str) -> http.client.HTTPConnection:
    kind = http.client.HTTPSConnection if scheme == "https" else http.client.HTTPConnection
    return kind(place, timeout=_PATIENCE_SECONDS)
