"""A list of records as servers serve it: some clamp, some forget the total, some link wrongly."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import msgspec

from homeroom.connectors.oneroster.client import Client
from homeroom.connectors.oneroster.paging import pages
from homeroom.connectors.oneroster.tests.scripted import Answer, Asked, Scripted
from homeroom.connectors.pages import JSON, Page, Recognise, nothing_known

PATH = "/users"


@dataclass
class Shelf:
    """`link` and `total` say what the headers hold; every request is kept as (limit, offset)."""

    ids: Sequence[str]
    most: int = 10_000  # records that one page holds, whatever was asked for
    total: Callable[[int, int], int | None] = lambda all_, here: all_
    link: Callable[[int, int, int], str] = lambda limit, offset, all_: ""
    ignores_offset: bool = False
    sifts: Callable[[str], bool] = lambda id_: False  # left out after the page was cut
    seen: list[tuple[int, int]] = field(default_factory=list)
    before: Callable[[int], None] = lambda request: None  # what happens before an answer

    def __call__(self, asked: Asked) -> Answer:
        self.before(len(self.seen))
        limit = min(int(asked.members.get("limit", 100)), self.most)
        offset = int(asked.members.get("offset", 0))
        self.seen.append((int(asked.members.get("limit", 100)), offset))
        start = 0 if self.ignores_offset else offset
        rows = [{"sourcedId": one} for one in self.ids[start : start + limit]]
        shown = [row for row in rows if not self.sifts(row["sourcedId"])]
        headers = {}
        total = self.total(len(self.ids), len(shown))
        if total is not None:
            headers["X-Total-Count"] = str(total)
        if link := self.link(limit, offset, len(self.ids)):
            headers["Link"] = link
        return Answer(200, json.dumps({"users": shown}).encode(), headers)


def names(count: int) -> list[str]:
    """Return ids in order."""
    return [f"u{number:04}" for number in range(count)]


def no_total(all_: int, here: int) -> None:
    """Leave the total out."""


def proper(limit: int, offset: int, all_: int) -> str:
    """Link as the standard says."""
    last = f'<http://inner.example.org/x?limit={limit}&offset=0>; rel="first"'
    if offset + limit >= all_:
        return last
    return f'<http://inner.example.org/x?limit={limit}&offset={offset + limit}>; rel="next", {last}'


def read(
    client: Client,
    server: Scripted,
    limit: int,
    start: JSON | None = None,
    recognise: Recognise = nothing_known,
) -> list[Page]:
    """Read the list of a server to its end."""
    return list(pages(client, server.url + PATH, {"sort": "sourcedId"}, limit, start, recognise))


def ids_of(found: list[Page]) -> list[str]:
    """Return the ids of the records on some pages."""
    rows = [msgspec.json.decode(row) for page in found for row in page.records()]
    return [row["sourcedId"] for row in rows]


def note_of(found: list[Page]) -> str:
    """Return why the pages are no whole list, "" when they are one."""
    return next((page.note for page in found if page.note), "")
