"""A target while grades go to it: its connection, rules, lanes and clock."""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from msgspec import Struct

from homeroom.connectors.base import GradeTarget
from homeroom.connectors.rules import Rules
from homeroom.connectors.writes import Receipt, TargetCategory, Write
from homeroom.model.gradebook import LineItem, Result
from homeroom.model.ids import derived_id
from homeroom.model.kinds import Kind
from homeroom.pull.lanes import Lanes
from homeroom.push.checks.window import Figures
from homeroom.rules import document
from homeroom.store.districts import District


class Nobody:
    """The target of a preview: whoever asks it anything has made a mistake."""

    def put(self, writes: Sequence[Write]) -> Sequence[Receipt]:
        """Write nothing."""
        raise _asked()

    def delete(self, kind: Kind, id_: str, class_id: str) -> Receipt:
        """Delete nothing."""
        raise _asked()

    def line_item(self, id_: str, class_id: str) -> LineItem | None:
        """Show nothing."""
        raise _asked()

    def results(self, line_item_id: str, class_id: str) -> Sequence[Result]:
        """Show nothing."""
        raise _asked()

    def categories(self, class_id: str) -> Sequence[TargetCategory]:
        """Show nothing."""
        raise _asked()


def _asked() -> AssertionError:
    return AssertionError("a preview asks no target")


class Port(Struct, kw_only=True):
    """Everything that deliveries to one target share. Safe to use from several threads.

    `identities` are the lasting names of apps, from which ids at the target are derived; `keys` are
    their short names. `rules` are the target's write rules, `decided` is what the district decided,
    in the version `ruled`: both are renewed while grades go out.
    """

    district: District
    target_id: int
    target: GradeTarget
    takes: frozenset[Kind]
    rules: Rules
    version: str
    space: str
    lanes: Lanes
    identities: Mapping[int, str]
    keys: Mapping[int, str] = {}
    decided: document.Rules = document.NO_RULES
    ruled: int = 0
    default_category: str = ""
    deletes: frozenset[Kind] = frozenset()
    previews: bool = False  # a person looks at everything before it goes
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    known_categories: dict[str, list[TargetCategory]] = {}
    asking: dict[str, threading.Lock] = {}
    # What went through the rolling window of an app and a class since this port was opened.
    passed: dict[tuple[int, str], tuple[frozenset[str], Figures]] = {}

    def id_for(self, kind: Kind, source_app: int, source_id: str) -> str:
        """Return the id under which the target knows, or will know, a record of an app."""
        source = self.identities.get(source_app, str(source_app))
        return derived_id(self.identities[self.target_id], source, kind.value, source_id)

    def zone(self, school_zone: str | None) -> ZoneInfo:
        """Return a school's clock, the district's by default."""
        return ZoneInfo(school_zone) if school_zone else self.district.zone

    def categories(self, class_id: str) -> list[TargetCategory]:
        """Return the target's categories of a class, asked once, by whoever holds a lane."""
        with self.asking.setdefault(class_id, threading.Lock()):
            if class_id not in self.known_categories:
                self.known_categories[class_id] = list(self.target.categories(class_id))
            return self.known_categories[class_id]
