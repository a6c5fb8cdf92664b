"""What a run holds back for a person: removals, or all that it has read; and what is decided."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from msgspec import Struct

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.runs.ahead import previews
from homeroom.runs.ingest.causes import likely_cause
from homeroom.store import absences, audit, causes, runs
from homeroom.store.belonging import Schools
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


def held_back(scope: Scope, run: Run, today: date, schools: Schools = None) -> list[HeldBack]:
    """Return which removals of the app of a run wait now, beside those of a preview.

    `schools`: of what belongs to these and to no other; a cause that others share is not told.
    """
    counted = absences.held(scope, run.app_id, schools)
    if schools is not None:
        return [HeldBack(kind, many, "") for kind, many in counted.items()]
    seen = [causes.in_common(scope, run.app_id, Kind(kind), today) for kind in counted]
    return [HeldBack(one.kind.value, one.held, likely_cause(one)) for one in seen]


def approve(scope: Scope, run: Run, actor: str, stay: Sequence[tuple[Kind, str]]) -> Decided:
    """Let the next sync carry out what waits, but for some records, by the source's ids."""
    if run.state == runs.PREVIEWED:
        return Decided(*previews.approve(scope, run, actor, stay), previewed=True)
    went = absences.approve_held(scope, run.app_id, stay)
    return _noted(scope, run, actor, Decided(went, len(stay)), stay)


def approve_of(scope: Scope, run: Run, actor: str, schools: Collection[str]) -> Decided:
    """Let the next sync carry out the removals of what belongs to some schools and to no other.

    What else waits goes on waiting. NeedsDistrict of a preview: all of it is one decision.
    """
    _check_parts(run)
    went = absences.approve_of(scope, run.app_id, schools)
    return _noted(scope, run, actor, Decided(went, 0), (), schools)


def decline_of(scope: Scope, run: Run, actor: str, schools: Collection[str]) -> Decided:
    """Keep what belongs to some schools and to no other; what else waits goes on waiting.

    NeedsDistrict of a preview: all of it is one decision.
    """
    _check_parts(run)
    kept = absences.decline_held(scope, run.app_id, schools)
    return _noted(scope, run, actor, Decided(0, kept), (), schools)


def _check_parts(run: Run) -> None:
    if run.state == runs.PREVIEWED:
        raise NeedsDistrict(
            "What a preview shows is taken in as a whole, or not at all.",
            fix="A District Admin approves it; rows of your schools can be left out before.",
        )


def without_removals(scope: Scope, run: Run, actor: str) -> Decided:
    """Keep all records whose removal waits; the rest is taken in, or was already."""
    if run.state == runs.PREVIEWED:
        done = previews.approve(scope, run, actor, (), runs.WITHOUT_REMOVALS)
        return Decided(*done, previewed=True)
    return _noted(scope, run, actor, Decided(0, absences.decline_held(scope, run.app_id)), ())


def exclude(
    scope: Scope,
    run: Run,
    actor: str,
    some: tuple[Kind, Sequence[str]],
    schools: Schools = None,
) -> Decided:
    """Keep some records as they are; what else waits goes on waiting.

    `some`: a kind, and ids of the source. `schools`: to which alone they have to belong.
    """
    if run.state == runs.PREVIEWED:
        return Decided(0, previews.exclude(scope, run, actor, some, schools), previewed=True)
    kind, source_ids = some
    kept = absences.decline_some(scope, run.app_id, kind, source_ids, schools)
    stay = [(kind, one) for one in source_ids]
    return _noted(scope, run, actor, Decided(0, kept), stay, schools)


def discard(scope: Scope, run: Run, actor: str) -> Decided:
    """Throw away what waits: removals for as long as the records are absent, or the reading."""
    if run.state == runs.PREVIEWED:
        return Decided(0, previews.discard(scope, run, actor), previewed=True)
    kept = absences.decline_held(scope, run.app_id)
    audit.note(scope, actor, "run.decline", str(run.id), {"removals": kept})
    return Decided(0, kept)


def _noted(
    scope: Scope,
    run: Run,
    actor: str,
    decided: Decided,
    stay: Sequence[tuple[Kind, str]],
    schools: Schools = None,
) -> Decided:
    facts: dict[str, Any] = {
        "removals": decided.approved,
        "kept": decided.declined,
        "except": [f"{kind.value}:{source_id}" for kind, source_id in stay],
    }
    if schools is not None:
        facts["schools"] = sorted(schools)
    audit.note(scope, actor, "run.approve", str(run.id), facts)
    return decided
