"""Answer a GET: one record, or a page of a list, as the caller may see it."""

from collections.abc import Sequence
from urllib.parse import quote

import msgspec
from msgspec import Struct

from homeroom import settings
from homeroom.model.kinds import COLLECTIONS, GRADEBOOK, Kind, Version
from homeroom.serve import problems
from homeroom.serve.caller import Caller
from homeroom.serve.links import Around, link_header
from homeroom.serve.operations import (
    GRADEBOOK as GRADES,
)
from homeroom.serve.operations import (
    RESOURCES,
    ROSTERING,
    Operation,
    Part,
    base_of,
)
from homeroom.serve.problems import Refused
from homeroom.serve.query.asked import Asked, read_query
from homeroom.store.scope import TookTooLong, reading_scope
from homeroom.store.serving.pages import Page, Reader
from homeroom.store.serving.wanted import Choice, Order, Span, UnknownName, UnusableValue


class Answer(Struct, frozen=True):
    """What is sent: a body of JSON, headers of its own, and how many records it holds."""

    body: bytes
    rows: int
    headers: dict[str, str] = {}


def addresses(origin: str, version: Version) -> dict[Kind, str]:
    """Return where each kind's records are to be found, for references to them.

    Score scales, which 1.1 does not have, are those of 1.2.
    """
    found = {}
    for kind, word in COLLECTIONS.items():
        of_1_2 = version is Version.V1P2 or kind is Kind.SCORE_SCALE
        base = base_of(Version.V1P2 if of_1_2 else version, service_of(kind))
        found[kind] = f"{origin}{base}/{word}/"
    return found


def service_of(kind: Kind) -> str:
    """Return the service of 1.2 that has a kind."""
    if kind is Kind.RESOURCE:
        return RESOURCES
    return GRADES if kind in GRADEBOOK else ROSTERING


def answer(
    caller: Caller, operation: Operation, ids: Sequence[str], query: str, origin: str
) -> Answer:
    """Return the answer to a GET; raises Refused.

    `ids` are those in the path, `origin` is the scheme and host under which we are reached.
    """
    if any("\x00" in id_ for id_ in ids):
        raise Refused(404, problems.UNKNOWN, "No id has such a character.")
    asked = read_query(query)
    try:
        with reading_scope(caller.district_id, settings.READ_SECONDS) as scope:
            found = addresses(origin, operation.version)
            reader = Reader(scope, caller.app_id, caller.sharing, found)
            return _Reading(reader, operation, asked, origin).answer(ids)
    except TookTooLong as problem:
        words = f"This took longer than {settings.READ_SECONDS} s, and was broken off: ask for less"
        raise Refused(429, problems.BUSY, f"{words} at once, or by an id.") from problem


