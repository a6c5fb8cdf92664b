"""What a run tells whoever watches it, and what it counted in the end."""

from typing import Any, Protocol

from msgspec import Struct, to_builtins

from homeroom.model.kinds import Kind
from homeroom.push.lanes.deliver import Sent
from homeroom.runs.ingest.batch import Tally


class Watcher(Protocol):
    """Is told how a run comes along."""

    def step(self, name: str) -> None:
        """A step begins."""

    def read(self, collection: str, records: int, total: int | None) -> None:
        """So many records of a collection have arrived."""

    def stored(self, kind: Kind, tally: Tally) -> None:
        """So much of a kind has been stored."""

    def sent(self, target: str, sent: Sent) -> None:
        """So many deliveries to a target have come out."""


class Silent:
    """Watches and says nothing."""

    def step(self, name: str) -> None:
        """Say nothing."""

    def read(self, collection: str, records: int, total: int | None) -> None:
        """Say nothing."""

    def stored(self, kind: Kind, tally: Tally) -> None:
        """Say nothing."""

    def sent(self, target: str, sent: Sent) -> None:
        """Say nothing."""


class Foresight(Struct, frozen=True, kw_only=True):
    """What a reading would lead to: rows by kind and effect, and deliveries by target and act.

    `intake`: the mark of the rules by which it was seen.
    """

    kinds: dict[str, dict[str, int]] = {}
    to_follow: dict[str, int] = {}
    intake: str = ""


class Report(Struct, kw_only=True):
    """What one run did."""

    run_id: int
    state: str
    read: dict[str, int] = {}
    stored: dict[str, Tally] = {}
    removed: dict[str, dict[str, int]] = {}
    sent: dict[str, Sent] = {}
    not_counting: dict[str, int] = {}  # delivered line items without a category, by target
    notes: list[str] = []
    preview: Foresight | None = None
    resumed: bool = False

    def counts(self) -> dict[str, Any]:
        """Return what the run keeps of it."""
        return {
            "read": self.read,
            "stored": to_builtins(self.stored),
            "removed": self.removed,
            "sent": to_builtins(self.sent),
            "not_counting": self.not_counting,
            "notes": self.notes,
            "preview": to_builtins(self.preview),
        }

    @property
    def changes(self) -> int:
        """Return how many records became different by this run."""
        retired = sum(one["retired"] for one in self.removed.values())
        return retired + sum(one.new + one.changed for one in self.stored.values())
