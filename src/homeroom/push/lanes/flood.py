"""Keep back what the rolling window of a class does not let through; everything else goes on."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from homeroom.push.checks.conflict import shown
from homeroom.push.checks.verdict import Hold
from homeroom.push.checks.window import (
    Figures,
    figures_of,
    is_change,
    is_empty,
    too_many_changes,
    too_many_empty,
)
from homeroom.push.lanes.look import Ready
from homeroom.push.lanes.port import Port
from homeroom.rules.places import narrowest
from homeroom.rules.windows import USUAL, GradeWindow
from homeroom.store import windows
from homeroom.store.deliveries import Ending
from homeroom.store.outgoing import Loaded
from homeroom.store.scope import district_scope

Columns = dict[str, list[Ready]]  # by the hub's id of the line item


def keep_back_floods(port: Port, columns: Columns, loaded: Loaded) -> list[Ending]:
    """Take out of the columns what must wait for a person, and return how it ended.

    A new grade that is neither zero nor blank is never kept back.
    """
    classes: dict[tuple[int, str], list[Ready]] = {}
    for item, some in columns.items():
        class_id = loaded.line_items[item].class_
        for one in some:
            classes.setdefault((one.delivery.app_id, class_id), []).append(one)
    ended = [
        ending for key, some in classes.items() for ending in _of_class(port, key, some, loaded)
    ]
    kept = {ending.delivery.record_id for ending in ended}
    for item, some in list(columns.items()):
        columns[item] = [one for one in some if one.delivery.record_id not in kept]
    return ended


def _of_class(
    port: Port, key: tuple[int, str], some: Sequence[Ready], loaded: Loaded
) -> list[Ending]:
    """Judge the grades of one app in one class together: those of now, and those of lately."""
    ids = {one.delivery.record_id for one in some}
    wary = [one for one in some if _is_change(one) or _is_empty(one)]
    passed, before = port.passed.get(key, (frozenset[str](), Figures()))
    holds: Mapping[str, Hold] = {}
    if wary:
        rule = _rule(port, key, loaded)
        seen = _lately(port, key, rule, ids | passed) + before
        seen = sum((figures_of(one.delivery.sent, shown(one.record)) for one in some), seen)
        holds = _holds(rule, seen, wary)
    through = [one for one in some if one.delivery.record_id not in holds]
    more = (figures_of(one.delivery.sent, shown(one.record)) for one in through)
    port.passed[key] = (passed | ids - holds.keys(), sum(more, before))
    return [
        Ending(
            delivery=one.delivery,
            state="held",
            code=holds[one.delivery.record_id].code,
            # Whoever discards it discards this very content.
            facts={**holds[one.delivery.record_id].facts, "digest": one.digest},
        )
        for one in some
        if one.delivery.record_id in holds
    ]


def _holds(rule: GradeWindow, seen: Figures, wary: Sequence[Ready]) -> Mapping[str, Hold]:
    changes, empty = too_many_changes(rule, seen), too_many_empty(rule, seen)
    holds: dict[str, Hold] = {}
    for one in wary:
        for hold, concerned in ((changes, _is_change(one)), (empty, _is_empty(one))):
            if hold and concerned and not _let_go(one, hold):
                holds.setdefault(one.delivery.record_id, hold)
    return holds


def _let_go(one: Ready, hold: Hold) -> bool:
    """Say whether a person has looked at this very grade."""
    return one.delivery.approved or hold.code in one.delivery.lifted


def _is_change(one: Ready) -> bool:
    return is_change(one.delivery.sent, shown(one.record))


def _is_empty(one: Ready) -> bool:
    return is_empty(shown(one.record))


def _rule(port: Port, key: tuple[int, str], loaded: Loaded) -> GradeWindow:
    app_id, class_id = key
    named = ("", port.keys.get(app_id, ""))
    rules = [rule for rule in port.decided.windows if rule.app in named]
    return narrowest(rules, loaded.rooms[class_id].where) or USUAL


def _lately(port: Port, key: tuple[int, str], rule: GradeWindow, but: set[str]) -> Figures:
    since = port.clock() - timedelta(hours=rule.hours)
    with district_scope(port.district.id) as scope:
        found = windows.lately(scope, port.target_id, *key, since, sorted(but))
    return Figures(
        standing=found.standing,
        written=found.written,
        changed=found.changed,
        emptied=found.emptied,
    )
