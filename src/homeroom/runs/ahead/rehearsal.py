"""What a sync of an app would lead to: it is done, looked at, and taken back as if it never was."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import psycopg
from msgspec import Struct, structs

from homeroom.errors import NeedsDistrict
from homeroom.issues.catalogue import tell
from homeroom.model.kinds import Kind
from homeroom.push.checks.checklist import Line
from homeroom.push.preview import First, first_deliveries
from homeroom.runs.conductor import UnderWay, check_active
from homeroom.runs.contexts import context_of
from homeroom.runs.deliver.ports import is_target, offline_port
from homeroom.runs.deliver.readiness import checks
from homeroom.runs.ingest.batch import Tally
from homeroom.runs.ingest.onlooking import FieldChange, Onlooker
from homeroom.runs.ingest.taking_in import take_in
from homeroom.runs.report import Report, Silent
from homeroom.runs.rules.rework import apply_rules
from homeroom.runs.setup.connecting import connection
from homeroom.runs.setup.modes import plan_of
from homeroom.store import apps, issues, records, rules, runs
from homeroom.store.apps import App
from homeroom.store.districts import District
from homeroom.store.issues import Cause
from homeroom.store.scope import Scope, looking_scope

A_FEW = 5
AMBIGUOUS, ONLY_IN_APP = "match.ambiguous", "enrollment.only_in_app"


class Seen(Struct, frozen=True, kw_only=True):
    """What would become of the rows of one kind; `joined` is by what they are recognised.

    `ambiguous` and `without_member` are those of the waiting ones for which a person decides, or
    the SIS.
    """

    kind: Kind
    joined: Mapping[str, int]
    tally: Tally
    ambiguous: int = 0
    without_member: int = 0
    retired: int = 0
    held: int = 0


class Problem(Struct, frozen=True, kw_only=True):
    """Rows that would leave an issue: how many, what it says of one of them, and some ids."""

    code: str
    kind: str
    count: int
    words: str
    fix: str
    examples: Sequence[str]
    facts: Mapping[str, Any]  # of one of them


class Rehearsal(Struct, frozen=True, kw_only=True):
    """What a sync would lead to; `first` and `checks` are those of each SIS that takes grades."""

    kinds: Sequence[Seen]
    changes: Sequence[FieldChange]
    problems: Sequence[Problem]
    notes: Sequence[str]
    fanned: Mapping[str, int]  # line item of the app -> in how many sections
    first: Mapping[str, First]
    checks: Mapping[str, Sequence[Line]]
    titles: Mapping[str, str]  # of classes, by hub id

    def of_classes(self, ids: Collection[str]) -> "Rehearsal":
        """Return what would go to each SIS of some classes, by their hub ids, and nothing else."""
        return Rehearsal(
            kinds=(),
            changes=(),
            problems=(),
            notes=(),
            fanned={},
            first={key: one.of_classes(ids) for key, one in self.first.items()},
            checks={},
            titles={id_: title for id_, title in self.titles.items() if id_ in ids},
        )


def rehearse(district: District, app: App) -> Rehearsal:
    """Read an app completely, take everything in, look at it, and take it all back.

    The app is only read, and no SIS is asked anything. What changes meanwhile is seen by nobody
    else; whoever would write the same records waits until it is taken back.
    """
    plan = plan_of(check_active(app).mode, grade_sync=app.grade_sync)
    if not plan.into_truth:
        raise NeedsDistrict(
            f"Nothing of {app.title} is read into the hub, so there is nothing to preview.",
            fix=f"See what its mode means: homeroom app settings {app.key}",
        )
    try:
        with looking_scope(district.id) as scope:
            return _rehearsed(scope, district, app)
    except (psycopg.errors.UniqueViolation, psycopg.errors.DeadlockDetected) as problem:
        raise NeedsDistrict(
            "Something else was taken in at the same moment.", fix="Ask again in a minute."
        ) from problem


def _rehearsed(scope: Scope, district: District, app: App) -> Rehearsal:
    run = (
        None if runs.is_open(scope, app.id) else runs.start(scope, app.id, "complete", "a preview")
    )
    if run is None:
        raise UnderWay(
            f"A run of {app.title} is under way, or broke off.",
            fix="Wait for its end, or sync again; homeroom runs shows it.",
        )
    apply_rules(district)
    context = context_of(district, app, run)
    onlooker = Onlooker(context.fans)
    context = structs.replace(context, onlooker=onlooker.see)
    report = Report(run_id=run.id, state="running")
    plan = plan_of(app.mode, grade_sync=app.grade_sync)
    with connection(scope, app) as opened:
        take_in(context, opened, plan, Silent(), report)
    problems = _problems(scope, app)
    first = _first(scope, district, app) if app.grade_sync and app.role == "learning" else {}
    ids = [class_id for one in first.values() for class_id in one.by_class]
    return Rehearsal(
        kinds=_kinds(report, onlooker, problems),
        changes=onlooker.changes(),
        problems=problems,
        notes=report.notes,
        fanned=onlooker.fanned(),
        first=first,
        checks={key: _about(app, lines) for key, lines in checks(district, "").items()},
        titles=titles_of(scope, ids),
    )


def _kinds(report: Report, onlooker: Onlooker, problems: Sequence[Problem]) -> list[Seen]:
    found = []
    for kind in Kind:
        tally = report.stored.get(kind.value, Tally())
        removed = report.removed.get(kind.value, {})
        counted = {one.code: one.count for one in problems if one.kind == kind.value}
        one = Seen(
            kind=kind,
            joined=onlooker.joined(kind),
            tally=tally,
            ambiguous=counted.get(AMBIGUOUS, 0),
            without_member=counted.get(ONLY_IN_APP, 0),
            retired=removed.get("retired", 0),
            held=removed.get("held", 0),
        )
        if tally != Tally() or removed or counted:
            found.append(one)
    return found


def _problems(scope: Scope, app: App) -> list[Problem]:
    """Return the issues that would stand, by code and kind, the most frequent first."""
    found: dict[tuple[str, str], list[Cause]] = {}
    for one in issues.causes(scope, app.id):
        found.setdefault((one.code, one.kind), []).append(one)
    return [
        _problem(code, kind, some, issues.subjects(scope, app.id, (code, kind), A_FEW))
        for (code, kind), some in found.items()
    ]


def _problem(code: str, kind: str, some: Sequence[Cause], examples: Sequence[str]) -> Problem:
    told = tell(code, some[0].facts)
    return Problem(
        code=code,
        kind=kind,
        count=sum(one.count for one in some),
        words=told.words,
        fix=told.fix,
        examples=examples,
        facts=some[0].facts,
    )


def _first(scope: Scope, district: District, app: App) -> dict[str, First]:
    """Return what each SIS would be given of this app, as far as the hub itself can tell."""
    decided, now = rules.current(scope).rules, datetime.now(UTC)
    ports = {
        target.key: offline_port(scope, district, target, decided, now)
        for target in apps.every(scope)
        if is_target(target)
    }
    return {key: first_deliveries(scope, port, app.id) for key, port in ports.items()}


def titles_of(scope: Scope, class_ids: Sequence[str]) -> dict[str, str]:
    """Return the titles of classes by hub id."""
    held = records.load(scope, Kind.CLASS, list(class_ids))
    return {id_: str(getattr(one, "title", "")) for id_, one in held.items()}


def _about(app: App, lines: Sequence[Line]) -> list[Line]:
    """Return the checks that are about an app, or about no app."""
    return [one for one in lines if one.app in ("", app.key)]