class _Reading:
    def __init__(self, reader: Reader, operation: Operation, asked: Asked, origin: str) -> None:
        self.reader = reader
        self.operation = operation
        self.asked = asked
        self.origin = origin
        self.warnings: list[problems.JSON] = []
        target = operation.target
        self.choice = Choice(kind=target.kind, version=operation.version, only=target.only)

    def answer(self, ids: Sequence[str]) -> Answer:
        parents: list[tuple[Kind, str, str]] = []
        for part, id_ in zip(self.operation.parents, ids, strict=False):
            parents.append((part.kind, part.only, self._named(part, id_, parents)))
        fields = self._fields()
        if self.operation.is_single:
            return self._one(ids[-1], fields)
        return self._list(ids, parents, fields)

    def _named(self, part: Part, id_: str, above: list[tuple[Kind, str, str]]) -> str:
        """Return the hub id of what a path names; it lies below what the path names before it.

        Somebody who has left a class still has the grades that he or she got there.
        """
        choice = Choice(
            kind=part.kind,
            version=self.operation.version,
            only=part.only,
            parents=() if part.kind is Kind.USER else tuple(above[-1:]),
        )
        found = self.reader.find(choice, id_)
        if found is None:
            raise Refused(404, problems.UNKNOWN, f"There is no {part.kind.value} with this id.")
        return found

    def _one(self, id_: str, fields: Sequence[str] | None) -> Answer:
        hub_id = self._named(self.operation.target, id_, [])
        json = self.reader.one(self.choice, hub_id, fields)
        if json is None:
            raise Refused(404, problems.UNKNOWN, "It has just been deleted.")
        return Answer(self._wrapped(json), 1)

    def _list(
        self,
        ids: Sequence[str],
        parents: list[tuple[Kind, str, str]],
        fields: Sequence[str] | None,
    ) -> Answer:
        # What lies below a school's class lies below the class.
        below = tuple(parents[-1:]) if self._nested_in_last() else tuple(parents)
        choice = msgspec.structs.replace(self.choice, parents=below, filter=self.asked.filter)
        order = self.asked.order
        try:
            page, order = self._page(choice, order, fields)
            total = self._total(choice, page)
        except UnknownName as problem:
            words = f"{self.operation.target.kind.value} has no {problem} to filter by."
            raise Refused(400, problems.FILTER, words) from problem
        except UnusableValue as problem:
            raise Refused(400, problems.FILTER, str(problem)) from problem
        more = page.more if order is None else self.asked.offset + page.rows < total
        around = Around(total, page.last if more else "", keyed=order is None)
        path = self.operation.base + self.operation.path
        for part, id_ in zip(self.operation.parents, ids, strict=True):
            path = path.replace(f"{{{part.parameter}}}", quote(id_, safe=""))
        headers = {
            "X-Total-Count": str(total),
            "Link": link_header(self.origin + path, self.asked, around),
        }
        return Answer(self._wrapped(b"[", page.json, b"]"), page.rows, headers)

    def _page(
        self, choice: Choice, order: Order | None, fields: Sequence[str] | None
    ) -> tuple[Page, Order | None]:
        asked = self.asked
        if order is not None and not self.reader.can_sort(choice, order):
            words = f"{order.path} is nothing to sort by; this is the default order."
            self.warnings.append(problems.warning(problems.SORT, words))
            order = None
        span = Span(limit=asked.limit, offset=asked.offset, order=order, place=asked.place)
        return self.reader.page(choice, span, fields), order

    def _total(self, choice: Choice, page: Page) -> int:
        if self.asked.place:
            return self.asked.place.total
        if page.rows < self.asked.limit and (page.rows or not self.asked.offset):
            return self.asked.offset + page.rows
        return self.reader.count(choice)

    def _fields(self) -> Sequence[str] | None:
        """Return the members to show; a name that there is not is refused by 1.2 alone."""
        if self.asked.fields is None:
            return None
        old = self.operation.version is Version.V1P1
        wanted = [one for one in self.asked.fields if one]
        if not wanted:
            code = problems.BLANK_SELECTION if old else problems.SELECTION
            raise Refused(400, code, "fields names no member.")
        known = self.reader.names(self.choice)
        unknown = [one for one in wanted if one not in known]
        if not unknown:
            return wanted
        words = f"{self.operation.target.kind.value} has no {', '.join(unknown)[:200]} to show."
        if not old:
            raise Refused(400, problems.SELECTION, words)
        self.warnings.append(problems.warning(problems.SELECTION, words))
        return None

    def _nested_in_last(self) -> bool:
        """Say whether the last parent was found below the one before it, and so says enough."""
        parents = self.operation.parents
        return len(parents) < 2 or parents[0].kind is Kind.ORG

    def _wrapped(self, *json: bytes) -> bytes:
        """Return the body of an answer: put together at once, as a page may have many megabytes."""
        said = []
        if self.warnings and self.operation.version is Version.V1P1:
            said = [b',"statusInfoSet":', msgspec.json.encode(self.warnings)]
        return b"".join([b'{"', self.operation.wrapper.encode(), b'":', *json, *said, b"}"])
