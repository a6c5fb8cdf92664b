"""May this reach the gradebook at all, by the district's own scope? Pure."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from homeroom.push.checks.standing import Standing
from homeroom.push.checks.terms import term_at
from homeroom.push.checks.verdict import Hold
from homeroom.rules.places import narrowest, read_place
from homeroom.rules.scope import Deliver, FrozenDays, GradeScope, Mark


def out_of_scope(rules: GradeScope, one: Standing) -> Hold | None:
    """Return why something stays out, the widest reason first; None: it may go."""
    place = narrowest(rules.places, one.where)
    if place is not None and place.deliver is Deliver.HOLD:
        return Hold("scope.place", {"place": place.place})
    problem = _too_early(rules, one) or _unmarked(rules, one)
    if problem is not None:
        return problem
    problem = _frozen(rules, one) or _closed(rules, one)
    return None if problem is None or problem.code in one.lifted else problem


def _too_early(rules: GradeScope, one: Standing) -> Hold | None:
    live = narrowest(rules.go_live, one.where)
    if live is None or one.due is None or one.due >= live.day:
        return None
    facts = {"due": one.due.isoformat(), "day": live.day.isoformat()}
    return Hold("scope.before_go_live", facts)


def _unmarked(rules: GradeScope, one: Standing) -> Hold | None:
    if not _marked(rules.send_to_sis, one.app, one.item.metadata):
        return Hold("scope.not_chosen")
    if one.grade is not None and not _marked(rules.released, one.app, one.grade.metadata):
        return Hold("scope.not_released")
    return None


def _marked(marks: Iterable[Mark], app: str, metadata: Mapping[str, Any]) -> bool:
    """Say whether one of the app's marks is there; an app without marks needs none."""
    own = [mark for mark in marks if mark.app == app]
    return not own or any(
        str(metadata.get(mark.key, "")).strip().casefold() == mark.value.casefold() for mark in own
    )


def _frozen(rules: GradeScope, one: Standing) -> Hold | None:
    held = [days for days in rules.frozen if _covers(days, one)]
    if not held:
        return None
    days = max(held, key=lambda each: each.last)
    facts = {"first": days.first.isoformat(), "last": days.last.isoformat(), "why": days.why}
    return Hold("scope.frozen", facts)


def _covers(days: FrozenDays, one: Standing) -> bool:
    level, id_ = read_place(days.place)
    return days.first <= one.today <= days.last and one.where.within(level, id_)


def _closed(rules: GradeScope, one: Standing) -> Hold | None:
    closing, term = narrowest(rules.closed_terms, one.where), term_at(one.terms, one.due)
    if closing is None or term is None:
        return None
    last = term.end + timedelta(days=closing.days_after)
    if one.today <= last:
        return None
    facts = {"term": term.title, "end": term.end.isoformat(), "last": last.isoformat()}
    return Hold("scope.term_closed", facts)
