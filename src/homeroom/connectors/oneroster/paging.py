"""Reading a collection page by page, without trusting any single signal of where it ends.

Servers clamp the limit, leave out the total or print a wrong one, link to hosts of their own,
repeat a page, or stop early. The place of the next page is therefore what has arrived so far;
link, total and page length only say whether to ask for it, and two of them must agree on the end.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import httpx2
import msgspec
from msgspec import Struct, structs

from homeroom.connectors.oneroster.arrivals import Arrival, read_arrival
from homeroom.connectors.oneroster.client import Client
from homeroom.connectors.oneroster.failures import NothingThere
from homeroom.connectors.pages import JSON, Page, Recognise, nothing_known

REPEATED = "the server sent the same page again"
# So many pages without a record are walked through in a row; some servers link on for ever.
MOST_EMPTY = 20


class Place(Struct, frozen=True, kw_only=True):
    """Where a page starts, and what was seen of the collection before it."""

    offset: int = 0
    cursor: Mapping[str, str] = {}  # members of the server's own next link, when it has no offset
    total: int | None = None  # as the first page told it
    pages: int = 0  # how many came before
    empty: int = 0  # how many of these, up to here, had no record
    last: str = ""  # the record that the page before ended with
    # The record with which the page of the last power of two ended: in whatever circle a server
    # leads, sooner or later another page ends with it.
    mark: str = ""
    known: int | None = None  # the page before, where it was recognised

    def query(self, query: Mapping[str, Any], limit: int) -> JSON:
        """Return the query that asks for this place; a cursor is followed to the letter."""
        return dict(self.cursor) or {"limit": limit, **query, "offset": self.offset}


def pages(
    client: Client,
    url: str,
    query: Mapping[str, Any],
    limit: int,
    start: JSON | None,
    recognise: Recognise = nothing_known,
) -> Iterator[Page]:
    """Yield the pages of one collection from `start` on.

    A repeated page, a shrinking total or a chain that ends early carries a note: what came may be
    used, but nothing may be taken as gone because of it.
    """
    place = msgspec.convert(start, Place) if start else Place()
    while True:
        asked = place.query(query, limit)
        page, following = client.read(url, asked, partial(_page, place, limit, recognise))
        yield page
        if following is None:
            return
        place = following


def _page(
    place: Place, limit: int, recognise: Recognise, answer: httpx2.Response
) -> tuple[Page, Place | None]:
    if answer.status_code == 404:
        raise _nothing_there(str(answer.request.url))
    came = read_arrival(answer, recognise)
    if place.pages and came.records and came.last in (place.last, place.mark):
        empty = b'{"records":[]}'
        return Page(body=empty, rows=[], next=None, total=place.total, note=REPEATED), None
    first = place.total if place.total is not None else came.total
    following = _following(place, came, limit)
    after = _after(place, following, came, first) if following else None
    return Page(
        body=came.body,
        rows=came.rows,
        next=msgspec.to_builtins(after) if after else None,
        total=came.total,
        note=_note(place, came, first, goes_on=after is not None),
        last=came.last,
        known=came.known,
    ), after


def _following(place: Place, came: Arrival, limit: int) -> Place | None:
    """Return where the next page starts, or None at the end."""
    offset, link = place.offset + came.records, came.link
    if not came.records and (place.empty >= MOST_EMPTY or _all_there(place, came)):
        return None
    if link and "offset" not in link:
        return Place(offset=offset, cursor=link)
    if place.cursor and link is None:
        return None  # a chain of cursors knows no offset, and would begin anew
    if came.records:
        # A server that clamps the limit still prints a next link in steps of what was asked for.
        over = link is None and offset == _total(place, came) and _agrees(came, limit)
        return None if over else Place(offset=offset)
    # It may have sifted a whole page away; only its own link leads past that.
    jump = (link or {}).get("offset", "")
    return Place(offset=int(jump)) if jump.isdecimal() and int(jump) > offset else None


def _total(place: Place, came: Arrival) -> int | None:
    return came.total if came.total is not None else place.total


def _all_there(place: Place, came: Arrival) -> bool:
    """Say whether as many records came as the server says that there are."""
    total = _total(place, came)
    return total is not None and place.offset + came.records >= total


def _agrees(came: Arrival, limit: int) -> bool:
    """Say whether more than the total speaks for the end: links without a next, or a short page.

    Some servers print the length of the page as the total.
    """
    return came.linked or came.records < limit


def _after(place: Place, following: Place, came: Arrival, total: int | None) -> Place:
    count = place.pages + 1
    last = came.last
    return structs.replace(
        following,
        total=total,
        pages=count,
        empty=0 if came.records else place.empty + 1,
        last=last,
        mark=last if count & (count - 1) == 0 else place.mark,
        known=came.known.id if came.known else None,
    )


def _note(place: Place, came: Arrival, first: int | None, *, goes_on: bool) -> str:
    """Return why the collection cannot be taken as complete, "" when nothing says so."""
    arrived = place.offset + came.records
    if came.total is not None and first is not None and came.total < first:
        return f"the total shrank from {first} to {came.total} while it was read"
    if place.last and not _followed(place, came) and came.holds(place.last):
        return "records moved from one page to the next while it was read"
    if goes_on:
        return ""
    if came.link is not None and not _all_there(place, came):
        return "the server named another page after an empty one"
    return f"{arrived} records of {first} arrived" if first is not None and arrived < first else ""


def _followed(place: Place, came: Arrival) -> bool:
    """Say whether the page followed the one before in a reading that was complete already."""
    return came.known is not None and place.known is not None and came.known.after == place.known


def _nothing_there(url: str) -> NothingThere:
    path = urlsplit(url).path
    return NothingThere(
        f"The server knows no {path.rpartition('/')[2]} at this address (404).",
        fix="Check the path of the Service URL and the API version.",
        detail=f"404 at {path}",
    )
