"""Answer PUT, POST and DELETE: what an app writes is kept by the merge that a sync uses."""

from collections.abc import Mapping, Sequence
from functools import partial

import msgspec
from msgspec import Struct

from homeroom.model.kinds import Kind, Version
from homeroom.runs.context import Context
from homeroom.runs.writes import own_deletion, plain_grade, taking
from homeroom.runs.writes.own_ids import CannotTake, Fault, Given
from homeroom.serve import bodies_in, problems
from homeroom.serve.bodies_in import is_deletion
from homeroom.serve.caller import Caller
from homeroom.serve.operations import Operation, Part
from homeroom.serve.problems import Refused
from homeroom.store.scope import Scope, writing_scope
from homeroom.store.serving.named import found_by_name
from homeroom.store.serving.pages import Reader
from homeroom.store.serving.wanted import Choice

_STATUS = {
    Fault.UNUSABLE: (422, problems.INVALID),
    Fault.FOREIGN: (403, problems.FORBIDDEN),
    Fault.UNKNOWN: (404, problems.UNKNOWN),
}


class Written(Struct, frozen=True):
    """The answer to a write: a status, how many records it took, and a body where there is one."""

    status: int
    rows: int
    body: bytes = b""


def answer(caller: Caller, operation: Operation, ids: Sequence[str], body: bytes) -> Written:
    """Carry a write out; raises Refused. When it returns, the database has it on its disk."""
    kind = operation.target.kind
    if not caller.sharing.shares(kind):
        raise Refused(404, problems.UNKNOWN, f"No {kind} is shared with this app.")
    try:
        with writing_scope(caller.district_id) as scope:
            if operation.method == "PUT" and kind is Kind.RESULT:
                grade = partial(_grade, operation, ids, body)
                created = plain_grade.take(scope, caller.app_id, grade, caller.sharing)
                if created is not None:
                    return _put(operation, created=created)
            context = taking.begin(scope, caller.app_id)
            return _Desk(scope, context, operation, Eyes(scope, caller)).written(ids, body)
    except CannotTake as problem:
        status, code = _STATUS[problem.fault]
        raise Refused(status, code, problem.words) from problem


def _grade(operation: Operation, ids: Sequence[str], body: bytes) -> Given | None:
    """Return a single grade that may go the short way; what is wrong the long way tells."""
    try:
        given = bodies_in.one(body, Kind.RESULT, operation.version, ids[-1])
    except Refused:
        return None
    return None if is_deletion(given) else given


def _put(operation: Operation, *, created: bool) -> Written:
    """Return the answer: the documents of 1.2 know 201 alone, 1.1 tells new from replaced."""
    return Written(201 if created or operation.version is Version.V1P2 else 200, 1)


class Eyes:
    """What the app sees of the records that it names; others are not there for it."""

    def __init__(self, scope: Scope, caller: Caller) -> None:
        self._scope = scope
        self._sharing = caller.sharing
        self._reader = Reader(scope, caller.app_id, caller.sharing, {})
        # A batch names the same few records again and again.
        self._known: dict[tuple[Kind, str], str | None] = {}
        self._below: dict[tuple[Kind, str, str], bool] = {}

    def __call__(self, kind: Kind, id_: str) -> str | None:
        """Return the hub's id of a record; None for one that the app cannot see."""
        key = (kind, id_)
        if key not in self._known:
            choice = Choice(kind=kind, version=Version.V1P2)
            self._known[key] = None if "\x00" in id_ else self._reader.find(choice, id_)
        return self._known[key]

    def all_of(self, kind: Kind, ids: Sequence[str]) -> Mapping[str, str]:
        """Return the hub's ids of those records that the app sees."""
        choice = Choice(kind=kind, version=Version.V1P2)
        found = found_by_name(self._scope, self._sharing, choice, ids)
        for id_ in ids:
            if id_ not in found and (hub_id := self(kind, id_)) is not None:
                found[id_] = hub_id
        return found

    def below(self, kind: Kind, id_: str, parent: tuple[Kind, str, str]) -> bool:
        """Say whether a record lies below another one, which is named by its hub id."""
        key = (kind, id_, parent[2])
        if key not in self._below:
            choice = Choice(kind=kind, version=Version.V1P2, parents=(parent,))
            self._below[key] = self._reader.find(choice, id_) is not None
        return self._below[key]

    def parent(self, part: Part, id_: str) -> str:
        """Return the hub's id of what a path names; raises Refused where there is no such thing."""
        choice = Choice(kind=part.kind, version=Version.V1P2, only=part.only)
        found = None if "\x00" in id_ else self._reader.find(choice, id_)
        if found is None:
            raise Refused(404, problems.UNKNOWN, f"There is no {part.kind} with this id.")
        return found


