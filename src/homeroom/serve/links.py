"""The Link header: where the first, previous, next and last page are, as absolute addresses.

In the default order `next` names the last record of the page and the total of the first one, so
that whoever follows it gets each record once while others write. The rest of the query is kept.
"""

from collections.abc import Iterable
from urllib.parse import quote, urlencode

from msgspec import Struct

from homeroom.serve.query.asked import CURSOR, Asked


class Around(Struct, frozen=True):
    """What is known about a page: the total, and the id of its last record where others follow."""

    total: int
    last: str  # "" at the end of the list
    keyed: bool  # in the default order, which goes on from a record


def link_header(address: str, asked: Asked, around: Around) -> str:
    """Return the header for a page of the list at an address."""
    end = max(around.total - 1, 0) // asked.limit * asked.limit
    found = [("first", _at(asked, 0)), ("last", _at(asked, end))]
    if asked.offset > 0:
        found.append(("prev", _at(asked, max(asked.offset - asked.limit, 0))))
    if around.last:
        following = _at(asked, asked.offset + asked.limit)
        if around.keyed:
            following = [*following, (CURSOR, f"{around.last}.{around.total}")]
        found.append(("next", following))
    return ", ".join(f'<{address}?{_query(pairs)}>; rel="{rel}"' for rel, pairs in found)


def _at(asked: Asked, offset: int) -> list[tuple[str, str]]:
    return [*asked.kept, ("limit", str(asked.limit)), ("offset", str(offset))]


def _query(pairs: Iterable[tuple[str, str]]) -> str:
    return urlencode(list(pairs), quote_via=quote, safe=":/@,")
