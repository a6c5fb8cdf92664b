"""Answers to GET: one row, or a page of a collection with its count and links."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from msgspec import Struct

from homeroom.sandbox.campus.shelf import ListShelf, Shelf, all_rows
from homeroom.sandbox.oneroster.entities import Entity, entity_of
from homeroom.sandbox.oneroster.errors import warning_1p1
from homeroom.sandbox.oneroster.field_tables import value_at
from homeroom.sandbox.oneroster.filters import Filter
from homeroom.sandbox.oneroster.frame import Frame, Row, common
from homeroom.sandbox.oneroster.grade_lists import asks_for_deleted
from homeroom.sandbox.oneroster.query import Query, Warning1p1, read_fields, read_query
from homeroom.sandbox.oneroster.routes import Ask, Route
from homeroom.sandbox.oneroster.shelves import Shelves
from homeroom.sandbox.web.messages import Request, Response, json_response


class Read(Struct, frozen=True):
    """A read whose address and rights are settled."""

    request: Request
    route: Route
    ids: list[str]
    frame: Frame


def answer_one(read: Read) -> Response:
    api = read.frame.api
    entity = entity_of(read.route.entity, api)
    fields, warnings = read_fields(read.request, read.route.entity, api)
    assert read.route.one is not None
    row = read.route.one(Ask(read.frame.view, read.ids))
    shown = _selected(entity.render(read.frame, row), fields)
    return json_response(200, {entity.single: shown} | _warned(warnings, read))


def answer_many(read: Read, shelves: Shelves) -> Response:
    api = read.frame.api
    entity = entity_of(read.route.entity, api)
    query = read_query(read.request, read.route.entity, api)
    key = (read.route.pattern, tuple(read.ids), api, read.frame.view.scope)
    order = (query.filter_text, query.sort, query.descending)
    shelf = shelves.get((*key, *order), read.route, lambda: _shelf(read, entity, query))
    rows = shelf.cut(query.offset, query.offset + query.limit)
    return _page(read, entity, query, (rows, len(shelf)))


def _page(read: Read, entity: Entity, query: Query, found: tuple[list[Any], int]) -> Response:
    """Write a page. Every page of every collection is written here."""
    rows, total = found
    shown = [_selected(entity.render(read.frame, row), query.fields) for row in rows]
    headers = (
        ("X-Total-Count", str(total)),
        ("Link", links(read.request, query.limit, query.offset, total)),
    )
    return json_response(200, {entity.plural: shown} | _warned(query.warnings, read), headers)


def _shelf(read: Read, entity: Entity, query: Query) -> Shelf:
    """Filter and order a collection; line items and results come in the order of ids already."""
    assert read.route.many is not None
    found = read.route.many(Ask(read.frame.view, read.ids, query.filter))
    plain = query.filter is None and query.sort is None and not query.descending
    if isinstance(found, Shelf) and plain:
        return found
    rows: Iterable[Any] = all_rows(found) if isinstance(found, Shelf) else found
    wanted = query.filter
    if not asks_for_deleted(wanted):
        rows = (row for row in rows if not row.deleted)
    if wanted is not None:
        rows = _filtered(rows, wanted, read, entity)
    if query.sort is not None:
        return ListShelf(_sorted(list(rows), read.frame, entity, query))
    keyed = [(entity.id_of(read.frame, row), row) for row in rows]
    keyed.sort(key=lambda pair: pair[0], reverse=query.descending)
    return ListShelf([row for _, row in keyed])


def _filtered(rows: Iterable[Any], wanted: Filter, read: Read, entity: Entity) -> Iterable[Any]:
    if wanted.names_only("status", "dateLastModified"):
        # The commonest filters need no whole row to be written.
        return (row for row in rows if wanted.matches(common("", row)))
    return (row for row in rows if wanted.matches(entity.render(read.frame, row)))


def _sorted(rows: list[Any], frame: Frame, entity: Entity, query: Query) -> list[Any]:
    """Sort by a field, rows without it first, and by id among equals."""
    assert query.sort is not None
    path = query.sort.path
    rows.sort(key=lambda row: entity.id_of(frame, row))
    rows.sort(key=lambda row: value_at(entity.render(frame, row), path), reverse=query.descending)
    return rows


def _selected(row: Row, fields: tuple[str, ...]) -> Row:
    if not fields:
        return row
    return {name: value for name, value in row.items() if name in fields}


def _warned(warnings: tuple[Warning1p1, ...], read: Read) -> dict[str, Any]:
    if not warnings:
        return {}
    path = read.request.path
    return {"statusInfoSet": [warning_1p1(w.code, w.description, path) for w in warnings]}


def links(request: Request, limit: int, offset: int, total: int) -> str:
    """Return the links to first, previous, next and last page, with all other parameters kept."""
    last = max(0, (total - 1) // limit * limit)
    offsets = {"first": 0, "last": last}
    if offset + limit < total:
        offsets["next"] = offset + limit
    if offset > 0:
        offsets["prev"] = max(0, offset - limit)
    kept = "".join(
        f"&{name}={quote(value, safe='')}"
        for name, value in request.parameters()
        if name not in ("limit", "offset")
    )
    base = f"{request.origin}{request.path}?limit={limit}"
    return ", ".join(
        f'<{base}&offset={start}{kept}>; rel="{name}"' for name, start in offsets.items()
    )
