"""What a run knows while it works: whose it is, how to read, where grades go."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from msgspec import Struct, structs

from homeroom.mapping.attributes import AttributeMapping
from homeroom.merge.decide import MasterFields
from homeroom.model.dialect import Dialect
from homeroom.model.kinds import Kind
from homeroom.push.lanes.outbox import Outlet
from homeroom.rules.class_maps import ClassMap
from homeroom.rules.intake import Intake
from homeroom.rules.uniqueness import Domain
from homeroom.runs.ingest.batch import Batch
from homeroom.store import runs
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.runs import Run
from homeroom.store.scope import Scope


class Context(Struct, kw_only=True):
    """One run's surroundings. `zones` are the clocks of classes whose school has its own."""

    district: District
    app: App
    run: Run | None  # None where a person acts, outside of any sync
    space: str
    dialect: Dialect
    mapping: AttributeMapping
    rules: MasterFields
    ruled: int = 0  # the version of the district's rules
    outlets: tuple[Outlet, ...]
    # Whose ids name classes and people beside the app's own: app and id space, or the hub.
    others: tuple[tuple[int, str], ...] = ()
    hub_ids: bool = False
    zones: Mapping[str, ZoneInfo] = {}
    # Every app that speaks about the district's records, this one too, by its id.
    voices: Mapping[int, "Context"] = {}
    by_hand: frozenset[Kind] = frozenset()  # kinds of which a person has set some value
    domains: Mapping[Kind, tuple[Domain, ...]] = {}
    fans: tuple[ClassMap, ...] = ()  # courses of this app that are several sections
    now: datetime
    intake: Intake  # the rules that rows of this app pass through
    # Who only looks on: what is taken in for them is taken back, so that nobody waits for its turn.
    onlooker: Callable[[Batch], None] | None = None
    # What new records are called towards apps: the app's own ids, where it writes them by itself.
    names: dict[str, str] = {}
    again: bool = False  # rows come from the spool: whether a source shows them, they do not say
    signed: bool = False  # a person has seen what rows lead to: nothing else is written

    def looking_again(self) -> "Context":
        """Return the same for rows that were there before, from the spool."""
        return structs.replace(self, again=True)

    def rank(self, app_id: int) -> tuple[bool, int]:
        """Return the place of an app in the fixed order of sources: a SIS, and the older, first."""
        voice = self.voices[app_id]
        return voice.app.role != "sis", app_id

    @property
    def leaves_out(self) -> bool:
        """Say whether rows of this app, or of one whose ids it uses, could be left out."""
        named = [self.voices[app_id] for app_id, _ in self.others if app_id in self.voices]
        return self.intake.leaves_out or any(one.intake.leaves_out for one in named)

    def hold(self, scope: Scope) -> None:
        """Check that the run is still ours, and leave a sign of life.

        Who only looks on keeps the row of the run free: its transaction is long, and whoever
        stops the run must not wait for its end.
        """
        if self.onlooker:
            runs.check_ours(scope, self.under_way)
        else:
            runs.hold(scope, self.under_way)

    @property
    def under_way(self) -> Run:
        """Return the run that is under way; only a sync has one."""
        assert self.run is not None
        return self.run

    @property
    def run_id(self) -> int | None:
        """Return the number of the run, where there is one."""
        return self.run.id if self.run else None

    @property
    def spaces(self) -> dict[int, str]:
        """Return the id space of every app that speaks."""
        return {app_id: one.space for app_id, one in self.voices.items()}

    @property
    def prefix(self) -> str:
        """Return the SIS ID prefix: it keeps equal ids of two systems apart."""
        return str(self.app.settings.get("id_prefix", ""))

    @property
    def has_sis(self) -> bool:
        """Say whether a SIS speaks in this district."""
        return any(one.app.role == "sis" for one in self.voices.values())

    @property
    def zone(self) -> ZoneInfo:
        """Return the district's time zone."""
        return self.district.zone


Counts = dict[str, dict[str, Any]]
