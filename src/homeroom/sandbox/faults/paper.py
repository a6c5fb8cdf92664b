"""A page of a collection, read from an answer, and answers written anew from it."""

from decimal import Decimal
from typing import Any

import msgspec
from msgspec import Struct, structs

from homeroom.sandbox.oneroster.query import DEFAULT_LIMIT, MOST_ROWS
from homeroom.sandbox.oneroster.reading import links
from homeroom.sandbox.web.messages import Request, Response, json_response

_DECODER = msgspec.json.Decoder(dict[str, Any], float_hook=Decimal)
_TOTAL, _LINK = "X-Total-Count", "Link"


class Paper(Struct, frozen=True):
    """Where a page lies in its collection, and what is on it."""

    limit: int
    offset: int
    total: int
    rows: list[dict[str, Any]]


def paper(answer: Response, request: Request) -> Paper | None:
    """Return the page that an answer holds; None for errors, single records and tokens."""
    total = dict(answer.headers).get(_TOTAL)
    if answer.status != 200 or total is None:
        return None
    said = _DECODER.decode(answer.body)
    return Paper(limit_of(request), offset_of(request), int(total), next(iter(said.values())))


def limit_of(request: Request) -> int:
    return min(_number(request, "limit", DEFAULT_LIMIT), MOST_ROWS)


def offset_of(request: Request) -> int:
    return _number(request, "offset", 0)


def _number(request: Request, name: str, default: int) -> int:
    text = request.parameter(name) or ""
    return int(text) if text.isascii() and text.isdigit() else default


def asking(request: Request, **parameters: int | None) -> Request:
    """Return a request with other parameters, and without those that are None."""
    kept = [
        pair
        for pair in request.query.split("&")
        if pair and pair.partition("=")[0] not in parameters
    ]
    kept += [f"{name}={value}" for name, value in parameters.items() if value is not None]
    return structs.replace(request, query="&".join(kept))


def rewritten(answer: Response, rows: list[dict[str, Any]]) -> Response:
    """Return an answer with other records, and everything around them as it was."""
    said = _DECODER.decode(answer.body)
    said[next(iter(said))] = rows
    return json_response(answer.status, said, answer.headers)


def dressed(
    answer: Response, request: Request, *, total: int, said: str | None = "", linked: bool = True
) -> Response:
    """Return an answer with links for the page that was asked for.

    `said` is what stands as the total where that is not the total, None for nothing.
    """
    headers = [pair for pair in answer.headers if pair[0] not in (_TOTAL, _LINK)]
    if said is not None:
        headers.append((_TOTAL, said or str(total)))
    if linked:
        headers.append((_LINK, links(request, limit_of(request), offset_of(request), total)))
    return structs.replace(answer, headers=tuple(headers))
