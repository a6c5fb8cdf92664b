"""A OneRoster server that takes grades: python -m homeroom.bench.taking RESULTS DELAY.

It shows the roster of the bench's district, keeps line items and results that are put, and answers
each request of the gradebook after DELAY seconds. GET /counts tells how many there were, GET /held
which grades it holds, and since when.
"""

import json
import sys
import threading
import time
from urllib.parse import parse_qs, unquote, urlsplit

from homeroom.bench import district, web
from homeroom.bench.district import A_CLASS, RESULTS, Size

ITEMS = "lineItems"
CATEGORIES = "categories"
_NAMES = {CATEGORIES: "category", ITEMS: "lineItem", RESULTS: "result"}
_ROSTER = ["orgs", "academicSessions", "courses", "classes", "users", "enrollments", "categories"]


class Gradebook:
    """What was put, by id; the results also by line item."""

    def __init__(self, size: Size) -> None:
        everything = district.tables(size)
        self.roster = {name: everything[name] for name in _ROSTER}
        self.kept: dict[str, dict[str, bytes]] = {name: {} for name in _NAMES}
        self.kept[CATEGORIES]["category"] = everything[CATEGORIES][0]
        self.of_item: dict[str, dict[str, bytes]] = {}
        self.since: dict[str, float] = {}
        self.asked = self.puts = 0
        self._lock = threading.Lock()

    def count(self) -> None:
        """Count one request of the gradebook."""
        with self._lock:
            self.asked += 1

    def put(self, collection: str, id_: str, body: bytes) -> None:
        """Keep a category, a line item or a result."""
        said = json.loads(body)[_NAMES[collection]]
        row = json.dumps({"status": "active", **said}).encode()
        with self._lock:
            self.puts += 1
            self.kept[collection][id_] = row
            if collection == RESULTS:
                self.since[id_] = time.time()
                self.of_item.setdefault(said["lineItem"]["sourcedId"], {})[id_] = row

    def held(self, delay: float) -> list[tuple[str, str, str, float]]:
        """Return title, student, score, and the moment at which its writer heard of it, of each."""
        with self._lock:
            titles = {id_: json.loads(row)["title"] for id_, row in self.kept[ITEMS].items()}
            rows = [(id_, json.loads(row)) for id_, row in self.kept[RESULTS].items()]
            return [
                (
                    titles[row["lineItem"]["sourcedId"]],
                    row["student"]["sourcedId"],
                    str(row["score"]),
                    self.since[id_] + delay,
                )
                for id_, row in rows
            ]

    def rows(self, parts: list[str]) -> list[bytes] | None:
        """Return the rows of a list: classes/*/lineItems/*/results, or a whole collection."""
        if len(parts) == 5 and parts[2] == ITEMS:
            return list(self.of_item.get(parts[3], {}).values())
        name = parts[-1]
        return list(self.kept[name].values()) if name in self.kept else self.roster.get(name)


class Handler(web.Handler):
    """The gradebook over HTTP."""

    book: Gradebook
    delay: float
    # One packet for each answer.
    wbufsize = 65_536

    def do_GET(self) -> None:
        began = time.monotonic()
        parts = urlsplit(self.path)
        names = _names(parts.path)
        if names == ["counts"]:
            said = {"requests": self.book.asked, "puts": self.book.puts}
            self.answer(200, json.dumps(said).encode())
            return
        if names == ["held"]:
            self.answer(200, json.dumps(self.book.held(self.delay)).encode())
            return
        if len(names) == 2 and names[0] in self.book.kept:
            self._one(*names)
        else:
            asked = parse_qs(parts.query)
            offset, limit = (int(asked.get(name, ["0"])[0]) for name in ("offset", "limit"))
            rows = self.book.rows(names)
            found = None if rows is None else web.page(names[-1], rows, offset, limit or 100)
            self.answer_page(parts.path, found, offset, limit or 100)
        if len(names) > 1:
            self._wait(began)

    def do_PUT(self) -> None:
        began = time.monotonic()
        collection, id_ = _names(self.path)
        self.book.put(collection, id_, self.body())
        self.answer(201, b"{}")
        self._wait(began)

    def do_POST(self) -> None:
        self.body()
        self.answer(200, web.TOKEN.encode())

    def _one(self, collection: str, id_: str) -> None:
        row = self.book.kept[collection].get(id_)
        name = _NAMES[collection].encode()
        if row is None:
            self.answer(404, b"{}")
        else:
            self.answer(200, b'{"' + name + b'":' + row + b"}")

    def _wait(self, began: float) -> None:
        """Keep the answer back until its time: it leaves when this request is over."""
        self.book.count()
        if self.delay:
            time.sleep(max(began + self.delay - time.monotonic(), 0.0))


def _names(path: str) -> list[str]:
    """Return the parts of a path behind its base."""
    return [unquote(one) for one in path.rpartition("/v1p2/")[2].strip("/").split("/")]


if __name__ == "__main__":
    Handler.book = Gradebook(Size(max(int(sys.argv[1]), A_CLASS)))
    Handler.delay = float(sys.argv[2])
    web.serve(Handler)
