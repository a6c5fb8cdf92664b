"""What an app sends: JSON in its wrapper, read as generously as its meaning allows. Pure."""

from decimal import Decimal, InvalidOperation
from typing import Any

import msgspec

from homeroom.model import v1p1
from homeroom.model.decode import status_of
from homeroom.model.ids import new_id
from homeroom.model.kinds import Kind, Version
from homeroom.model.records import Status
from homeroom.runs.writes.own_ids import Given
from homeroom.serve import problems
from homeroom.serve.problems import Refused

JSON = dict[str, Any]
MOST_AT_ONCE = 5_000
_DECODER = msgspec.json.Decoder(float_hook=Decimal)


def one(body: bytes, kind: Kind, version: Version, id_: str) -> Given:
    """Return the object of a PUT. The id of the path counts; a different one in it is refused."""
    held = _object(body)
    wire = held.get(kind.value, held)
    if not isinstance(wire, dict):
        raise _invalid(f"{kind.value} is no object.")
    named = wire.get("sourcedId")
    if named not in (None, "", id_):
        raise _invalid(f"sourcedId: the path says {id_[:80]}, the body says {str(named)[:80]}.")
    return Given(id_, _as_1_2(kind, version, wire))


def several(body: bytes, kind: Kind, wrapper: str) -> tuple[list[Given], list[str]]:
    """Return the objects of a POST under new ids, and the ids that they were sent with."""
    listed = _object(body).get(wrapper)
    if not isinstance(listed, list) or not listed:
        raise _invalid(f"{wrapper} is no list with objects in it.")
    if len(listed) > MOST_AT_ONCE:
        raise _invalid(f"{wrapper} has {len(listed)} objects; send at most {MOST_AT_ONCE} at once.")
    if not all(isinstance(wire, dict) for wire in listed):
        raise _invalid(f"{wrapper} holds something that is no object.")
    if any(is_deletion(Given("", wire)) for wire in listed):
        raise _invalid("status: what is new cannot be deleted already.")
    supplied = [str(wire.get("sourcedId") or "") for wire in listed]
    return [Given(new_id(), _as_1_2(kind, Version.V1P2, wire)) for wire in listed], supplied


def is_deletion(given: Given) -> bool:
    """Say whether an object is written as one that is to be deleted, as many systems delete."""
    return status_of(given.wire.get("status")) is Status.TO_BE_DELETED


def _as_1_2(kind: Kind, version: Version, wire: JSON) -> JSON:
    """Return an object as 1.2 has it. In both versions clients call a score's status late."""
    if version is Version.V1P1 or kind is Kind.RESULT:
        return v1p1.to_1_2(kind, wire)
    return wire


def _object(body: bytes) -> JSON:
    try:
        held = _DECODER.decode(body)
    except (msgspec.DecodeError, InvalidOperation, RecursionError, UnicodeDecodeError) as problem:
        raise _invalid("The body is no JSON.") from problem
    if not isinstance(held, dict):
        raise _invalid("The body is no JSON object.")
    return held


def _invalid(words: str) -> Refused:
    return Refused(422, problems.INVALID, words)
