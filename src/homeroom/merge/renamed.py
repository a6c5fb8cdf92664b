"""Which record of a source is which, once the source calls its records by other ids. Pure.

Never by one thing alone: an id that is still the same, or a role and a number, needs a further fact
that agrees; without either, two facts have to. What is less than that waits for a person.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import StrEnum

from msgspec import Struct, structs

from homeroom.merge.identity import folded
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.model.roster import User
from homeroom.model.v1p1 import role_of_1_1

HubId = Callable[[Kind, str], str | None]
_BETWEEN = "\x1f"
PERSON = "a person"
_POINTS_AT = {"class_": Kind.CLASS, "user": Kind.USER, "school": Kind.ORG, "course": Kind.COURSE}


class Fact(Struct, frozen=True):
    """What records are known by. A telling one that agrees alone makes two records suspects."""

    name: str
    attributes: tuple[str, ...]
    telling: bool = True


FACTS: Mapping[Kind, tuple[Fact, ...]] = {
    Kind.ORG: (Fact("identifier", ("type", "identifier")), Fact("name", ("type", "name"))),
    Kind.ACADEMIC_SESSION: (
        Fact("title", ("type", "title"), telling=False),
        Fact("days", ("type", "start_date", "end_date"), telling=False),
    ),
    Kind.COURSE: (Fact("course code", ("course_code",)), Fact("title", ("title",), telling=False)),
    Kind.CLASS: (
        Fact("class code", ("school", "class_code")),
        Fact("title", ("school", "title"), telling=False),
        Fact("course", ("school", "course"), telling=False),
    ),
    Kind.USER: (
        Fact("name", ("given_name", "family_name"), telling=False),
        Fact("identifier", ("identifier",)),
        Fact("username", ("username",)),
        Fact("email", ("email",)),
    ),
    Kind.ENROLLMENT: (
        Fact("membership", ("class_", "user", "role")),
        Fact("first day", ("class_", "role", "begin_date"), telling=False),
    ),
    Kind.CATEGORY: (Fact("title", ("title",), telling=False),),
    Kind.LINE_ITEM: (
        Fact("title", ("class_", "title")),
        Fact("due date", ("class_", "due_date", "result_value_max"), telling=False),
    ),
}


class Face(Struct, frozen=True):
    """What one row shows of itself: `facts` stand in the order of `FACTS`, "" for one it lacks."""

    id: str
    facts: tuple[str, ...]
    number: str = ""
    roles: frozenset[str] = frozenset()
    title: str = ""


class Verdict(StrEnum):
    """What becomes of an id."""

    MATCHED = "matched"
    WAITS = "waits"  # a person has to say whether these two are one
    NEW = "new"  # nothing known is like it
    GONE = "gone"  # known under an id that is not shown any more


class Pair(Struct, frozen=True):
    """A new id and an old one, and what of the two agrees; "" for one that is not there."""

    new_id: str
    old_id: str
    verdict: Verdict
    by: tuple[str, ...] = ()
    title: str = ""


def face_of(kind: Kind, record: Record, number: str, hub_id: HubId) -> Face:
    """Return what a row shows; what it refers to is compared by the hub's ids."""

    def text(name: str) -> str:
        held = getattr(record, name)
        to = _POINTS_AT.get(name)
        return (hub_id(to, held) or "") if to and held else folded(held)

    facts = []
    for fact in FACTS[kind]:
        parts = [text(name) for name in fact.attributes]
        facts.append(_BETWEEN.join(parts) if all(parts) else "")
    roles: Iterable[str] = ()
    if isinstance(record, User):
        roles = (role_of_1_1(one.role) for one in record.roles)
    return Face(record.sourced_id, tuple(facts), number, frozenset(roles), _title(record))


def _title(record: Record) -> str:
    names = ("name", "title", "given_name", "family_name")
    return " ".join(str(held) for name in names if (held := getattr(record, name, None)))


