"""A proxy between the hub and the SIS, at which requests and answers get lost, as a test asks."""

import http.client
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import Enum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

from msgspec import json


class Fate(Enum):
    """What becomes of a request."""

    PASSES = "it arrives, and so does its answer"
    NO_ANSWER = "it arrives, and its answer is lost"
    SWALLOWED = "it does not arrive, and is answered as if it had been carried out"


@dataclass
class Asked:
    """One request that came to the gate."""

    method: str
    path: str
    body: bytes

    @property
    def score(self) -> float | None:
        """Return the score that it writes."""
        found = json.decode(self.body or b"{}")
        return dict(found.get("result", {})).get("score")

    @property
    def writes_a_grade(self) -> bool:
        """Say whether it writes a result."""
        return self.method == "PUT" and "/results/" in self.path

    @property
    def looks_at_grades(self) -> bool:
        """Say whether it reads the results of a line item."""
        return self.method == "GET" and self.path.partition("?")[0].endswith("/results")


@dataclass
class Gate:
    """`rule` decides about each request, in the thread of its connection; it may take its time.

    `over` is told when the SIS has carried a request out.
    """

    url: str = ""
    rule: Callable[[Asked], Fate] = lambda asked: Fate.PASSES
    over: Callable[[Asked], None] = lambda asked: None
    asked: list[Asked] = field(default_factory=list)

    def scores(self) -> list[float | None]:
        """Return the scores that were written through the gate, in the order of their arrival."""
        return [one.score for one in self.asked if one.writes_a_grade]


@contextmanager
def gate_to(url: str) -> Iterator[Gate]:
    """Open a gate to the server of an address."""
    gate = Gate()
    place = urlsplit(url)

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def _serve(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            asked = Asked(self.command, self.path, body)
            fate = gate.rule(asked)
            if fate is Fate.SWALLOWED:
                self._answer(200, {}, b"{}")
                return
            gate.asked.append(asked)
            status, headers, said = self._forward(body)
            gate.over(asked)
            if fate is Fate.NO_ANSWER:
                self.close_connection = True
            else:
                self._answer(status, headers, said)

        do_GET = do_PUT = do_POST = do_DELETE = _serve

        def _forward(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
            onward = http.client.HTTPConnection(place.hostname or "", place.port, timeout=60)
            try:
                onward.request(self.command, self.path, body, dict(self.headers.items()))
                answer = onward.getresponse()
                return answer.status, dict(answer.getheaders()), answer.read()
            finally:
                onward.close()

        def _answer(self, status: int, headers: dict[str, str], said: bytes) -> None:
            self.send_response_only(status)
            for name, value in headers.items():
                if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                    self.send_header(name, value)
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            gate.url = place._replace(netloc=f"127.0.0.1:{server.server_port}").geturl()
            yield gate
        finally:
            server.shutdown()
            thread.join()
