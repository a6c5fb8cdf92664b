"""What other rules of data quality and class mapping are about, counted before they are kept."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from homeroom.rules.document import Rules
from homeroom.rules.quality import Requirement, requirements_for
from homeroom.runs.contexts import speaks
from homeroom.runs.rules.inspecting import Inspected, inspect
from homeroom.store import apps, fanning
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.scope import district_scope

A_FEW = 3


class Asked(Struct, frozen=True, kw_only=True):
    """An attribute that would be asked of an app from now on, or otherwise, or no more.

    `rows` and `lacking` count what the app has brought.
    """

    app: str
    app_id: int
    requirement: Requirement
    before: str  # what becomes of a row without it; "" where it is not asked
    after: str
    rows: int
    lacking: int
    examples: Sequence[str]


class Shared(Struct, frozen=True, kw_only=True):
    """A course of an app that would be shared out otherwise, and what the app has brought of it."""

    app: str
    course: str
    before: int  # in how many sections
    after: int
    line_items: int
    results: int


def asked_by(district: District, held: Rules, proposed: Rules) -> list[Asked]:
    """Return what would be asked of rows otherwise, and how many lack it."""
    if held.quality == proposed.quality:
        return []
    with district_scope(district.id) as scope:
        speaking = [one for one in apps.every(scope) if speaks(one)]
    return [line for app in speaking for line in _asked_of(district, app, held, proposed)]


def _asked_of(district: District, app: App, held: Rules, proposed: Rules) -> Iterator[Asked]:
    before, after = (_requirements(app, each) for each in (held, proposed))
    changed = {key for key in before | after if before.get(key) != after.get(key)}
    counted: dict[tuple[str, str], Inspected] = {}
    for rules, asked in ((held, before), (proposed, after)):
        if changed & asked.keys():
            rows = inspect(district, app.key, rules)
            counted |= {(one.requirement.entity, one.requirement.attribute): one for one in rows}
    for key in sorted(changed):
        one = counted[key]
        yield Asked(
            app=app.key,
            app_id=app.id,
            requirement=one.requirement,
            before=_without(before.get(key)),
            after=_without(after.get(key)),
            rows=one.rows,
            lacking=one.lacking,
            examples=one.examples[:A_FEW],
        )


def _requirements(app: App, rules: Rules) -> dict[tuple[str, str], Requirement]:
    found = requirements_for(rules.quality, app.key, app.role)
    return {(one.entity, one.attribute): one for one in found}


def _without(one: Requirement | None) -> str:
    return one.without.value if one else ""


def shared_by(district: District, held: Rules, proposed: Rules) -> list[Shared]:
    """Return which courses would be shared out otherwise, and how much work that is about."""
    before, after = (
        {(one.app, one.course): one.sections for one in each.classes} for each in (held, proposed)
    )
    changed = [key for key in before | after if before.get(key) != after.get(key)]
    found = []
    with district_scope(district.id) as scope:
        ids = {one.key: one.id for one in apps.every(scope)} if changed else {}
        for app, course in changed:
            now, then = (each.get((app, course), ()) for each in (before, after))
            if app in ids:
                items, results = fanning.work_of(scope, ids[app], course, now)
                found.append(
                    Shared(
                        app=app,
                        course=course,
                        before=len(now),
                        after=len(then),
                        line_items=items,
                        results=results,
                    )
                )
    return found