class Former:
    """The rows of one kind as a source showed them under the old ids."""

    def __init__(self, kind: Kind, faces: Iterable[Face]) -> None:
        self._kind = kind
        self.by_id = {one.id: one for one in faces}
        self._numbered: dict[str, list[Face]] = {}
        self._with: dict[tuple[int, str], list[Face]] = {}
        for one in self.by_id.values():
            if one.number:
                self._numbered.setdefault(one.number, []).append(one)

    def find(self, face: Face) -> list[Pair]:
        """Return which old ids a row had: several, where it is one person in several roles."""
        pointed = self._pointed(face)
        sure = {id_: by for id_, by in pointed.items() if len(by) > 1}
        if sure:
            return [
                _pair(face, id_, Verdict.MATCHED if id_ in sure else Verdict.WAITS, by)
                for id_, by in pointed.items()
            ]
        if pointed:
            return [_pair(face, id_, Verdict.WAITS, by) for id_, by in pointed.items()]
        return self._alike(face)

    def _pointed(self, face: Face) -> dict[str, tuple[str, ...]]:
        """Return who has the same id, or the number and one of the roles, and what else agrees."""
        found = {}
        if face.id in self.by_id:
            found[face.id] = ("id", *self._agree(face, self.by_id[face.id]))
        for one in self._numbered.get(face.number, ()):
            if one.roles <= face.roles:
                found[one.id] = ("role and number", *self._agree(face, one))
        return found

    def _alike(self, face: Face) -> list[Pair]:
        near = {one.id: one for at, text in enumerate(face.facts) for one in self._having(at, text)}
        agree = {id_: self._agree(face, one) for id_, one in near.items()}
        many = {id_: by for id_, by in agree.items() if len(by) > 1}
        if len(many) == 1:
            [(id_, by)] = many.items()
            return [_pair(face, id_, Verdict.MATCHED, by)]
        telling = {one.name for one in FACTS[self._kind] if one.telling}
        near_ones = many or {id_: by for id_, by in agree.items() if telling & set(by)}
        pairs = [_pair(face, id_, Verdict.WAITS, by) for id_, by in near_ones.items()]
        return pairs or [Pair(face.id, "", Verdict.NEW, title=face.title)]

    def _agree(self, face: Face, other: Face) -> tuple[str, ...]:
        named = zip(FACTS[self._kind], face.facts, other.facts, strict=True)
        return tuple(fact.name for fact, one, two in named if one and one == two)

    def _having(self, at: int, text: str) -> Sequence[Face]:
        if not text:
            return ()
        if not self._with:
            for one in self.by_id.values():
                for place, held in enumerate(one.facts):
                    self._with.setdefault((place, held), []).append(one)
        return self._with.get((at, text), ())


def settled(
    former: Former, found: Iterable[Pair], decisions: Mapping[str, Sequence[str]]
) -> list[Pair]:
    """Return pairs once all rows are known: nobody is two, and who has no id any more is gone.

    A person of several 1.1 rows has several old ids; but two rows that both claim one old id wait.
    `decisions` are a person's, new id -> old ids, none for a record that is new; they go before.
    """
    pairs = _decided(list(found), decisions)
    claims = Counter(one.old_id for one in pairs if one.verdict is Verdict.MATCHED)
    sure = {old_id for old_id, many in claims.items() if many == 1}
    made = [
        structs.replace(one, verdict=Verdict.WAITS) if claims[one.old_id] > 1 else one
        for one in pairs
        # Nobody is suspected of being who was found elsewhere.
        if one.verdict is not Verdict.WAITS or one.old_id not in sure
    ]
    left = {one.new_id: one for one in pairs}
    for one in made:
        left.pop(one.new_id, None)
    made += [Pair(one.new_id, "", Verdict.NEW, title=one.title) for one in left.values()]
    named = {one.old_id for one in made}
    gone = [one for id_, one in former.by_id.items() if id_ not in named]
    return made + [Pair("", one.id, Verdict.GONE, title=one.title) for one in gone]


def _decided(found: Sequence[Pair], decisions: Mapping[str, Sequence[str]]) -> list[Pair]:
    taken = {old_id for olds in decisions.values() for old_id in olds}
    kept = [one for one in found if one.new_id not in decisions and one.old_id not in taken]
    left = {one.new_id: one.title for one in found} if decisions else {}
    for one in kept:
        left.pop(one.new_id, None)
    for new_id, title in left.items():
        olds = decisions.get(new_id, ())
        kept += [Pair(new_id, old_id, Verdict.MATCHED, (PERSON,), title) for old_id in olds]
        if not olds:
            kept.append(Pair(new_id, "", Verdict.NEW, (PERSON,), title))
    return kept


def _pair(face: Face, old_id: str, verdict: Verdict, by: Sequence[str]) -> Pair:
    return Pair(face.id, old_id, verdict, tuple(by), face.title)
