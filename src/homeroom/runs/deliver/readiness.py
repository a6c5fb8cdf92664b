"""The checks before the first delivery to a SIS, and how they keep that one back."""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime

from homeroom.errors import NeedsDistrict
from homeroom.issues.catalogue import Issue
from homeroom.model.kinds import Kind
from homeroom.push.checks.checklist import DELIVERED, Line, Source, Stored, checklist, missing
from homeroom.rules.document import Rules
from homeroom.runs.contexts import speaks
from homeroom.runs.deliver.ports import is_target, target_of
from homeroom.runs.setup.modes import plan_of
from homeroom.store import apps, in_use, issues, parked, rules
from homeroom.store.apps import App
from homeroom.store.belonging import Schools
from homeroom.store.districts import District
from homeroom.store.scope import Scope, district_scope

CODES = ("checks.role", "checks.masters", "checks.category", "checks.scale")


class NotReady(NeedsDistrict):
    """Checks before the first delivery are open; what is due waits for them."""


def checks(
    district: District, key: str, proposed: Rules | None = None, schools: Schools = None
) -> dict[str, list[Line]]:
    """Return the checks of one SIS, or of every app that grades go to; nothing is written.

    With `proposed` rules, as they would be under these. `schools`: of whose classes categories and
    letters count; None: of all.
    """
    with district_scope(district.id) as scope:
        chosen = [apps.keyed(scope, key)] if key else apps.every(scope)
        chosen = [one for one in chosen if (one.role == "sis" if key else is_target(one))]
        if key and not chosen:
            raise NeedsDistrict(f"No grades go to {key}.", fix="Name the app of a SIS.")
        return {one.key: _lines(scope, one, proposed, schools=schools) for one in chosen}


def begin(district: District, target: App) -> NotReady | None:
    """Let deliveries to a target go; before its first one raise NotReady while a check lacks.

    What is due is then held with that reason, and an issue stands for each thing that lacks. It is
    asked again at every sync and after every change of the rules, so that it ends by itself. Of an
    app that joins later only its own grades are held: returned is what keeps those back.
    """
    now = datetime.now(UTC)
    with district_scope(district.id) as scope:
        every = apps.every(scope)
        hands = {one.key for one in sources_of(every) if one.hands and one.key != target.key}
        joined = [one for one in every if one.key in hands and one.checked_at is None]
        if target.checked_at is not None and not joined:
            return None
        due = parked.apps_due(scope, target.id)
        joined = [one for one in joined if one.id in due]
        if target.checked_at is not None:
            return _joined(scope, target, joined, now) if joined else None
        lacking = missing(_lines(scope, target, None))
        issues.keep_only(scope, target.id, CODES, [issue_of(one, target) for one in lacking], now)
        if not lacking:
            # The app before its deliveries, as whoever takes in its rows locks them.
            for app in (target, *joined):
                apps.change(scope, app.id, checked_at=now)
            parked.end_hold(scope, target.id, "checks.open")
            return None
        named = _named(lacking)
        parked.hold_waiting(scope, target.id, "checks.open", {"open": named})
    raise _not_ready(target, "the first delivery", named)


def _joined(scope: Scope, target: App, joined: Sequence[App], now: datetime) -> NotReady | None:
    """Hold what is due of apps that joined later while they bring something that lacks."""
    keys = {one.key for one in joined}
    settled = missing(_lines(scope, target, None, without=keys))
    behind: list[App] = []
    found: dict[str, Line] = {}
    for app in joined:
        before = _lines(scope, target, None, without=keys - {app.key})
        lacking = [one for one in missing(before) if one not in settled]
        if lacking:
            behind.append(app)
            found |= {f"{one.code} {one.facts}": one for one in lacking}
            parked.hold_waiting(scope, target.id, "checks.open", {"open": _named(lacking)}, app.id)
            continue
        apps.change(scope, app.id, checked_at=now)
        parked.end_hold(scope, target.id, "checks.open", app.id)
    cases = [issue_of(one, target) for one in found.values()]
    issues.keep_only(scope, target.id, CODES, cases, now)
    if not behind:
        return None
    titles = ", ".join(one.title for one in behind)
    return _not_ready(target, f"the first delivery of {titles}", _named(found.values()))


def _named(lacking: Iterable[Line]) -> str:
    return ", ".join(dict.fromkeys(one.check for one in lacking))


def _not_ready(target: App, what: str, named: str) -> NotReady:
    return NotReady(
        f"Before {what} these checks are open: {named}.",
        fix=f"See what lacks and how to mend it: homeroom checks {target.key}",
    )


def _lines(
    scope: Scope,
    app: App,
    proposed: Rules | None,
    without: AbstractSet[str] = frozenset(),
    schools: Schools = None,
) -> list[Line]:
    """Return the checks of a target, as if some apps had not joined, and of some schools' work."""
    own = None if schools is None else in_use.shown_ids(scope, schools)
    held = proposed or rules.current(scope).rules
    every = [one for one in apps.every(scope) if one.key not in without]
    sources = tuple(sources_of(every))
    several = sum(one.hands for one in sources) > 1
    shared = in_use.shared_kinds(scope, _SHARED) if several else {}
    left = {kind: keys - without for kind, keys in shared.items()}
    stored = Stored(
        sources=sources,
        shared={kind: keys for kind, keys in left.items() if len(keys) > 1},
        categories=[
            one
            for one in in_use.categories(scope, held.posted)
            if one.app not in without and (own is None or one.where.school in own)
        ],
        letters=[
            one
            for one in in_use.letters(scope, held.posted)
            if one.app not in without and (own is None or one.where.school in own)
        ],
    )
    return checklist(held, target_of(scope, app), stored)


# Results are not looked through: they are shared where their line items are.
_SHARED = tuple(kind for kind in DELIVERED if kind is not Kind.RESULT)


def sources_of(every: Iterable[App]) -> Iterable[Source]:
    """Yield the apps that speak about the district's records, or are delivered to."""
    for app in every:
        plan = plan_of(app.mode, grade_sync=app.grade_sync)
        if speaks(app) or is_target(app):
            yield Source(
                key=app.key,
                title=app.title,
                role=app.role,
                said=app.role_said,
                takes=is_target(app),
                hands=app.grade_sync and plan.into_truth,
            )


def issue_of(line: Line, target: App) -> Issue:
    """Return the issue of a line; what it counts does not make it another one."""
    named = ", ".join(str(line.facts.get(name, "")) for name in ("kind", "category", "scale")
                      if name in line.facts)  # fmt: skip
    subject = f"{line.app} to {target.key}" + (f": {named}" if named else "")
    return Issue(code=line.code, kind="app", subject=subject, facts=line.facts)
