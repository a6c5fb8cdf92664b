"""What a run holds back for a person: removals, or all that it has read; and what is decided."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.runs.ahead import previews
from homeroom.runs.ingest.causes import likely_cause
from homeroom.store import absences, audit, causes, runs
from homeroom.store.runs import Run
from homeroom.store.scope import Scope


class HeldBack(Struct, frozen=True):
    """Removals of one kind that wait, and what most of them share."""

    kind: str
    count: int
    cause: str


class Decided(Struct, frozen=True):
    """How many removals, or rows of a preview, go with the next sync, and how many stay."""

    approved: int
    declined: int
    previewed: bool = False


def run_named(scope: Scope, run_id: int) -> Run:
    """Return a run by its number."""
    run = runs.by_id(scope, run_id)
    if run is None:
        raise NeedsDistrict(f"There is no run {run_id}.", fix="See: homeroom runs")
    return run


def held_back(scope: Scope, run: Run, today: date) -> list[HeldBack]:
    """Return which removals of the app of a run wait now, beside those of a preview."""
    counted = absences.held(scope, run.app_id)
    seen = [causes.in_common(scope, run.app_id, Kind(kind), today) for kind in counted]
    return [HeldBack(one.kind.value, one.held, likely_cause(one)) for one in seen]


def approve(scope: Scope, run: Run, actor: str, stay: Sequence[tuple[Kind, str]]) -> Decided:
    """Let the next sync carry out what waits, but for some records, by the source's ids."""
    if run.state == runs.PREVIEWED:
        return Decided(*previews.approve(scope, run, actor, stay), previewed=True)
    went = absences.approve_held(scope, run.app_id, stay)
    return _noted(scope, run, actor, Decided(went, len(stay)), stay)


def without_removals(scope: Scope, run: Run, actor: str) -> Decided:
    """Keep all records whose removal waits; the rest is taken in, or was already."""
    if run.state == runs.PREVIEWED:
        done = previews.approve(scope, run, actor, (), runs.WITHOUT_REMOVALS)
        return Decided(*done, previewed=True)
    return _noted(scope, run, actor, Decided(0, absences.decline_held(scope, run.app_id)), ())


def exclude(scope: Scope, run: Run, actor: str, kind: Kind, source_ids: Sequence[str]) -> Decided:
    """Keep some records as they are, by the source's ids; what else waits goes on waiting."""
    if run.state == runs.PREVIEWED:
        return Decided(0, previews.exclude(scope, run, actor, kind, source_ids), previewed=True)
    kept = absences.decline_some(scope, run.app_id, kind, source_ids)
    return _noted(scope, run, actor, Decided(0, kept), [(kind, one) for one in source_ids])


def discard(scope: Scope, run: Run, actor: str) -> Decided:
    """Throw away what waits: removals for as long as the records are absent, or the reading."""
    if run.state == runs.PREVIEWED:
        return Decided(0, previews.discard(scope, run, actor), previewed=True)
    kept = absences.decline_held(scope, run.app_id)
    audit.note(scope, actor, "run.decline", str(run.id), {"removals": kept})
    return Decided(0, kept)


def _noted(
    scope: Scope, run: Run, actor: str, decided: Decided, stay: Sequence[tuple[Kind, str]]
) -> Decided:
    facts = {
        "removals": decided.approved,
        "kept": decided.declined,
        "except": [f"{kind.value}:{source_id}" for kind, source_id in stay],
    }
    audit.note(scope, actor, "run.approve", str(run.id), facts)
    return decided
