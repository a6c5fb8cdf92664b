"""What Test Connection reports."""

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
