"""Reading a collection page by page, without trusting any single signal of where it ends.

Servers clamp the limit, leave out the total, print links to hosts of their own, repeat a page, or
stop early. The place of the next page is therefore what has arrived so far; link, total and page
length only say whether to ask for it.
"""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx2
import msgspec
import xxhash
from msgspec import Raw, Struct, structs

from homeroom.connectors.oneroster.client import Client
from homeroom.connectors.oneroster.failures import NothingThere
from homeroom.connectors.pages import Page, split
from homeroom.errors import NeedsDistrict, RetryLater

JSON = dict[str, Any]
_NEXT = re.compile(r"<?([^<>,\s]+)>?\s*;[^,]*\brel=\"?next\"?", re.IGNORECASE)


class Place(Struct, frozen=True, kw_only=True):
    """Where a page starts, and what was seen of the collection before it."""

    offset: int = 0
    cursor: Mapping[str, str] = {}  # members of the server's own next link, when it has no offset
    total: int | None = None  # as the first page told it
    digest: str = ""  # of the page before, to recognise a repeated one

    def query(self) -> JSON:
        """Return the members of the query that name this place."""
        return dict(self.cursor) if self.cursor else {"offset": self.offset}


def pages(
    client: Client, url: str, query: Mapping[str, Any], limit: int, start: JSON | None
) -> Iterator[Page]:
    """Yield the pages of one collection from `start` on.

    A repeated page, a shrinking total or a chain that ends early carries a note: what came may be
    used, but nothing may be taken as gone because of it.
    """
    place = msgspec.convert(start, Place) if start else Place()
    while True:
        asked = {"limit": limit, **query, **place.query()}
        page, following = client.read(url, asked, partial(_page, place, limit))
        yield page
        if following is None:
            return
        place = following


def _page(place: Place, limit: int, answer: httpx2.Response) -> tuple[Page, Place | None]:
    if answer.status_code == 404:
        raise _nothing_there(str(answer.request.url))
    body = answer.content
    rows = _rows(body)
    digest = xxhash.xxh3_128_hexdigest(body)
    if rows and digest == place.digest:
        note = "the server sent the same page again"
        return Page(body=b'{"records":[]}', rows=[], next=None, total=place.total, note=note), None
    total = _total(answer)
    arrived = place.offset + len(rows)
    first = place.total if place.total is not None else total
    following = _following(answer, place, len(rows), limit, first)
    note = ""
    if total is not None and first is not None and total < first:
        note = f"the total shrank from {first} to {total} while it was read"
    elif following is None and first is not None and arrived < first:
        note = f"{arrived} records of {first} arrived"
    after = structs.replace(following, total=first, digest=digest) if following else None
    return Page(
        body=body,
        rows=rows,
        next=msgspec.to_builtins(after) if after else None,
        total=total,
        note=note,
    ), after


def _following(
    answer: httpx2.Response, place: Place, count: int, limit: int, total: int | None
) -> Place | None:
    """Return where the next page starts, or None when nothing says that there is one."""
    if count == 0:
        return None
    offset = place.offset + count
    link = _link(answer)
    if link is not None:
        # A server that clamps the limit still prints a next link in steps of what was asked for;
        # only a link without an offset is followed to the letter.
        return Place(offset=offset) if "offset" in link else Place(offset=offset, cursor=link)
    if total is not None and offset >= total:
        return None
    # Neither link nor total end it: a full page or a missing total may hide more behind it.
    return Place(offset=offset) if count >= limit or total is None or offset < total else None


def _link(answer: httpx2.Response) -> dict[str, str] | None:
    """Return the query of the next link, whatever host it names and however it is bracketed."""
    found = _NEXT.search(answer.headers.get("Link", ""))
    if found is None:
        return None
    return dict(parse_qsl(urlsplit(found.group(1)).query))


def _total(answer: httpx2.Response) -> int | None:
    word = answer.headers.get("X-Total-Count", "").strip()
    return int(word) if word.isdigit() else None


def _rows(body: bytes) -> list[Raw]:
    try:
        return split(body)
    except msgspec.DecodeError as problem:
        if body.lstrip()[:1] == b"<":
            raise NeedsDistrict(
                "The server answered with a web page instead of records.",
                fix="Check the Service URL: it may be the address of the sign-in page.",
            ) from problem
        raise RetryLater("The server sent a page that is cut off or no JSON.") from problem


def _nothing_there(url: str) -> NothingThere:
    path = urlsplit(url).path
    return NothingThere(
        f"The server knows no {path.rpartition('/')[2]} at this address (404).",
        fix="Check the path of the Service URL and the API version.",
        detail=f"404 at {path}",
    )
