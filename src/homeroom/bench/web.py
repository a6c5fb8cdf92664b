"""What the bench's own servers share: HTTP/1.1 with keep-alive, a token for everybody, quiet."""

import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOKEN = json.dumps({"access_token": "bench", "token_type": "Bearer", "expires_in": 86_400})


class Handler(BaseHTTPRequestHandler):
    """Answers as fast as it can and knows nothing of rights."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def answer(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        """Send an answer of JSON."""
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer_page(
        self, path: str, found: tuple[bytes, int] | None, offset: int, limit: int
    ) -> None:
        """Send one page of a collection with its total and a link to the next page."""
        if found is None:
            self.answer(404, b"{}")
            return
        body, total = found
        headers = {"X-Total-Count": str(total)}
        if offset + limit < total:
            following = f"http://{self.headers['Host']}{path}?limit={limit}&offset={offset + limit}"
            headers["Link"] = f'<{following}>; rel="next"'
        self.answer(200, body, headers)

    def body(self) -> bytes:
        """Return the body of the request."""
        return self.rfile.read(int(self.headers.get("Content-Length", 0)))

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def page(name: str, rows: list[bytes], offset: int, limit: int) -> tuple[bytes, int]:
    """Return one page of rows as JSON, and the total."""
    body = b",".join(rows[offset : offset + limit])
    return b'{"' + name.encode() + b'":[' + body + b"]}", len(rows)


def serve(handler: type[Handler]) -> None:
    """Serve on a free port of this machine, print the port, and go on until the process ends."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()
