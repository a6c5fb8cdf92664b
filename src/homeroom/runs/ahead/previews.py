"""Previews that wait: what a reading would change, why so much of it, and what is decided."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from msgspec import Struct, structs

from homeroom.errors import NeedsDistrict
from homeroom.model.kinds import Kind
from homeroom.runs.ingest.causes import likely_cause, likely_field
from homeroom.store import apps, asking, audit, causes, previewed, runs
from homeroom.store.belonging import Schools
from homeroom.store.previewed import CHANGED, GONE, NEW, WAITING, Awaited
from homeroom.store.runs import Run
from homeroom.store.scope import Scope
from homeroom.store.titles import titles


class Foretold(Struct, frozen=True, kw_only=True):
    """Rows of one kind that wait, by what they would lead to, and what most of them share."""

    kind: str
    new: int
    changed: int
    gone: int
    waiting: int
    cause: str = ""

    @property
    def count(self) -> int:
        """Return how many rows wait."""
        return self.new + self.changed + self.gone + self.waiting


def foretold(scope: Scope, run: Run, schools: Schools = None) -> list[Foretold]:
    """Return what taking in the reading of a run would change; nothing where it does not wait.

    `schools`: in what belongs to these and to no other; None: in everything.
    """
    if run.state != runs.PREVIEWED:
        return []
    counted = previewed.counted(scope, run.app_id, schools)
    return [
        Foretold(
            kind=kind.value,
            new=counted[kind].get(NEW, 0),
            changed=counted[kind].get(CHANGED, 0),
            gone=counted[kind].get(GONE, 0),
            waiting=counted[kind].get(WAITING, 0),
        )
        for kind in Kind
        if kind in counted
    ]


def explained(scope: Scope, run: Run, one: Foretold, today: date) -> Foretold:
    """Return the same with a likely cause of its removals and changes."""
    kind, found = Kind(one.kind), []
    if one.gone:
        seen = causes.in_common(scope, run.app_id, kind, today, causes.SEEN)
        found.append(likely_cause(seen))
    if one.changed:
        field, many = previewed.most_changed(scope, run.app_id, kind)
        found.append(likely_field(field, many, one.changed))
    return structs.replace(one, cause="; ".join(words for words in found if words))


def rows(
    scope: Scope, run: Run, kind: Kind, after: str, limit: int, schools: Schools = None
) -> list[Awaited]:
    """Return the next rows of a kind that wait, named as people know their records."""
    if run.state != runs.PREVIEWED:
        return []
    found = previewed.page(scope, run.app_id, kind, after, limit, schools)
    named = titles(scope, kind, [one.record_id for one in found if one.record_id])
    return [
        structs.replace(one, title=one.title or named.get(one.record_id or "", "")) for one in found
    ]


def approve(
    scope: Scope, run: Run, actor: str, stay: Sequence[tuple[Kind, str]], how: str = runs.ALL
) -> tuple[int, int]:
    """Let a run go on with the rows that were seen, but some; return how many go and stay.

    The next sync of the app takes it up.
    """
    _locked(scope, run)
    kept = sum(previewed.keep_out(scope, run.app_id, kind, [id_]) for kind, id_ in stay)
    counted = previewed.counted(scope, run.app_id)
    gone = sum(one.get(GONE, 0) for one in counted.values())
    goes = sum(sum(one.values()) for one in counted.values())
    if how == runs.WITHOUT_REMOVALS:
        goes, kept = goes - gone, kept + gone
    app = apps.by_id(scope, run.app_id)
    if not asking.approve(scope, run.id, how):
        raise NeedsDistrict(
            f"A newer sync of {app.title} is under way.",
            fix="Its reading takes the place of this one; look at it when it waits.",
        )
    facts = {"rows": goes, "kept": kept, "removals": 0 if how == runs.WITHOUT_REMOVALS else gone,
             "except": [f"{kind.value}:{id_}" for kind, id_ in stay]}  # fmt: skip
    audit.note(scope, actor, "run.approve", str(run.id), facts)
    return goes, kept


def exclude(
    scope: Scope,
    run: Run,
    actor: str,
    some: tuple[Kind, Sequence[str]],
    schools: Schools = None,
) -> int:
    """Leave rows out of this approval; the next whole reading shows them again.

    `some`: a kind, and ids of the source.
    """
    _locked(scope, run)
    kind, source_ids = some
    kept = previewed.keep_out(scope, run.app_id, kind, source_ids, schools)
    facts: dict[str, Any] = {
        "kept": kept,
        "except": [f"{kind.value}:{one}" for one in source_ids],
    }
    if schools is not None:
        facts["schools"] = sorted(schools)
    audit.note(scope, actor, "run.exclude", str(run.id), facts)
    return kept


def discard(scope: Scope, run: Run, actor: str) -> int:
    """Throw a reading away; the next sync reads anew and shows what differs then."""
    _locked(scope, run)
    counted = previewed.counted(scope, run.app_id)
    rows = sum(sum(one.values()) for one in counted.values())
    previewed.begin(scope, run.app_id)
    words, fix = f"{actor} discarded what it had read.", "The next sync reads anew."
    runs.drop_previews(scope, run.app_id, None, words, fix)
    audit.note(scope, actor, "run.decline", str(run.id), {"rows": rows})
    return rows


def _locked(scope: Scope, run: Run) -> None:
    """Let nobody else decide in this transaction, unless somebody has already."""
    if asking.locked(scope, run.id) != runs.PREVIEWED:
        raise NeedsDistrict(
            f"Nothing of run {run.id} waits for approval any more.",
            fix="Somebody has decided, or a newer reading has taken its place: homeroom runs",
        )