class _Desk(Struct, frozen=True):
    """Where one request is carried out."""

    scope: Scope
    context: Context
    operation: Operation
    eyes: Eyes

    def written(self, ids: Sequence[str], body: bytes) -> Written:
        kind, version = self.operation.target.kind, self.operation.version
        if self.operation.method == "POST":
            return self._posted(ids, body)
        if self.operation.method == "DELETE":
            own_deletion.delete(self.scope, self.context, kind, ids[-1], self.eyes)
            return Written(204, 1)
        given = bodies_in.one(body, kind, version, ids[-1])
        if is_deletion(given):
            own_deletion.delete(self.scope, self.context, kind, ids[-1], self.eyes)
            return _put(self.operation, created=False)
        (created,) = taking.put(self.scope, self.context, kind, [given], self.eyes)
        return _put(self.operation, created=created)

    def _posted(self, ids: Sequence[str], body: bytes) -> Written:
        kind = self.operation.target.kind
        above = [
            (part, id_, self.eyes.parent(part, id_))
            for part, id_ in zip(self.operation.parents, ids, strict=True)
        ]
        some, supplied = bodies_in.several(body, kind, self.operation.wrapper)
        for part, id_, hub_id in above:
            some = [self._placed(one, part, id_, hub_id) for one in some]
        taking.put(self.scope, self.context, kind, some, self.eyes)
        pairs = [
            {"suppliedSourcedId": sent, "allocatedSourcedId": one.id}
            for sent, one in zip(supplied, some, strict=True)
        ]
        return Written(201, len(some), msgspec.json.encode({"sourcedIdPairs": pairs}))

    def _placed(self, one: Given, part: Part, id_: str, hub_id: str) -> Given:
        """Return an object with what the path says about it; another word in it is refused."""
        name = _MEMBERS.get(part.kind)
        if name is None:
            return one
        said = one.wire.get(name)
        named = said.get("sourcedId") if isinstance(said, dict) else None
        if named and self.eyes(part.kind, str(named)) != hub_id:
            words = f"{name}: the path says {id_[:80]}, the body says {str(named)[:80]}."
            raise Refused(422, problems.INVALID, words)
        self._check_below(one, part, hub_id)
        return Given(one.id, {**one.wire, name: {"sourcedId": id_}})

    def _check_below(self, one: Given, part: Part, hub_id: str) -> None:
        """Refuse a line item of a class in another school, and a result of one in another class."""
        inner = _INNER.get((self.operation.target.kind, part.kind))
        said = one.wire.get(inner.value) if inner else None
        if inner is None or not isinstance(said, dict):
            return
        if not self.eyes.below(inner, str(said.get("sourcedId")), (part.kind, part.only, hub_id)):
            words = f"{inner}: {str(said.get('sourcedId'))[:80]} does not lie below {part.kind}."
            raise Refused(422, problems.INVALID, words)


# What of a path an object repeats: the member that names it.
_MEMBERS = {Kind.CLASS: "class", Kind.ORG: "school", Kind.LINE_ITEM: "lineItem"}
# What an object names that has to lie below what the path names.
_INNER = {(Kind.LINE_ITEM, Kind.ORG): Kind.CLASS, (Kind.RESULT, Kind.CLASS): Kind.LINE_ITEM}
