"""What one chunk of changed rows leads to, before anything is written."""

from collections.abc import Mapping, Sequence, Set
from typing import Any

from msgspec import Struct

from homeroom.issues.catalogue import Issue
from homeroom.mapping.incoming import Incoming
from homeroom.merge.decide import Change, Merged
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.store.links import Link
from homeroom.store.records import Insertion
from homeroom.store.sources import Row, Said

# A row of a source, what it says, and that in hub ids.
Ready = tuple[Row, Incoming, Record]


class Tally(Struct):
    """What became of the rows of a chunk."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    waiting: int = 0
    refused: int = 0
    retired: int = 0
    own: int = 0
    left_out: int = 0
    issues: int = 0

    def add(self, other: "Tally") -> None:
        """Add what another chunk counted."""
        for name in self.__struct_fields__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


class Batch(Struct):
    """What one chunk of one kind decided so far."""

    kind: Kind
    known: set[str] = set()  # the source's ids that have a record already
    announced: dict[str, str] = {}  # ids given ahead: the source's id -> the hub's
    joined: dict[str, str] = {}  # the source's new ids of records that others brought already
    joined_by: dict[str, str] = {}  # what told so: a domain, a membership, a chosen school
    keys: dict[str, dict[str, str]] = {}  # by which others may recognise them
    contested: dict[str, tuple[str, ...]] = {}  # hub ids and fields about which sources differ
    heard: list[str] = []  # hub ids about which other sources were asked
    said: dict[str, Said] = {}
    issues: list[Issue] = []
    links: list[Link] = []
    create: dict[str, Record] = {}
    insertion: Insertion | None = None  # what stores them, where it was made ahead
    replace: dict[str, Record] = {}
    changes: dict[str, list[Change]] = {}
    unchanged: int = 0
    stored: Sequence[str] = ()  # hub ids of the records that were there before
    deleted: list[str] = []  # the source's ids of what it marked as deleted
    seen: dict[str, Record] = {}  # our own records, as a target shows them
    out: set[str] = set()  # the source's ids of what the district leaves out
    newly_out: list[str] = []  # those of them that were stored until now
    returned: list[str] = []  # what was left out until now and comes in
    matched: Mapping[str, Sequence[Ready]] = {}  # which rows spoke of a record, for who looks on
    nothing_noted: bool = False  # no wait, absence or issue of its rows is to be forgotten
    touched: Sequence[Set[Any]] = ()  # what another chunk must not be about; see overlap
    again: bool = False  # its rows come from the spool, and were looked at before

    def say(self, row: Row, state: str, waits: tuple[tuple[Kind, str], ...] = ()) -> None:
        """Note what became of a row."""
        self.said[row.source_id] = Said(row, state, waits)

    def delete(self, row: Row, *, known: bool) -> None:
        """Note a row that its source marks as deleted; whether it goes is decided at the end."""
        self.say(row, "applied" if known else "gone")
        if known:
            self.deleted.append(row.source_id)

    def put(self, hub_id: str, stored: Record | None, merged: Merged) -> None:
        """Note a merged record."""
        if merged.contested:
            self.contested[hub_id] = merged.contested
        if stored is None:
            self.create[hub_id] = merged.record
        elif merged.changes:
            self.replace[hub_id] = merged.record
            self.changes.setdefault(hub_id, []).extend(merged.changes)
        else:
            self.unchanged += 1

    def changed_fields(self) -> set[str]:
        """Return every field that becomes another value in some record."""
        return {change.field for changes in self.changes.values() for change in changes}

    def tally(self) -> Tally:
        """Count what was decided."""
        states = [said.state for said in self.said.values()]
        return Tally(
            new=len(self.create),
            changed=len(self.replace),
            unchanged=self.unchanged,
            waiting=states.count("waiting"),
            refused=states.count("refused"),
            own=states.count("own"),
            left_out=len(self.out),
            issues=len(self.issues),
        )
