"""What a source says, read: a record whose references still name the source's ids."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from homeroom.issues.catalogue import Issue
from homeroom.model.decode import decode
from homeroom.model.kinds import Kind
from homeroom.model.records import Record, Status

JSON = dict[str, Any]
# Rewrites a 1.2 object by the district's attribute mappings.
AttributeMapping = Callable[[Kind, JSON], JSON]


class Dialect(Struct, frozen=True):
    """How a source's objects become 1.2 objects, and which further ids they carry."""

    as_1_2: Callable[[Kind, JSON], JSON]
    other_ids: Callable[[Kind, JSON], Any]


class Incoming(Struct, frozen=True, kw_only=True):
    """One record as its source says it, or None with the issues that tell why not."""

    source_id: str
    record: Record | None
    other_ids: tuple[tuple[str, str], ...] = ()
    issues: tuple[Issue, ...] = ()

    @property
    def deleted(self) -> bool:
        """Say whether the source says itself that the record is to be deleted."""
        return self.record is not None and self.record.status is Status.TO_BE_DELETED


def identity(_: Kind, wire: JSON) -> JSON:
    """Map every attribute to itself."""
    return wire


def read_incoming(
    kind: Kind, raw: JSON, dialect: Dialect, mapping: AttributeMapping, zone: ZoneInfo
) -> Incoming:
    """Read one raw record; what does not fit becomes an issue with a stable code."""
    source_id = str(raw.get("sourcedId") or "").strip()
    decoded = decode(kind, mapping(kind, dialect.as_1_2(kind, raw)), zone)
    issues = tuple(
        Issue(
            code="record.unusable" if problem.fatal else "field.unreadable",
            kind=kind.value,
            subject=source_id,
            facts={"field": problem.field, "words": problem.words},
        )
        for problem in decoded.problems
    )
    return Incoming(
        source_id=source_id,
        record=decoded.record,
        other_ids=tuple(dialect.other_ids(kind, raw)),
        issues=issues,
    )
