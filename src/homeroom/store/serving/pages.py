"""Pages of lists and single records, each one statement that returns the whole answer as text."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from homeroom.model.records import NOT_SAID
from homeroom.rules.sharing import Sharing
from homeroom.store.columns import TABLES
from homeroom.store.scope import Scope
from homeroom.store.serving.bag import Bag
from homeroom.store.serving.chosen import PARENTS, chosen, listed
from homeroom.store.serving.hrefs import Addresses, Hrefs
from homeroom.store.serving.members import BESIDE, Member
from homeroom.store.serving.orders import order_words
from homeroom.store.serving.people import NOBODY
from homeroom.store.serving.rendering import rendered, shown
from homeroom.store.serving.shared import Shared
from homeroom.store.serving.wanted import Choice, Order, Span, UnknownName
from homeroom.store.statements import Numbered, Params, Question, numbered

# What asks for a page or a record, by all that it depends on but the values of one request.
_MADE: dict[Hashable, tuple[Numbered, Params]] = {}
_MOST = 500
# What makes FROM and WHERE of the records that are asked for.
Source = Callable[[Choice, Shared, Bag], str]


class Page(Struct, frozen=True):
    """The records of one page as JSON, joined by commas; how many they are, and the last one's id.

    `more`: in the order of ids, others follow.
    """

    json: bytes
    rows: int
    last: str
    more: bool


class Reader:
    """Reads for one app of one district: what is shared with it, and under which addresses.

    It is quick in a scope for reading alone (store/scope.py).
    """

    def __init__(self, scope: Scope, app_id: int, sharing: Sharing, addresses: Addresses) -> None:
        self._scope = scope
        self._app_id = app_id
        self._sharing = sharing
        self._addresses = addresses

    def page(self, choice: Choice, span: Span, fields: Sequence[str] | None) -> Page:
        """Return one page of a list; `fields` are the members wanted, None for all."""
        place = span.place
        values: dict[str, Any] = {"limit": span.limit, "skipped": 0 if place else span.offset}
        if place:
            values |= {"after": place.after}
        # A filter's value decides whether an index helps, so that its plan is not kept.
        if choice.filter:
            made = self._page(choice, span, fields)
            found = self._scope.binary(made.sql, **{**made.params, **values})
        else:
            key = ("page", place is None, fields and tuple(fields), span.order)
            found = self._ask(choice, key, lambda: self._page(choice, span, fields), values)
        ((written, rows, last, more),) = found
        return Page(bytes(written or b""), rows, last or "", more)

    def _page(self, choice: Choice, span: Span, fields: Sequence[str] | None) -> Question:
        """Return what asks for a page; where it begins and its length are named parameters."""
        bag = Bag()
        shared = Shared(self._sharing, bag)
        some = self._members(choice, shared, bag, fields)
        kept = chosen(choice, shared, bag)
        json, joins = rendered(some)
        # What stands for nobody's record is the first of all, and follows none.
        going_on = f"{kept} AND t.id > %(after)s::uuid"
        page = going_on if span.place else listed(choice, shared, bag)
        order = order_words(choice.kind, choice.version, span.order, shared)
        # Numbering costs as much as reading: only another order than that of ids needs it.
        number = f"row_number() OVER (ORDER BY {order})" if span.order else "t.id"
        # In this order the key is walked on from there, and not another index from its beginning.
        following = f"SELECT t.id {kept} AND t.id > whole.last::uuid"
        limit = "%(limit)s::int"
        return Question(
            f"SELECT whole.json, whole.rows, whole.last, whole.rows = {limit}"
            f"  AND ({following} ORDER BY t.id LIMIT 1) IS NOT NULL"
            " FROM (SELECT convert_to(string_agg(page.json, ',' ORDER BY page.at), 'UTF8') AS json,"
            '   count(*) AS rows, max(page.id::text COLLATE "C") AS last'
            f" FROM (SELECT t.at, t.id, {json} AS json"
            f"  FROM (SELECT t.*, {BESIDE}, {number} AS at {page} ORDER BY {order}"
            f"   LIMIT {limit} OFFSET %(skipped)s::int) t{joins}) page) whole",
            bag.params,
        )

    def _ask(
        self,
        choice: Choice,
        key: tuple[Hashable, ...],
        make: Callable[[], Question],
        values: Mapping[str, Any],
    ) -> list[Any]:
        """Ask what differs from other requests in its values alone, `key` telling which that are.

        To put a statement together takes longer than to send it.
        """
        above = tuple((kind, only) for kind, only, _ in choice.parents)
        seen, addresses = self._sharing.seen, tuple(self._addresses.values())
        whole = (key, choice.kind, choice.version, choice.only, above, seen, addresses)
        made = _MADE.get(whole)
        if made is None:
            question = make()
            if len(_MADE) >= _MOST:
                _MADE.clear()
            made = _MADE[whole] = (numbered(question.sql), question.params)
        statement, params = made
        named = {name: id_ for name, (*_, id_) in zip(PARENTS, choice.parents, strict=False)}
        return self._scope.prepared(statement, **{**params, **named, **values})

    def count(self, choice: Choice) -> int:
        """Return how many records a list has on all of its pages."""
        bag = Bag()
        source = listed(choice, Shared(self._sharing, bag), bag)
        self._scope.by_any_way()
        return int(self._scope.value(f"SELECT count(*) {source}", **bag.params))

    def one(self, choice: Choice, id_: str, fields: Sequence[str] | None) -> bytes | None:
        """Return one record as JSON by its hub id."""
        made = listed if id_ == NOBODY else chosen
        key = ("one", made, fields and tuple(fields), choice.filter)
        rows = self._ask(choice, key, lambda: self._one(choice, fields, made), {"id": id_})
        return bytes(rows[0][0]) if rows else None

    def _one(self, choice: Choice, fields: Sequence[str] | None, made: Source) -> Question:
        bag = Bag()
        shared = Shared(self._sharing, bag)
        json, joins = rendered(self._members(choice, shared, bag, fields))
        source = f"{made(choice, shared, bag)} AND t.id = %(id)s::uuid"
        return Question(
            f"SELECT convert_to({json}, 'UTF8') FROM (SELECT t.*, {BESIDE} {source}) t{joins}",
            bag.params,
        )

    def find(self, choice: Choice, sourced_id: str) -> str | None:
        """Return the hub id of a record that this app may see, by an id that it may go by.

        That is the id that the hub shows, an id under which the app itself wrote it, or that of a
        record that became part of it.
        """
        made = listed if sourced_id == NOT_SAID else chosen
        for condition in (_SHOWN, _WRITTEN, _JOINED):
            bag = Bag()
            source = made(choice, Shared(self._sharing, bag), bag)
            named = condition.format(table=TABLES[choice.kind].name)
            found = self._scope.value(
                f"SELECT t.id::text {source} AND {named}",
                named=sourced_id,
                app=self._app_id,
                kind=choice.kind.value,
                **bag.params,
            )
            if found is not None:
                return str(found)
        return None

    def can_sort(self, choice: Choice, order: Order) -> bool:
        """Say whether a list can be sorted so."""
        try:
            shared = Shared(self._sharing, Bag())
            order_words(choice.kind, choice.version, order, shared)
        except UnknownName:
            return False
        return True

    def names(self, choice: Choice) -> list[str]:
        """Return the members that a kind can show in a version to this app."""
        bag = Bag()
        shared = Shared(self._sharing, bag)
        some = shown(choice.kind, choice.version, Hrefs(self._addresses, bag), shared)
        return [one.wire for one in some]

    def _members(
        self, choice: Choice, shared: Shared, bag: Bag, fields: Sequence[str] | None
    ) -> list[Member]:
        some = shown(choice.kind, choice.version, Hrefs(self._addresses, bag), shared)
        return some if fields is None else [one for one in some if one.wire in fields]


_SHOWN = "t.sourced_id = %(named)s"
_WRITTEN = (
    "t.id = (SELECT l.record_id FROM record_links l WHERE l.district_id = %(district)s"
    " AND l.app_id = %(app)s AND l.kind = %(kind)s AND l.space = ''"
    " AND l.external_id = %(named)s)"
)
# A chain of merges is followed to its end; who was parted again means itself.
_JOINED = (
    "t.id IN (WITH RECURSIVE meant (id) AS (SELECT g.id FROM {table} g"
    "  WHERE g.district_id = %(district)s AND g.sourced_id = %(named)s"
    " UNION SELECT j.stays FROM meant m JOIN joins j ON j.district_id = %(district)s"
    "  AND j.goes = m.id AND j.parted_at IS NULL) SELECT id FROM meant)"
)
