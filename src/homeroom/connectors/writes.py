"""What goes to a target and what it answers, record by record."""

from enum import StrEnum

from msgspec import Struct

from homeroom.model.gradebook import LineItemNature
from homeroom.model.kinds import Kind
from homeroom.model.records import Record


class Write(Struct, frozen=True, kw_only=True):
    """One record to put at a target; the ids and references in it are the target's.

    `into` is the nature of the line item that a result goes into.
    """

    kind: Kind
    record: Record
    class_id: str
    acting_teacher: str | None = None
    into: LineItemNature = LineItemNature.ASSIGNMENT


class Outcome(StrEnum):
    """What a target did with one record."""

    STORED = "stored"
    REFUSED = "refused"


class Receipt(Struct, frozen=True, kw_only=True):
    """A target's answer for one record. `words` is the target's own text, for people."""

    id: str
    outcome: Outcome
    status: int | None = None
    code: str = ""
    words: str = ""


class TargetCategory(Struct, frozen=True):
    """A category that line items of a class may name at the target."""

    id: str
    title: str
