"""Let changed rules take effect on what is stored, and show before what they would change."""

from collections.abc import Iterator, Sequence
from functools import partial
from itertools import chain

from msgspec import Struct

from homeroom.merge.decide import Change
from homeroom.model.kinds import Kind
from homeroom.rules.affected import merged_otherwise, recognised_otherwise, sent_otherwise
from homeroom.rules.document import Rules
from homeroom.runs.contexts import context_in, speaks, view_of
from homeroom.runs.ingest.apply import apply
from homeroom.runs.ingest.identifying import keys_again
from homeroom.runs.ingest.memory import collect_rarely
from homeroom.runs.rules.remerge import remerged
from homeroom.runs.threads import side_by_side
from homeroom.store import apps, parked, places, rules, voices
from homeroom.store.districts import District
from homeroom.store.scope import Scope, district_scope

CHUNK = 2_000


class Effect(Struct, frozen=True):
    """What other rules make of one record; `title` is how people know it."""

    kind: Kind
    record_id: str
    changes: tuple[Change, ...]


def preview(district: District, proposed: Rules) -> Iterator[Effect]:
    """Yield every record whose values would become others; nothing is written."""
    collect_rarely()
    with district_scope(district.id) as scope:
        kinds = merged_otherwise(rules.current(scope).rules, proposed)
    for kind in kinds:
        of_chunk = partial(_effects, district, kind, proposed)
        yield from chain.from_iterable(side_by_side(of_chunk, _several(district, kind)))


def _several(district: District, kind: Kind) -> Iterator[list[str]]:
    """Yield the ids of all records that more than one source speaks for, in chunks."""
    after = ""
    while True:
        with district_scope(district.id) as scope:
            ids = _next(scope, kind, after)
        if not ids:
            return
        yield ids
        after = ids[-1]


def _effects(district: District, kind: Kind, proposed: Rules, ids: Sequence[str]) -> list[Effect]:
    with district_scope(district.id) as scope:
        scope.by_key()
        context = view_of(scope, district, kind, proposed)
        changes = remerged(scope, context, kind, ids).changes if context else {}
    return [Effect(kind, record_id, tuple(some)) for record_id, some in changes.items()]


def apply_rules(district: District) -> dict[str, int]:
    """Let the newest rules take effect and return how many records changed, by kind.

    What older rules kept back is checked again; what was delivered stays, until a person asks.

    Broken off, it is done again from the start by the next sync, and changes the rest.
    """
    with district_scope(district.id) as scope:
        held, before, began = rules.current(scope), rules.last_applied(scope), rules.clock(scope)
        if before.version == held.version:
            return {}
    _recognise(district, before.rules, held.rules)
    changed = {}
    for kind in merged_otherwise(before.rules, held.rules):
        many = _merge_again(district, kind)
        if many:
            changed[kind.value] = many
    with district_scope(district.id) as scope:
        if sent_otherwise(before.rules, held.rules):
            for app in apps.every(scope):
                parked.send_again(scope, app.id, [])
        rules.mark_applied(scope, held.version, began)
    return changed


def _next(scope: Scope, kind: Kind, after: str) -> list[str]:
    """Return the next records of several voices, and find what follows by its keys.

    A plan for any kind would go through the links of all records for the few of a small one.
    """
    scope.as_a_page()
    ids = voices.several(scope, kind, after, CHUNK)
    scope.by_key()
    return ids


def _merge_again(district: District, kind: Kind) -> int:
    collect_rarely()
    after, changed = "", 0
    while True:
        with district_scope(district.id, repeatable=True) as scope:
            context = view_of(scope, district, kind)
            if context is None:
                return changed
            # Before we look: what is just being taken in by older rules is seen then.
            apps.take_turns(scope, list(context.voices))
            ids = _next(scope, kind, after)
            if not ids:
                return changed
            changed += apply(scope, context, remerged(scope, context, kind, ids)).changed
        after = ids[-1]


def _recognise(district: District, before: Rules, after: Rules) -> None:
    """Make the keys of all records anew where other attributes name them now."""
    for kind in recognised_otherwise(before, after):
        with district_scope(district.id) as scope:
            every = [app for app in apps.every(scope) if speaks(app)]
        for app in every:
            last = ""
            while True:
                with district_scope(district.id, repeatable=True) as scope:
                    context = context_in(scope, district, app, None)
                    apps.take_turns(scope, list(context.voices))
                    rows = places.applied_after(scope, app.id, kind, last, CHUNK)
                    if not rows:
                        break
                    keys_again(scope, context, kind, rows)
                last = rows[-1].source_id
