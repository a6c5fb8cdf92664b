"""What has to hold so that one chunk may be decided while the one before it is being written."""

from msgspec import Struct

from homeroom.model.gradebook import Result
from homeroom.model.kinds import Kind
from homeroom.runs.batch import Batch, Tally


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
    """Say whether two chunks bring new results alone, in other cells and under other ids."""
    if not (only_new(one) and only_new(other)):
        return False
    return _cells(one).isdisjoint(_cells(other)) and _names(one).isdisjoint(_names(other))


def only_new(batch: Batch) -> bool:
    """Say whether a chunk leads to results that nobody had, and to nothing else."""
    if batch.kind is not Kind.RESULT or not batch.create:
        return False
    older = (batch.known, batch.replace, batch.deleted, batch.seen)
    others = (batch.joined, batch.keys, batch.heard, batch.contested)
    moved = (batch.newly_out, batch.returned)
    if batch.unchanged or any(older) or any(others) or any(moved):
        return False
    return all(link.record_id in batch.create for link in batch.links)


def _cells(batch: Batch) -> set[tuple[str, str]]:
    return {
        (one.line_item, one.student) for one in batch.create.values() if isinstance(one, Result)
    }


def _names(batch: Batch) -> set[str]:
    return {link.external_id for link in batch.links} | batch.said.keys()
