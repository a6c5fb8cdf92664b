"""One entry of the catalogue."""

from enum import StrEnum

from msgspec import Struct


class Severity(StrEnum):
    """How much it matters."""

    ERROR = "error"  # something was not used or not sent
    WARNING = "warning"  # it was used, but somebody should look
    NOTE = "note"  # good to know


class Owner(StrEnum):
    """Who can mend it."""

    SOURCE = "source system"
    APP = "learning app"
    DISTRICT = "district"
    TEACHER = "teacher"
    NOBODY = "nobody: it mends itself"


class Entry(Struct, frozen=True, kw_only=True):
    """What one code means: how bad, whose, and the words for it."""

    code: str
    severity: Severity
    owner: Owner
    words: str
    fix: str
