"""HTTP/1.1 with keep-alive over the standard library's threading server."""

import json
import sys
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from homeroom.sandbox.web.messages import Request, Response

Answer = Callable[[Request], Response]
Now = Callable[[], int]


def make_server(address: tuple[str, int], answer: Answer, now: Now) -> ThreadingHTTPServer:
    """Return a bound server; `now` is the pretend clock in milliseconds, shown as Date."""

    class Handler(_Handler):
        pass

    Handler.answer = staticmethod(answer)
    Handler.now = staticmethod(now)
    return _Server(address, Handler)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet about clients that hang up; report everything else."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


class _Handler(BaseHTTPRequestHandler):
    answer: Answer
    now: Now
    protocol_version = "HTTP/1.1"
    server_version = "InfiniteCampusSandbox"
    # Small answers go out at once: with Nagle's algorithm a PUT would wait for the last ACK.
    disable_nagle_algorithm = True

    def _take(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if "Transfer-Encoding" in self.headers or not length.isdigit():
            self.close_connection = True
            self._give(Response(411, b'{"error":"length_required"}'))
            return
        body = self.rfile.read(int(length))
        if len(body) < int(length):
            # The client hung up in the middle: half a body must not be taken for a whole one.
            self.close_connection = True
            return
        path, _, query = self.path.partition("?")
        host = self.headers.get("Host", "localhost")
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, path, query, headers, body, f"http://{host}")
        try:
            response = self.answer(request)
        except Exception:
            # A fault of ours must show as one, in the client's report as well as here.
            trace = traceback.format_exc()
            self.log_error("%s", trace)
            response = Response(500, json.dumps({"error": "sandbox", "trace": trace}).encode())
        self._give(response)

    do_GET = do_HEAD = do_PUT = do_POST = do_DELETE = do_PATCH = _take

    def _give(self, response: Response) -> None:
        """Send header and body in one piece, or as much of them as the answer allows."""
        sent = response.hangs_up_after
        if sent is not None:
            self.close_connection = True
            if sent < 0:
                return
        date = datetime.fromtimestamp(self.now() / 1000, UTC)
        lines = [
            f"HTTP/1.1 {response.status} {HTTPStatus(response.status).phrase}",
            f"Date: {format_datetime(date, usegmt=True)}",
            *(f"{name}: {value}" for name, value in response.headers),
        ]
        if response.body:
            lines.append(f"Content-Type: {response.content_type}")
        if response.status != HTTPStatus.NO_CONTENT:
            lines.append(f"Content-Length: {len(response.body)}")
        if self.close_connection and sent is None:
            lines.append("Connection: close")
        head = ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")
        self.wfile.write(head if self.command == "HEAD" else head + response.body[:sent])

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Keep quiet: the request log is at /sandbox/requests."""
