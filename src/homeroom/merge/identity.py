"""Who is who across sources: keys by domains of uniqueness, and what they lead to. Pure."""

import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from datetime import date
from typing import Any

from msgspec import Struct

from homeroom.model.entities import ENTITIES
from homeroom.model.kinds import Kind
from homeroom.model.records import Record
from homeroom.model.roster import User
from homeroom.rules.entities import person_of
from homeroom.rules.uniqueness import BIRTH_DATE, SOURCED_ID, Domain

Keys = Mapping[str, str]  # domain -> key
_BETWEEN = "\x1f"
_NAMES = {
    kind: {field.wire: field.name for field in entity.fields} for kind, entity in ENTITIES.items()
}


class Match(Struct, frozen=True):
    """The hub record that a source's record is, by which domain, or the several that it may be.

    `alike`: records of the same source that share a key with it; whether they are duplicates is
    for a person to say.
    """

    hub_id: str | None = None
    rivals: tuple[str, ...] = ()
    alike: tuple[str, ...] = ()
    domain: str = ""


def keys_of(
    kind: Kind, record: Record, own_id: str, birth: date | None, domains: Sequence[Domain]
) -> dict[str, str]:
    """Return the key of a record in every domain whose attributes it fills."""
    roles = (role.role for role in record.roles) if isinstance(record, User) else ()
    entity = person_of(roles) if kind is Kind.USER else kind.value
    found = {}
    for domain in domains:
        if domain.is_about(entity):
            parts = [_part(kind, record, name, own_id, birth) for name in domain.fields]
            if all(parts):
                found[domain.name] = _BETWEEN.join(parts)
    return found


def _part(kind: Kind, record: Record, name: str, own_id: str, birth: date | None) -> str:
    if name == SOURCED_ID:
        return own_id
    if name == BIRTH_DATE:
        return birth.isoformat() if birth else ""
    return folded(getattr(record, _NAMES[kind][name]))


def folded(value: Any) -> str:
    """Return a value as it is compared: without case, accents' spelling and surplus spaces."""
    if value is None:
        return ""
    if isinstance(value, tuple):
        return ",".join(sorted(folded(one) for one in value))
    return " ".join(unicodedata.normalize("NFKC", str(value)).casefold().split())


def find(
    own: Keys,
    order: Sequence[str],
    candidates: Mapping[str, Mapping[str, Set[str]]],
    taken: Set[str],
) -> Match:
    """Return which candidate a record with these keys is: hub id -> its keys by domain.

    A candidate that differs in an earlier domain which both fill is somebody else, though it
    shares a later one, as siblings share an e-mail. `taken` are those that the same source names
    otherwise.
    """
    for place, domain in enumerate(order):
        key = own.get(domain)
        hits = [
            hub_id
            for hub_id, keys in candidates.items()
            if key is not None
            and key in keys.get(domain, ())
            and not any(_differ(own, keys, earlier) for earlier in order[:place])
        ]
        if not hits:
            continue
        free = sorted(hub_id for hub_id in hits if hub_id not in taken)
        if len(hits) == 1 and free:
            return Match(free[0], domain=domain)
        return Match(rivals=tuple(sorted(hits))) if free else Match(alike=tuple(sorted(hits)))
    return Match()


def settle_rivals(found: Mapping[str, Match]) -> dict[str, Match]:
    """Return matches of one source's records; two that mean the same one are only rivals."""
    times = Counter(match.hub_id for match in found.values() if match.hub_id is not None)
    return {
        source_id: Match(rivals=(match.hub_id,))
        if match.hub_id is not None and times[match.hub_id] > 1
        else match
        for source_id, match in found.items()
    }


def _differ(own: Keys, keys: Mapping[str, Set[str]], domain: str) -> bool:
    return domain in own and bool(keys.get(domain)) and own[domain] not in keys[domain]
