"""What a check says about a delivery."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from homeroom.model.records import Record

Facts = Mapping[str, Any]


class Send(Struct, frozen=True):
    """It may go: the record in the target's ids and terms, and notes on what was done to it.

    Notes are kept on the delivery and shown: shortened, converted, not carried.
    """

    record: Record
    notes: Facts = {}


class Refuse(Struct, frozen=True):
    """It may not go, and why; it is looked at again by itself."""

    code: str
    facts: Facts = {}


class Hold(Struct, frozen=True):
    """It waits for a person, or for something else to happen first."""

    code: str
    facts: Facts = {}


class Leave(Struct, frozen=True):
    """There is nothing to send: unscored work, or what the target may keep as it is."""

    why: str


Verdict = Send | Refuse | Hold | Leave
