"""A pretend OpenID Connect issuer on this machine: it vouches for whoever it is told to."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit


@dataclass
class Issuer:
    """Where it answers, whom it vouches for, and what it was asked."""

    address: str
    claims: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)


@contextmanager
def issuing() -> Iterator[Issuer]:
    """Run an issuer on a free port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Answers)
    issuer = Issuer(f"http://127.0.0.1:{server.server_port}")
    server.issuer = issuer  # type: ignore[attr-defined]
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Answers(BaseHTTPRequestHandler):
    @property
    def issuer(self) -> Issuer:
        found: Issuer = self.server.issuer  # type: ignore[attr-defined]
        return found

    def do_GET(self) -> None:
        path, query = urlsplit(self.path).path, parse_qs(urlsplit(self.path).query)
        self.issuer.asked.append(path)
        if path == "/authorize":
            back = urlencode({"code": "once", "state": query["state"][0]})
            self.send_response(302)
            self.send_header("Location", f"{query['redirect_uri'][0]}?{back}")
            self.end_headers()
        elif path == "/userinfo":
            self._say(self.issuer.claims)
        else:
            at = self.issuer.address
            self._say(
                {
                    "issuer": at,
                    "authorization_endpoint": f"{at}/authorize",
                    "token_endpoint": f"{at}/token",
                    "userinfo_endpoint": f"{at}/userinfo",
                    "token_endpoint_auth_methods_supported": ["client_secret_post"],
                }
            )

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.issuer.asked.append(self.path)
        good = form["code"] == ["once"] and form["client_secret"] == ["shared"]
        self._say({"access_token": "t", "token_type": "Bearer"} if good else {"error": "no"})

    def _say(self, body: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())

    def log_message(self, *_: Any) -> None:
        """Stay silent."""
