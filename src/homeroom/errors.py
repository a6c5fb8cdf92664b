"""What can go wrong, grouped by who must act.

HomeroomError
    RetryLater        nobody acts: we try again by ourselves
    NeedsDistrict     the district: credentials, permissions, data in the SIS
    NeedsOperator     whoever runs this server: database, disk, keys, files
    NeedsDeveloper    us: a bug, or an answer that no connector knows

Bad data is not an exception: it is an `Issue` (room `issues`).
"""

from __future__ import annotations


class HomeroomError(Exception):
    """Carries two texts: what to tell a person, and what to write into the log.

    `message` says what happened, `fix` what can be done about it. `detail` is for the log only;
    whoever raises has already taken secrets and pupils' data out of it.
    """

    def __init__(self, message: str, *, fix: str = "", detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.fix = fix
        self.detail = detail

    def __str__(self) -> str:
        return f"{self.message} {self.fix}".strip()


class RetryLater(HomeroomError):
    """Will mend itself: an overloaded server, a dropped connection, a lost answer."""

    def __init__(
        self, message: str, *, fix: str = "", detail: str = "", after: float | None = None
    ) -> None:
        super().__init__(message, fix=fix, detail=detail)
        self.after = after  # seconds the other side asked us to wait, None when it did not say


class NeedsDistrict(HomeroomError):
    """The district must act: credentials, rights, or data in one of its systems."""


class NeedsOperator(HomeroomError):
    """Whoever runs this server must act: database, disk, keys, files."""


class NeedsDeveloper(HomeroomError):
    """We must act: a bug, or an answer that the connector does not know."""
