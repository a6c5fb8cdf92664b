"""The bodies of writes, read as strictly as each API version defines them."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, TypeVar

import msgspec
from msgspec import Raw, Struct

from homeroom.sandbox.oneroster.errors import Refused, invalid

Word = Literal["true", "false"]
Status = Literal["active", "tobedeleted"]
# The five words of 1.2, and its pattern for extensions.
_STATUS_1P2 = re.compile(
    "exempt|fully graded|not submitted|partially graded|submitted|ext:[a-zA-Z0-9._-]+"
)


class Reference(Struct, frozen=True):
    """Only the id is needed: most clients send nothing else (oneroster.md, section 1)."""

    sourcedId: str
    href: str | None = None
    type: str | None = None


class Objectives(Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    learningObjectiveIds: list[str]


class ObjectiveResult(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    learningObjectiveId: str
    score: Decimal | None = None
    textScore: str | None = None


class ObjectiveResults(Struct, frozen=True, forbid_unknown_fields=True):
    source: str
    learningObjectiveResults: list[ObjectiveResult]


class _Base(Struct, frozen=True, kw_only=True):
    sourcedId: str | None = None
    status: Status | None = None
    dateLastModified: str | None = None
    metadata: dict[str, Any] | None = None


class ItemBody1p1(_Base, frozen=True, kw_only=True, rename={"class_": "class"}):
    """Category and grading period are optional at Infinite Campus (PUSH); the rest is not."""

    title: str
    assignDate: str
    dueDate: str
    class_: Reference
    resultValueMin: Raw
    resultValueMax: Raw
    description: str | None = None
    category: Reference | None = None
    gradingPeriod: Reference | None = None


class ItemBody1p2(
    _Base, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"class_": "class"}
):
    """`category` is required by rule, not by type, so that the rule can be switched off."""

    title: str
    assignDate: str
    dueDate: str
    class_: Reference
    school: Reference
    category: Reference | None = None
    description: str | None = None
    gradingPeriod: Reference | None = None
    academicSession: Reference | None = None
    scoreScale: Reference | None = None
    resultValueMin: Raw = Raw(b"null")
    resultValueMax: Raw = Raw(b"null")
    learningObjectiveSet: list[Objectives] | None = None


class ResultBody1p1(_Base, frozen=True, kw_only=True):
    """1.1 has no flags and no textScore: unknown members are ignored."""

    lineItem: Reference | None = None
    student: Reference | None = None
    scoreDate: str
    score: Raw = Raw(b"null")
    scoreStatus: str | None = None
    comment: str | None = None


class ResultBody1p2(
    _Base, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"class_": "class"}
):
    lineItem: Reference
    student: Reference
    scoreStatus: str
    scoreDate: str
    score: Raw = Raw(b"null")
    textScore: str | None = None
    class_: Reference | None = None
    scoreScale: Reference | None = None
    comment: str | None = None
    learningObjectiveSet: list[ObjectiveResults] | None = None
    inProgress: Word | None = None
    incomplete: Word | None = None
    late: Word | None = None
    missing: Word | None = None


class CategoryBody(_Base, frozen=True, kw_only=True):
    title: str
    weight: Raw = Raw(b"null")


class AssessmentBody(
    _Base, frozen=True, kw_only=True, forbid_unknown_fields=True, rename={"class_": "class"}
):
    title: str
    description: str | None = None
    class_: Reference | None = None
    parentAssessmentLineItem: Reference | None = None
    scoreScale: Reference | None = None
    resultValueMin: Raw = Raw(b"null")
    resultValueMax: Raw = Raw(b"null")
    learningObjectiveSet: list[Objectives] | None = None


class AssessmentResultBody(_Base, frozen=True, kw_only=True, forbid_unknown_fields=True):
    assessmentLineItem: Reference
    student: Reference
    scoreStatus: str
    scoreDate: str
    score: Raw = Raw(b"null")
    textScore: str | None = None
    scoreScale: Reference | None = None
    scorePercentile: Raw = Raw(b"null")
    comment: str | None = None
    learningObjectiveSet: list[ObjectiveResults] | None = None
    inProgress: Word | None = None
    incomplete: Word | None = None
    late: Word | None = None
    missing: Word | None = None


Body = TypeVar("Body", bound=_Base)


def read_body(data: bytes, member: str, kind: type[Body], row_id: str) -> Body:
    """Read the one object inside its wrapper. Raises Refused: 400 no JSON, 422 wrong content."""
    try:
        wrapper = msgspec.json.decode(data, type=dict[str, Raw])
    except msgspec.ValidationError as error:
        raise invalid(f"The body must be an object with '{member}'.") from error
    except msgspec.DecodeError as error:
        raise Refused(400, "invaliddata", f"The body is no JSON: {error}") from error
    if member not in wrapper:
        raise invalid(f"The body must wrap one '{member}'.")
    try:
        body = msgspec.json.decode(wrapper[member], type=kind)
    except msgspec.ValidationError as error:
        raise invalid(f"{member}: {error}") from error
    if body.sourcedId is not None and body.sourcedId != row_id:
        raise invalid(f"The body names {body.sourcedId}, the path {row_id}.")
    return body


def number(raw: Raw, name: str) -> Decimal | None:
    """Read a JSON number exactly; a number written as text is refused."""
    text = bytes(raw).decode().strip()
    if text == "null":
        return None
    try:
        return Decimal(text)
    except InvalidOperation as error:
        raise invalid(f"{name} must be a number, not {text}.") from error


def status_1p2(text: str) -> str:
    """Return a scoreStatus that 1.2 allows; "late" alone is none of them."""
    if not _STATUS_1P2.fullmatch(text):
        raise invalid(f"'{text}' is no scoreStatus of OneRoster 1.2.")
    return text


def true(word: Word | None) -> bool:
    return word == "true"
