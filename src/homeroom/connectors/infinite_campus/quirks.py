"""Where Infinite Campus differs from the standard (sections A3, A4 and G of the reference page)."""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from homeroom.connectors.oneroster import dialect
from homeroom.connectors.oneroster.target import OneRosterTarget
from homeroom.connectors.pages import JSON
from homeroom.connectors.writes import TargetCategory, Write
from homeroom.model.dialect import Dialect
from homeroom.model.gradebook import NATURE, SHOWN_SCORE, WINDOW, LineItemNature
from homeroom.model.kinds import Kind, Version

# Stands in for "no category": zeros for what 1.1 does not capture, ones in two spellings for items
# that came by API (Infinite Campus prints the second one with a group missing).
PLACEHOLDER_CATEGORIES = frozenset(
    {
        "00000000-0000-0000-0000-000000000000",
        "11111111-1111-1111-1111-111111111111",
        "11111111-1111-1111-111111111111",
    }
)
# The old number of a person; the field and the vendor's page spell it differently.
_LEGACY_KEYS = frozenset({"legacysourcedid", "legacysourceid"})
LEGACY = "legacy"
_PREFIXED = re.compile(r"[a-z]\+?([0-9]+)")
# An item that carries one of these is a grading task or a standard, not an assignment.
_TASK_MARKS = (
    "ext_infiniteCampus_isGradingWindowOpen",
    "ext_infiniteCampus_isOneTime",
    "ext_infiniteCampus_isStandard",
)
_STANDARD_MARK = "ext_infiniteCampus_isStandard"
_WINDOW_MARK = "ext_infiniteCampus_isGradingWindowOpen"
# The letter of a posted grade: 1.1 has no other member for it.
_POSTED_LETTER = "ext_infiniteCampus_scoreGrade"
# The points that were typed in, beside a `score` that may be a percent (section G of the page).
_POINTS = "ext_infiniteCampus_assignmentRawScore"
_OF_ASSIGNMENT = "ext_infiniteCampus_isAssignmentResult"


def dialect_of(version: str) -> Dialect:
    """Return how Infinite Campus writes in this version."""
    standard = dialect.dialect_of(version)
    return Dialect(
        lambda kind, wire: _as_1_2(kind, dict(standard.as_1_2(kind, wire))),
        _other_ids,
        _number_1_1 if version == "1.1" else _number_1_2,
        bare_results=True,
    )


class InfiniteCampusTarget(OneRosterTarget):
    """Infinite Campus as a target."""

    def categories(self, class_id: str) -> Sequence[TargetCategory]:
        """Return the categories of a section without the placeholders."""
        found = super().categories(class_id)
        return [one for one in found if one.id not in PLACEHOLDER_CATEGORIES]

    def wire(self, write: Write) -> JSON:
        """Return the object to send; a posted grade has the letter in the metadata.

        In 1.1 it has no score status (A3, the client of an engineer of Infinite Campus). The shape
        in 1.2 is unknown (G): there the letter stands in both places.
        """
        wire = super().wire(write)
        if write.into is LineItemNature.ASSIGNMENT:
            return wire
        letter = getattr(write.record, "text_score", None)
        if letter:
            wire["metadata"] = {**wire.get("metadata", {}), _POSTED_LETTER: letter}
        if self.version is Version.V1P1:
            wire.pop("scoreStatus", None)
        return wire


def _as_1_2(kind: Kind, seen: JSON) -> JSON:
    """Return an object as 1.2: no placeholders, scores in points, grading tasks told apart."""
    if kind is Kind.RESULT:
        return _in_points(seen)
    if kind is Kind.LINE_ITEM:
        if _sourced_id(seen.get("category")) in PLACEHOLDER_CATEGORIES:
            del seen["category"]
        nature = _nature(seen.get("metadata"))
        if nature is not LineItemNature.ASSIGNMENT:
            seen["metadata"] = {**seen["metadata"], NATURE: nature.value}
            said = _word(seen["metadata"].get(_WINDOW_MARK, ""))
            if said in ("true", "1", "false", "0"):
                seen["metadata"][WINDOW] = said in ("true", "1")
    return seen


def _other_ids(kind: Kind, wire: JSON) -> Sequence[tuple[str, str]]:
    """Return the number that a person had before 1.2, which 1.1 prefixes with a role."""
    if kind is not Kind.USER:
        return ()
    found = (
        str(held).strip()
        for key, held in _leaves(wire.get("metadata"))
        if key in _LEGACY_KEYS and isinstance(held, str | int)
    )
    return tuple((LEGACY, number) for number in dict.fromkeys(found) if number)


def _number_1_2(kind: Kind, wire: JSON) -> str:
    return next((number for _, number in _other_ids(kind, wire)), "")


def _number_1_1(kind: Kind, wire: JSON) -> str:
    """Return the number of a person behind the letter of a role: s+123456, also seen as s123456."""
    found = _PREFIXED.fullmatch(str(wire.get("sourcedId", ""))) if kind is Kind.USER else None
    return found[1] if found else ""


def _in_points(seen: JSON) -> JSON:
    """Return a result of an assignment with its points as score, as line items count them.

    A posted grade stays a percent; its letter stands where 1.2 has it.
    """
    metadata = seen.get("metadata")
    if not isinstance(metadata, dict):
        return seen
    if _word(metadata.get(_OF_ASSIGNMENT)) == "false":
        letter = seen.get("textScore") or metadata.get(_POSTED_LETTER)
        return {**seen, "textScore": letter} if letter else seen
    points = _number(metadata.get(_POINTS))
    if points is None or "score" not in seen or points == _number(seen["score"]):
        return seen
    return {**seen, "score": points, "metadata": {**metadata, SHOWN_SCORE: str(seen["score"])}}


def _number(held: Any) -> Decimal | None:
    try:
        number = Decimal(str(held).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _word(held: Any) -> str:
    return str(held).strip().casefold()


def _sourced_id(reference: Any) -> str:
    return str(reference.get("sourcedId", "")) if isinstance(reference, dict) else str(reference)


def _nature(metadata: Any) -> LineItemNature:
    if not isinstance(metadata, dict) or not any(mark in metadata for mark in _TASK_MARKS):
        return LineItemNature.ASSIGNMENT
    standard = _word(metadata.get(_STANDARD_MARK)) in ("true", "1")
    return LineItemNature.STANDARD if standard else LineItemNature.GRADING_TASK


def _leaves(metadata: Any) -> Iterator[tuple[str, Any]]:
    """Yield the last names of all members, folded: {"ic": {"x": 1}} and {"ic.x": 1} are alike."""
    if not isinstance(metadata, dict):
        return
    for key, held in metadata.items():
        if isinstance(held, dict):
            yield from _leaves(held)
        else:
            yield key.rpartition(".")[2].casefold(), held
