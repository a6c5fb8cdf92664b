"""A static OneRoster server of pages in memory: python -m homeroom.bench.static RESULTS.

What is measured with it is the hub. When it is ready it prints its port. POST /change/NAME changes
what it shows; SIGTERM ends it.
"""

import sys
from urllib.parse import parse_qs, urlsplit

from homeroom.bench import district, web
from homeroom.bench.district import A_CLASS, RESULTS, STUDENTS, Size


class Shown:
    """What the server shows, and how it can be changed."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self.tables = district.tables(size)
        self.turns = 0

    def page(self, collection: str, offset: int, limit: int) -> tuple[bytes, int] | None:
        """Return one page and the total; None where there is no such collection."""
        rows = self.tables.get(collection)
        return None if rows is None else web.page(collection, rows, offset, limit)

    def change(self, name: str) -> None:
        """Change the results: one_percent, shifted, rewritten or rescored; each time others.

        After spread/STORED/CHANGED, nothing but so many changed results of a district of so many is
        shown, as a server does that is asked for what is new.
        """
        self.turns += 1
        stamp = f"2026-10-{1 + self.turns % 27:02}T13:00:00.000Z"
        rows = self.tables[RESULTS]
        if name in ("one_percent", "rescored"):
            every = 100 if name == "one_percent" else 1
            for number, cell in enumerate(district.cells(self.size)):
                if number % every == self.turns % every:
                    score = f"{1 + self.turns % 9}.25"
                    rows[number] = district.result(cell, score=score, stamp=stamp)
        elif name == "shifted":
            # A new student's grade for the first item, with an id that sorts before all others.
            cell = (0, 0, STUDENTS + self.turns % district.MORE)
            rows.insert(0, district.result(cell, id_=f"a{100_000 - self.turns}", stamp=stamp))
        elif name == "rewritten":
            rows[:] = [district.reordered(row, stamp) for row in rows]
        elif name.startswith("spread/"):
            self._spread(*map(int, name.split("/")[1:]), stamp=stamp)

    def _spread(self, stored: int, changed: int, *, stamp: str) -> None:
        step = stored // changed
        numbers = range(self.turns % step, stored, step)[:changed]
        score = f"{1 + self.turns % 9}.25"
        self.tables = {name: [] for name in self.tables}
        self.tables[RESULTS] = [
            district.result(district.cell(number), score=score, stamp=stamp) for number in numbers
        ]


class Handler(web.Handler):
    """Pages of the static district."""

    shown: Shown

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        asked = parse_qs(parts.query)
        offset, limit = (int(asked.get(name, ["0"])[0]) for name in ("offset", "limit"))
        found = self.shown.page(parts.path.rpartition("/")[2], offset, limit or 100)
        self.answer_page(parts.path, found, offset, limit or 100)

    def do_POST(self) -> None:
        self.body()
        if self.path.startswith("/change/"):
            self.shown.change(self.path.removeprefix("/change/"))
        self.answer(200, web.TOKEN.encode())


if __name__ == "__main__":
    Handler.shown = Shown(Size(max(int(sys.argv[1]), A_CLASS)))
    web.serve(Handler)
