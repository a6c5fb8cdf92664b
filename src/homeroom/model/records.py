"""What every record has, and the small values that records are made of.

The small values carry their wire names, so that they are written and stored without more words.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from msgspec import Struct

# The member in which a connector names what a record of it leaves open: absent there does not mean
# empty, as in a delta file whose joined file lists only what changed.
UNSAID = "homeroom.unsaid"
# The member that marks what stands for a record whose JSON cannot be read.
UNREADABLE = "homeroom.unreadable"
# The member that tells apps for which members no system gave what is sent, and the sourcedId that
# is referred to where no system said to what; see store/serving.
NOT_SAID = "homeroom.notSaid"
# What apps read as a word of a vocabulary where nobody said one (docs/decisions/0041).
NO_WORD = "ext:notSaid"


class Status(StrEnum):
    """The life of a record in the standard; Homeroom never removes a row (see store)."""

    ACTIVE = "active"
    TO_BE_DELETED = "tobedeleted"


class Record(Struct, frozen=True, kw_only=True, gc=False):
    """The common base: an id, a status, and whatever the standard has no field for.

    References hold an id as text: the source's sourcedId when a record has just been read, the
    hub's own id once it is resolved. `texts` keeps dates as they came where Homeroom would write
    them differently, keyed by the wire name, so that a round trip loses nothing.
    """

    sourced_id: str
    status: Status = Status.ACTIVE
    date_last_modified: datetime | None = None
    metadata: Mapping[str, Any] = {}
    texts: Mapping[str, str] = {}


class UserId(Struct, frozen=True, rename="camel"):
    """An id that some other system gave to a person, e.g. type `Fed`, identifier `x@y`."""

    type: str
    identifier: str


class Role(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """What a person is in one org; exactly one role per org is `primary`."""

    role_type: str
    role: str
    org: str
    user_profile: str | None = None
    begin_date: date | None = None
    end_date: date | None = None


class UserProfile(Struct, frozen=True, kw_only=True, omit_defaults=True, rename="camel"):
    """An account of a person in some application, without its credentials."""

    profile_id: str
    profile_type: str | None = None
    vendor_id: str | None = None
    application_id: str | None = None
    description: str | None = None


class ScaleValue(Struct, frozen=True, rename={"lhs": "itemValueLHS", "rhs": "itemValueRHS"}):
    """One line of a score scale: `lhs` is a level or a range, `rhs` its equivalent."""

    lhs: str
    rhs: str


class ObjectiveSet(Struct, frozen=True, rename={"ids": "learningObjectiveIds"}):
    """The learning objectives that a line item assesses; source `case` means CASE UUIDs."""

    source: str
    ids: tuple[str, ...]


class ObjectiveScore(
    Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    rename={"id": "learningObjectiveId", "text": "textScore"},
):
    """What a student reached in one learning objective."""

    id: str
    score: Decimal | None = None
    text: str | None = None


class ObjectiveScores(Struct, frozen=True, rename={"results": "learningObjectiveResults"}):
    """The learning-objective results of one source."""

    source: str
    results: tuple[ObjectiveScore, ...]
