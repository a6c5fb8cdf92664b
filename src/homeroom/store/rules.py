"""The versions of a district's rules; none is ever changed, each act adds one."""

from datetime import datetime

import msgspec
from msgspec import Struct

from homeroom.errors import NeedsDistrict
from homeroom.rules.document import NO_RULES, Rules
from homeroom.store.scope import Scope


class Held(Struct, frozen=True):
    """The rules of a district with their version; 0 before anybody decided anything."""

    version: int
    rules: Rules


class Kept(Struct, frozen=True):
    """One version: who made it, when and why."""

    version: int
    at: datetime
    actor: str
    reason: str
    applied_at: datetime | None


def current(scope: Scope) -> Held:
    """Return the rules that hold now."""
    row = scope.row(
        "SELECT version, body FROM rule_versions WHERE district_id = %(district)s"
        " ORDER BY version DESC LIMIT 1"
    )
    return Held(row[0], _read(row[1])) if row else Held(0, NO_RULES)


def version(scope: Scope) -> int:
    """Return the version of the rules that hold now; 0 before anybody decided anything."""
    held = "SELECT coalesce(max(version), 0) FROM rule_versions WHERE district_id = %(district)s"
    return int(scope.value(held))


def at(scope: Scope, version: int) -> Rules:
    """Return the rules as an older version had them."""
    if version == 0:
        return NO_RULES
    body = scope.value(
        "SELECT body FROM rule_versions WHERE district_id = %(district)s AND version = %(version)s",
        version=version,
    )
    if body is None:
        raise NeedsDistrict(
            f"There is no version {version} of the rules.",
            fix="See which there are with: homeroom rules history",
        )
    return _read(body)


def last_applied(scope: Scope) -> Held:
    """Return the newest rules that have taken effect on what is stored."""
    version = scope.value(
        "SELECT max(version) FROM rule_versions WHERE district_id = %(district)s"
        " AND applied_at > coalesce(overtaken_at, '-infinity')"
    )
    return Held(version or 0, at(scope, version or 0))


def clock(scope: Scope) -> datetime:
    """Return the time by the clock that tells what overtakes what."""
    found = scope.value("SELECT clock_timestamp()")
    assert isinstance(found, datetime)
    return found


def mark_applied(scope: Scope, version: int, began: datetime) -> None:
    """Note that a version has taken effect on what was stored when that began."""
    scope.run(
        "UPDATE rule_versions SET applied_at = %(began)s"
        " WHERE district_id = %(district)s AND version = %(version)s",
        version=version,
        began=began,
    )


def overtake(scope: Scope, version: int) -> None:
    """Note that something is taken in by the rules of a version: newer ones take effect anew."""
    scope.run(
        "UPDATE rule_versions SET overtaken_at = clock_timestamp()"
        " WHERE district_id = %(district)s AND version > %(version)s",
        version=version,
    )


def save(scope: Scope, rules: Rules, base: int, by: tuple[str, str], now: datetime) -> int:
    """Keep rules as the next version after `base`; `by` is who does it, and why.

    Whoever worked from an older version than the newest is told so: nothing is overwritten unseen.
    """
    actor, reason = by
    held = current(scope)
    if held == Held(base, rules):
        return base
    kept = held.version == base and scope.run(
        "INSERT INTO rule_versions (district_id, version, at, actor, reason, body)"
        " VALUES (%(district)s, %(version)s, %(now)s, %(actor)s, %(reason)s, %(body)s::jsonb)"
        " ON CONFLICT DO NOTHING",
        version=base + 1,
        now=now,
        actor=actor,
        reason=reason,
        body=msgspec.json.encode(rules).decode(),
    )
    if not kept:
        raise NeedsDistrict(
            f"The rules were changed by somebody else since version {base}.",
            fix="Look at what changed with `homeroom rules diff`, and make your change again.",
        )
    return base + 1


def history(scope: Scope, limit: int) -> list[Kept]:
    """Return the last versions, newest first."""
    rows = scope.rows(
        "SELECT version, at, actor, reason, applied_at FROM rule_versions"
        " WHERE district_id = %(district)s ORDER BY version DESC LIMIT %(limit)s",
        limit=limit,
    )
    return [Kept(*row) for row in rows]


def newest(scope: Scope, limit: int) -> list[Held]:
    """Return the last versions with what they say, newest first."""
    rows = scope.rows(
        "SELECT version, body FROM rule_versions WHERE district_id = %(district)s"
        " ORDER BY version DESC LIMIT %(limit)s",
        limit=limit,
    )
    return [Held(version, _read(body)) for version, body in rows]


def _read(body: str) -> Rules:
    return msgspec.json.decode(body, type=Rules)
