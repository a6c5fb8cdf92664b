"""A small HTTP server on loopback that answers from a script and remembers what it was asked."""

import json
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

TOKEN_PATH = "/token"


@dataclass(frozen=True)
class Asked:
    """One request as it stood on the wire: the path is not decoded."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]  # names in small letters
    body: bytes

    @property
    def members(self) -> dict[str, str]:
        """Return the decoded query."""
        return dict(parse_qsl(self.query, keep_blank_values=True))

    @property
    def form(self) -> dict[str, str]:
        """Return the decoded body of a form."""
        return dict(parse_qsl(self.body.decode(), keep_blank_values=True))


@dataclass(frozen=True)
class Answer:
    """One answer; `cut` bytes of its body stay away, and None means that nothing is sent at all."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: int | None = 0


DROPPED = Answer(cut=None)
Handler = Answer | Callable[[Asked], Answer]


def said(value: Any, status: int = 200, **headers: str) -> Answer:
    """Return a JSON answer; `Retry_After="3"` becomes the header Retry-After."""
    named = {name.replace("_", "-"): held for name, held in headers.items()}
    return Answer(status, json.dumps(value).encode(), {"Content-Type": "application/json", **named})


def token(name: str = "token-1", seconds: Any = 3600) -> Answer:
    """Return what a token endpoint answers."""
    return said({"access_token": name, "token_type": "Bearer", "expires_in": seconds})


@dataclass
class Scripted:
    """The running server: `on` writes its script, `asked` is what came in."""

    url: str
    asked: list[Asked] = field(default_factory=list)
    script: dict[str, list[Handler]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def on(self, path: str, *handlers: Handler, method: str = "GET") -> None:
        """Answer a path in turn with these; the last one stays. `*` ends a path that begins so."""
        self.script[f"{method} {path}"] = list(handlers)

    def to(self, path: str, method: str = "GET") -> list[Asked]:
        """Return the requests to one path."""
        return [one for one in self.asked if (one.method, one.path) == (method, path)]

    def records(self) -> list[Asked]:
        """Return the requests but those for a token."""
        return [one for one in self.asked if one.path != TOKEN_PATH]

    def answer(self, asked: Asked) -> Answer:
        """Return the answer to a request; 404 for what the script does not know."""
        with self.lock:
            self.asked.append(asked)
            handler = self._next(f"{asked.method} {asked.path}")
        return handler(asked) if callable(handler) else handler

    def _next(self, name: str) -> Handler:
        found = self.script.get(name)
        if found is None:
            begun = [key for key in self.script if key[-1] == "*" and name.startswith(key[:-1])]
            if not begun:
                return Answer(404)
            found = self.script[max(begun, key=len)]
        return found.pop(0) if len(found) > 1 else found[0]


@contextmanager
def scripted(tls: ssl.SSLContext | None = None) -> Iterator[Scripted]:
    """Run a server on a free port; it gives a token to whoever asks."""
    listener = ThreadingHTTPServer(("127.0.0.1", 0), _Desk)
    listener.daemon_threads = True
    if tls is not None:
        listener.socket = tls.wrap_socket(listener.socket, server_side=True)
    scheme = "https" if tls else "http"
    server = Scripted(f"{scheme}://127.0.0.1:{listener.server_port}")
    server.on(TOKEN_PATH, token(), method="POST")
    listener.scripted = server  # type: ignore[attr-defined]
    # A handshake that a client breaks off is what a test wants, and nothing to print.
    listener.handle_error = lambda request, client_address: None  # type: ignore[method-assign]
    thread = threading.Thread(target=lambda: listener.serve_forever(0.02), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown()
        thread.join()
        listener.server_close()


class _Desk(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    # Head and body leave as one packet; two would wait for each other's acknowledgement.
    wbufsize = -1

    def _serve(self) -> None:
        path, _, query = self.path.partition("?")
        length = int(self.headers.get("Content-Length", 0))
        headers = {name.casefold(): held for name, held in self.headers.items()}
        asked = Asked(self.command, path, query, headers, self.rfile.read(length))
        server: Scripted = self.server.scripted  # type: ignore[attr-defined]
        answer = server.answer(asked)
        if answer.cut is None:
            self.close_connection = True
            return
        self.send_response_only(answer.status)  # no Date of its own
        for name, held in answer.headers.items():
            self.send_header(name, held)
        if "Transfer-Encoding" not in answer.headers:
            self.send_header("Content-Length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body[: len(answer.body) - answer.cut])
        self.wfile.flush()
        self.close_connection = bool(answer.cut)

    do_GET = do_PUT = do_DELETE = do_POST = _serve

    def log_message(self, format: str, *args: Any) -> None:
        """Keep quiet; the requests are remembered anyway."""
