"""A static OneRoster server of pages in memory: python -m homeroom.bench.static RESULTS.

It answers as fast as it can and knows nothing of rights, so that what is measured is the hub. When
it is ready it prints its port. POST /change/NAME changes what it shows; SIGTERM ends it.
"""

import json
import sys
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from homeroom.bench import district
from homeroom.bench.district import A_CLASS, RESULTS, STUDENTS, Size

TOKEN = json.dumps({"access_token": "bench", "token_type": "Bearer", "expires_in": 86_400})


class Shown:
    """What the server shows, and how it can be changed."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.tables = district.tables(size)
        self.turns = 0

    def page(self, collection: str, offset: int, limit: int) -> tuple[bytes, int] | None:
        """Return one page and the total."""
        rows = self.tables.get(collection)
        if rows is None:
            return None
        body = b",".join(rows[offset : offset + limit])
        return b'{"' + collection.encode() + b'":[' + body + b"]}", len(rows)

    def change(self, name: str) -> None:
        """Change the results: one_percent, shifted or rewritten; each time others."""
        self.turns += 1
        stamp = f"2026-10-{1 + self.turns % 27:02}T13:00:00.000Z"
        rows = self.tables[RESULTS]
        if name == "one_percent":
            for number, cell in enumerate(district.cells(self.size)):
                if number % 100 == self.turns % 100:
                    score = f"{1 + self.turns % 9}.25"
                    rows[number] = district.result(cell, score=score, stamp=stamp)
        elif name == "shifted":
            # A new student's grade for the first item, with an id that sorts before all others.
            cell = (0, 0, STUDENTS + self.turns % district.MORE)
            rows.insert(0, district.result(cell, id_=f"a{100_000 - self.turns}", stamp=stamp))
        elif name == "rewritten":
            rows[:] = [district.reordered(row, stamp) for row in rows]


class Handler(BaseHTTPRequestHandler):
    """HTTP/1.1 with keep-alive; quiet."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    shown: Shown

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = parse_qs(parts.query)
        offset, limit = (int(asked.get(name, ["0"])[0]) for name in ("offset", "limit"))
        name = parts.path.rpartition("/")[2]
        found = self.shown.page(name, offset, limit or 100)
        if found is None:
            self._answer(404, b"{}", {})
            return
        body, total = found
        links = {"X-Total-Count": str(total)}
        if offset + limit < total:
            following = f"{parts.path}?limit={limit}&offset={offset + limit}"
            links["Link"] = f'<http://{self.headers["Host"]}{following}>; rel="next"'
        self._answer(200, body, links)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path.startswith("/change/"):
            self.shown.change(self.path.rpartition("/")[2])
        self._answer(200, TOKEN.encode(), {})

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


def main(results: int) -> None:
    """Serve a district of so many results until the process is ended."""
    Handler.shown = Shown(Size(max(results, A_CLASS)))
    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        print(server.server_address[1], flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]))
