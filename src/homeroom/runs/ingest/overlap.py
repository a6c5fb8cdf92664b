"""What has to hold so that one chunk may be decided while the one before it is being written."""

from collections.abc import Sequence, Set
from typing import Any

from msgspec import Struct

from homeroom.model.gradebook import Result
from homeroom.model.kinds import Kind
from homeroom.runs.ingest.batch import Batch, Tally


class Decided(Struct, frozen=True):
    """What a chunk leads to, and the turns of the apps at the moment before it was decided."""

    batch: Batch
    turns: tuple[int, ...]


class Written(Struct, frozen=True):
    """A chunk that was written, in which turns, and its count."""

    batch: Batch
    turns: tuple[int, ...]
    tally: Tally


def still_true(decided: Decided, before: Written) -> bool:
    """Say whether a decision holds after the chunk before it was written.

    Nobody else may have taken a turn meanwhile; and where the decision did not see that chunk, it
    must be about other results than that chunk.
    """
    if decided.turns == before.turns:
        return True
    unseen = tuple(turn - 1 for turn in before.turns)
    return decided.turns == unseen and apart(decided.batch, before.batch)


def apart(one: Batch, other: Batch) -> bool:
    """Say whether two chunks bring results alone, in other cells and under other ids."""
    if not (only_results(one) and only_results(other)):
        return False
    return all(
        mine.isdisjoint(theirs) for mine, theirs in zip(_touched(one), _touched(other), strict=True)
    )


def only_results(batch: Batch) -> bool:
    """Say whether a chunk leads to new and changed results, and to nothing else.

    Nobody but their source speaks of them, they stay in their cells, and no older one is joined.
    """
    if batch.kind is not Kind.RESULT or not (batch.create or batch.replace):
        return False
    others = (batch.deleted, batch.seen, batch.joined, batch.keys, batch.heard, batch.contested)
    out = (batch.out, batch.newly_out, batch.returned)
    if any(others) or any(out):
        return False
    stay = batch.changed_fields().isdisjoint(_CELL)
    return stay and all(link.record_id in batch.create for link in batch.links)


def only_new(batch: Batch) -> bool:
    """Say whether a chunk leads to results that nobody had, and to nothing else."""
    older = batch.known or batch.replace or batch.unchanged
    return not older and only_results(batch)


# What says where in the gradebook a result stands.
_CELL = frozenset({"line_item", "student"})


def _touched(batch: Batch) -> Sequence[Set[Any]]:
    """Return the cells, ids and records that a batch is about; every batch is asked twice."""
    if not batch.touched:
        batch.touched = (_cells(batch), _names(batch), set(batch.stored))
    return batch.touched


def _cells(batch: Batch) -> set[tuple[str, str]]:
    made = (*batch.create.values(), *batch.replace.values())
    return {(one.line_item, one.student) for one in made if isinstance(one, Result)}


def _names(batch: Batch) -> set[str]:
    return {link.external_id for link in batch.links} | batch.said.keys()
