"""Keep changed rules, and let them take effect on what is stored."""

from datetime import UTC, datetime

from homeroom.rules.document import Rules
from homeroom.runs.rules.rework import apply_rules
from homeroom.runs.rules.ruling import change_rules
from homeroom.store import audit
from homeroom.store import rules as versions
from homeroom.store.districts import District
from homeroom.store.scope import Scope, district_scope


def keep_rules(
    district: District, made: Rules, by: tuple[str, str], base: int | None = None
) -> tuple[int, dict[str, int]]:
    """Keep rules as the next version; return it, and how many records changed by kind.

    `by` is who does it, and why. `base` is the version that they were made from: NeedsDistrict
    where that is not the newest any more. Without it they take the place of whatever holds now.
    """
    with district_scope(district.id) as scope:
        version = note_rules(scope, made, by, base)
    return version, apply_rules(district)


def note_rules(scope: Scope, made: Rules, by: tuple[str, str], base: int | None = None) -> int:
    """Keep rules as the next version and return it; the next sync lets them take effect."""
    actor, reason = by
    if base is None:
        base = versions.current(scope).version
    version = change_rules(scope, made, base, by, datetime.now(UTC))
    if version != base:
        audit.note(scope, actor, "rules.changed", f"version {version}", {"reason": reason})
    return version
