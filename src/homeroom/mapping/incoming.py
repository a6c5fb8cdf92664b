"""What a source says, read: a record whose references still name the source's ids."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct

from homeroom.issues.catalogue import Issue
from homeroom.mapping.attributes import AttributeMapping, Failure, Verdict
from homeroom.mapping.quality import Lack
from homeroom.model.decode import Problem, decode, status_of
from homeroom.model.dialect import JSON, Dialect
from homeroom.model.entities import ENTITIES
from homeroom.model.kinds import Kind
from homeroom.model.own import OWN
from homeroom.model.plain_results import read_bare
from homeroom.model.records import NOT_SAID, UNREADABLE, UNSAID, Record, Status
from homeroom.rules.quality import Need


class Incoming(Struct, frozen=True, kw_only=True, gc=False):
    """One record as its source says it, or None with the issues that tell why not."""

    source_id: str
    record: Record | None
    other_ids: tuple[tuple[str, str], ...] = ()
    issues: tuple[Issue, ...] = ()
    unsaid: frozenset[str] = frozenset()  # fields that this record leaves as they are
    deleted: bool = False  # the source itself says that the record is to be deleted
    verdict: Verdict = Verdict.COMES_IN  # what the district has decided about such records


def read_incoming(
    kind: Kind, raw: JSON, dialect: Dialect, mapping: AttributeMapping, zone: ZoneInfo
) -> Incoming:
    """Read one raw record; what does not fit becomes an issue with a stable code."""
    source_id = str(raw.get("sourcedId") or "").strip()
    if UNREADABLE in raw:
        case = Issue(code="record.unreadable", kind=kind.value, subject=source_id)
        return Incoming(source_id=source_id, record=None, issues=(case,))
    # What another hub sends for a record that nobody named is none.
    if source_id == NOT_SAID or status_of(raw.get("status")) is Status.TO_BE_DELETED:
        return Incoming(source_id=source_id, record=None, deleted=True)
    mapped = mapping(kind, dialect.as_1_2(kind, _without_own(raw)))
    failures = mapped.failures
    failed = tuple(_failed(kind, source_id, one) for one in failures) if failures else ()
    if failures and any(one.fatal for one in failures):
        return Incoming(source_id=source_id, record=None, issues=failed, verdict=mapped.verdict)
    decoded = decode(kind, mapped.wire, zone)
    issues = failed
    if decoded.problems:
        issues += tuple(_unread(kind, source_id, one) for one in decoded.problems)
    open_: frozenset[str] = frozenset()
    if failures or UNSAID in raw:
        open_ = _unsaid(raw.get(UNSAID)).union(one.attribute for one in failures)
    stays_out = False
    if mapped.lacks:
        lacks = [one for one in mapped.lacks if one.attribute.partition(".")[0] not in open_]
        issues += _lacking(kind, source_id, lacks)
        stays_out = any(one.out for one in lacks)
    unsaid = decoded.unread
    if open_:
        unsaid |= {one.name for one in ENTITIES[kind].fields if one.wire in open_}
    return Incoming(
        source_id=source_id,
        record=decoded.record,
        other_ids=tuple(dialect.other_ids(kind, raw)),
        issues=issues,
        unsaid=unsaid,
        verdict=Verdict.FILTERED if stays_out else mapped.verdict,
    )


def read_bare_result(raw: bytes | memoryview) -> Incoming | None:
    """Read the JSON text of a result that neither a dialect nor a rule touches.

    None where it is written in any other way than `read_bare` knows.
    """
    record = read_bare(raw)
    return None if record is None else Incoming(source_id=record.sourced_id, record=record)


def _unread(kind: Kind, source_id: str, problem: Problem) -> Issue:
    code = "record.unusable" if problem.fatal else "field.unreadable"
    facts = {"field": problem.field, "words": problem.words}
    return Issue(code=code, kind=kind.value, subject=source_id, facts=facts)


def _lacking(kind: Kind, source_id: str, lacks: Sequence[Lack]) -> tuple[Issue, ...]:
    """Return an issue for each kind of need; a row that stays out is told only why it does."""
    by_code: dict[str, list[str]] = {}
    for one in lacks:
        by_code.setdefault(LEFT_OUT if one.out else _NEEDS[one.need], []).append(one.attribute)
    if LEFT_OUT in by_code:
        by_code = {LEFT_OUT: by_code[LEFT_OUT]}
    return tuple(
        Issue(code=code, kind=kind.value, subject=source_id, facts={"fields": ", ".join(names)})
        for code, names in by_code.items()
    )


LEFT_OUT = "quality.left_out"
_NEEDS = {Need.REQUIRED: "quality.required", Need.RECOMMENDED: "quality.recommended"}


def _failed(kind: Kind, source_id: str, failure: Failure) -> Issue:
    code = "mapping.record_failed" if failure.fatal else "mapping.failed"
    facts = {"attribute": failure.attribute, "words": failure.words}
    return Issue(code=code, kind=kind.value, subject=source_id, facts=facts)


def _unsaid(given: Any) -> frozenset[str]:
    """Return the members that a connector says a record leaves open."""
    names = given if isinstance(given, list | tuple) else ()
    return frozenset(one for one in names if isinstance(one, str))


def _without_own(raw: JSON) -> JSON:
    """Return a raw record without members that only Homeroom itself may set."""
    seen = raw if OWN.isdisjoint(raw) else {k: held for k, held in raw.items() if k not in OWN}
    metadata = seen.get("metadata")
    if isinstance(metadata, dict) and not OWN.isdisjoint(metadata):
        kept = {key: held for key, held in metadata.items() if key not in OWN}
        return {**seen, "metadata": kept}
    return seen
