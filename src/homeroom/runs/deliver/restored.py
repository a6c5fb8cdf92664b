"""The first sync of an app after a restore or a change of its ids: compare before delivering.

Between the backup and the restore the hub that was lost may have delivered more, and teachers may
have edited. What a target shows then is held for a person where it is not what the app says. Where
ids changed, it is seen that every delivered grade stands under them before another one goes out.
"""

from collections.abc import Iterable, Mapping, Sequence

from msgspec import structs

from homeroom.model.kinds import Kind
from homeroom.push.lanes.echo import EDITED, RENAMED
from homeroom.push.reconcile import (
    DIFFERENT,
    DOUBLED,
    EXTRA,
    ITEM_MISSING,
    MISSING,
    NOT_STORED,
)
from homeroom.runs.context import Context
from homeroom.runs.deliver.ports import is_target
from homeroom.runs.deliver.reconcile import Found, Reconciliation, compare
from homeroom.store import apps, deliveries, pages, reconciling, renaming, runs
from homeroom.store.scope import Scope, district_scope

DELETED = "conflict.deleted_in_sis"
# What happened at the target, by what a comparison calls it.
HOLDS = {
    DIFFERENT: EDITED,
    MISSING: DELETED,
    NOT_STORED: DELETED,
    ITEM_MISSING: DELETED,
    RENAMED: RENAMED,
}


def compare_after_restore(context: Context) -> list[str]:
    """Compare what is here with what the app shows, then let deliveries go; return what to tell.

    A reading that is not complete lets nothing go: the next sync compares.
    """
    app = context.app
    with district_scope(context.district.id) as scope:
        if not pages.read_whole(scope, context.under_way.id):
            return [
                f"{app.title} was not read completely, and nothing is delivered before that: sync"
                " again."
            ]
    done = compare(context.district, app, None, lambda _, __: None) if is_target(app) else None
    with district_scope(context.district.id) as scope:
        runs.hold(scope, context.under_way)
        held = _hold(scope, app.id, _missed(scope, context, done.found)) if done else 0
        reconciling.forget_digests(scope, app.id)
        apps.change(scope, app.id, restored_at=None)
    return _words(done, held) if done and held else []


def _missed(scope: Scope, context: Context, found: Sequence[Found]) -> list[Found]:
    """Return the findings without grades that stand in their cells under other ids, unchanged.

    Those go by their new ids from now on. Where another score stands there under another id, it is
    not for us to say whether the grade was renamed and edited, or deleted and given anew.
    """
    app = context.app
    away = {
        one.finding.record_id: one.finding.facts["score"]
        for one in found
        if one.finding.code in (MISSING, NOT_STORED) and one.finding.record_id
    }
    there = {
        one.finding.target_id: one.finding.facts["score"]
        for one in found
        if one.finding.code in (EXTRA, DOUBLED)
    }
    others = renaming.under_other_ids(scope, app.id, context.space, list(away))
    same = {id_: new for id_, new in others.items() if there.get(new) == away[id_]}
    renaming.go_by(scope, app.id, context.space, same)
    left = [one for one in found if one.finding.record_id not in same]
    return [_renamed(one, others, there) if one.finding.record_id in away else one for one in left]


def _renamed(one: Found, others: Mapping[str, str], there: Mapping[str, str]) -> Found:
    """Return a missing grade with what stands in its cell under another id, if anything does."""
    finding = one.finding
    other = others.get(finding.record_id or "", "")
    if other not in there:
        return one
    facts = {
        "id": finding.target_id,
        "other": other,
        "sent": finding.facts["score"],
        "seen": there[other],
    }
    return Found(one.column, structs.replace(finding, code=RENAMED, facts=facts))


def _hold(scope: Scope, target_id: int, found: Iterable[Found]) -> int:
    """Hold delivered records for a person that the target does not show as delivered."""
    held = 0
    for one in found:
        code = HOLDS.get(one.finding.code)
        if code is None:
            continue
        item_gone = one.finding.code == ITEM_MISSING
        kind = Kind.LINE_ITEM if item_gone else Kind.RESULT
        record_id = one.column.record_id if item_gone else one.finding.record_id
        assert record_id is not None
        row = deliveries.of_records(scope, target_id, kind, [record_id])[record_id]
        facts = one.finding.facts if code in (EDITED, RENAMED) else {}
        held += row.state == "delivered" and deliveries.park(scope, row, "conflict", code, facts)
    return held


def _words(done: Reconciliation, held: int) -> list[str]:
    return [
        f"Before anything was delivered again, {done.cells:,} grades were compared with"
        f" {done.target.title}; {held:,} are not as this hub knew them and wait for a person,"
        " unless their app says the same: homeroom deliveries"
    ]
