"""What Test Connection reports."""

from collections.abc import Sequence
from enum import StrEnum

from msgspec import Struct


class CheckState(StrEnum):
    """How a check of Test Connection ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_APPLICABLE = "not applicable"


class Check(Struct, frozen=True, kw_only=True):
    """One named check of a connection: what was seen, and what to do when it failed."""

    name: str
    state: CheckState
    words: str
    fix: str = ""
    seconds: float | None = None


def failed(checks: Sequence[Check]) -> list[Check]:
    """Return the checks that failed; one that does not apply is no failure."""
    return [one for one in checks if one.state is CheckState.FAILED]


def verdict(checks: Sequence[Check]) -> str:
    """Say in a sentence how all checks together came out."""
    names = [one.name for one in failed(checks)]
    return f"Connection is not OK: {', '.join(names)}" if names else "Connection is OK"
