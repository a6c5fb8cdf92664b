"""What somebody sees who looks on while the rows of an app are taken in."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from homeroom.mapping.fan_out import unfanned
from homeroom.model.kinds import Kind
from homeroom.rules.class_maps import ClassMap
from homeroom.runs.ingest.batch import Batch

A_FEW = 3
# By what records are recognised for which no domain of uniqueness is asked.
_OF_ITSELF = {Kind.RESULT: "line item and student", Kind.DEMOGRAPHICS: "person"}


class Example(Struct, frozen=True):
    """One value that would become another one."""

    record: str
    before: Any
    after: Any


class FieldChange(Struct, frozen=True, kw_only=True):
    """One field of a kind that would change: by which rule, how often, and some of the cases."""

    kind: Kind
    field: str
    reason: str
    count: int
    examples: Sequence[Example]


class Onlooker:
    """Counts what chunks decide, without a hand in it; `fans` are courses that are sections."""

    def __init__(self, fans: Sequence[ClassMap]) -> None:
        self._sections = frozenset(section for one in fans for section in one.sections)
        self._fanned: dict[str, set[str]] = {}
        self._joined: dict[Kind, Counter[str]] = {}
        self._changes: Counter[tuple[Kind, str, str]] = Counter()
        self._examples: dict[tuple[Kind, str, str], list[Example]] = {}

    def see(self, batch: Batch) -> None:
        """Count one chunk."""
        taken = {id_ for id_, said in batch.said.items() if said.state == "applied"}
        joined = self._joined.setdefault(batch.kind, Counter())
        joined.update(by for id_, by in batch.joined_by.items() if id_ in taken)
        if batch.kind in _OF_ITSELF:
            joined[_OF_ITSELF[batch.kind]] += sum(
                link.external_id in taken and link.record_id not in batch.create
                for link in batch.links
            )
        self._see_changes(batch)
        if batch.kind is Kind.LINE_ITEM and self._sections:
            for id_ in taken:
                original = unfanned(id_, self._sections) or id_
                self._fanned.setdefault(original, set()).add(id_)

    def _see_changes(self, batch: Batch) -> None:
        for hub_id, changes in batch.changes.items():
            for one in changes:
                key = (batch.kind, one.field, one.reason)
                self._changes[key] += 1
                some = self._examples.setdefault(key, [])
                if len(some) < A_FEW:
                    some.append(Example(hub_id, one.before, one.after))

    def joined(self, kind: Kind) -> Mapping[str, int]:
        """Return how many records of a kind are joined to existing ones, by what tells so."""
        return {by: many for by, many in self._joined.get(kind, Counter()).most_common() if many}

    def changes(self) -> list[FieldChange]:
        """Return which fields change, kind by kind, the most frequent first."""
        order = list(Kind)
        found = [
            FieldChange(
                kind=key[0], field=key[1], reason=key[2], count=many, examples=self._examples[key]
            )
            for key, many in self._changes.items()
        ]
        return sorted(found, key=lambda one: (order.index(one.kind), -one.count, one.field))

    def fanned(self) -> Mapping[str, int]:
        """Return the line items of courses that are several sections, and of how many each."""
        several = {original: len(ids) for original, ids in self._fanned.items() if len(ids) > 1}
        return dict(sorted(several.items()))
