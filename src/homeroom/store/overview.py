"""How the apps of a district do, at a glance: last runs, what was delivered, what waits."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from msgspec import Struct

from homeroom.store import absences, apps, delivery_counts
from homeroom.store.apps import App
from homeroom.store.runs import PREVIEWED
from homeroom.store.scope import Scope

RUNS_SHOWN = 14


class Mark(Struct, frozen=True, kw_only=True):
    """One run of the last ones, as a small mark."""

    id: int
    state: str
    reach: str
    started_at: datetime
    finished_at: datetime | None


class Need(Struct, frozen=True, kw_only=True):
    """What waits for a person: which thing, of which app, how many, since when, of which run."""

    what: str
    app: App
    many: int = 1
    since: datetime | None = None
    run_id: int | None = None


class Glance(Struct, frozen=True, kw_only=True):
    """One app: its last runs, oldest first, its grades by state, and its open issues.

    Of grades in a state and of issues, one more than `delivery_counts.MOST` stands for all beyond.
    """

    app: App
    runs: tuple[Mark, ...]
    fresh_at: datetime | None  # when a sync last ended well
    deliveries: Mapping[str, int]
    issues: int
    since: Mapping[str, datetime]  # since when deliveries are kept back, and issues stand
    holds: bool  # removals wait for a person

    @property
    def last(self) -> Mark | None:
        """Return the newest run."""
        return self.runs[-1] if self.runs else None

    @property
    def needs(self) -> list[Need]:
        """Return what waits for a person."""
        counts = {what: self.deliveries.get(what, 0) for what in _KEPT_BACK}
        counts[_ISSUES] = self.issues
        found = [
            Need(what=what, app=self.app, many=many, since=self.since.get(what))
            for what, many in counts.items()
            if many
        ]
        if self.app.state in ("draft", "requested", "declined"):
            found.append(Need(what=_standing(self.app), app=self.app))
        return found + [
            Need(what=what, app=self.app, since=run.finished_at or run.started_at, run_id=run.id)
            for what, run in dict(self._runs_that_wait()).items()
        ]

    def _runs_that_wait(self) -> Iterator[tuple[str, Mark]]:
        """Yield the last run that held removals back, while some wait; and a last one that waits.

        Once all is decided a hold needs nobody, though the run stays one that held something back.
        A comparison that went well says nothing of the sync before it.
        """
        if self.holds and self.runs:
            held = [one for one in self.runs if one.state == _ON_HOLD]
            yield _ON_HOLD, held[-1] if held else self.runs[-1]
        syncs = [one for one in self.runs if one.reach != "comparison"]
        newest = [*self.runs[-1:], *syncs[-1:]]
        yield from ((one.state, one) for one in newest if one.state in (PREVIEWED, "failed"))


def _standing(app: App) -> str:
    """Return where the setup of an app stands: what an operator decided goes before its state."""
    decision = app.decision or {}
    words = {"requested": "requested", "declined_by": "declined", "approved_by": "approved"}
    return next((word for key, word in words.items() if key in decision), app.state)


_KEPT_BACK, _ISSUES, _ON_HOLD = ("refused", "held", "conflict"), "issues", "on hold"


def at_a_glance(scope: Scope) -> list[Glance]:
    """Return all apps that are not removed, in the order of their activation."""
    marks = _marks(scope)
    fresh = dict(scope.rows(FRESH))
    rows = scope.rows(
        "SELECT a.id, count(*), min(i.first_seen) FROM apps a CROSS JOIN LATERAL (SELECT first_seen"
        "   FROM issues WHERE district_id = a.district_id AND app_id = a.id"
        # In the order of the index that holds an app's open ones: there are many of other apps.
        "   AND resolved_at IS NULL ORDER BY kind, subject, code LIMIT %(most)s) i"
        " WHERE a.district_id = %(district)s GROUP BY a.id",
        most=delivery_counts.MOST + 1,
    )
    issues = {app_id: (many, {_ISSUES: first}) for app_id, many, first in rows}
    every = apps.every(scope)
    ids = [app.id for app in every]
    sent = delivery_counts.of_targets(scope, ids)
    since = delivery_counts.kept_back_since(scope, ids)
    holding = absences.waiting(scope, ids)
    return [
        Glance(
            app=app,
            runs=marks.get(app.id, ()),
            fresh_at=fresh.get(app.id),
            deliveries=sent.get(app.id, {}),
            issues=issues.get(app.id, (0, {}))[0],
            since={**since.get(app.id, {}), **issues.get(app.id, (0, {}))[1]},
            holds=app.id in holding,
        )
        for app in every
    ]


# When a sync of each app last ended well. Runs of an app follow each other, so that the last one of
# them ended last.
FRESH = (
    "SELECT a.id, r.finished_at FROM apps a CROSS JOIN LATERAL (SELECT finished_at FROM runs"
    "   WHERE district_id = a.district_id AND app_id = a.id AND reach <> 'comparison'"
    "   AND state IN ('done', 'done with issues', 'on hold') ORDER BY id DESC LIMIT 1) r"
    " WHERE a.district_id = %(district)s"
)


def _marks(scope: Scope) -> dict[int, tuple[Mark, ...]]:
    rows = scope.rows(
        "SELECT a.id, r.id, r.state, r.reach, r.started_at, r.finished_at FROM apps a,"
        " LATERAL (SELECT * FROM runs WHERE district_id = a.district_id AND app_id = a.id"
        "   ORDER BY id DESC LIMIT %(many)s) r"
        " WHERE a.district_id = %(district)s AND a.state <> 'removed' ORDER BY r.id",
        many=RUNS_SHOWN,
    )
    found: dict[int, list[Mark]] = {}
    for app_id, id_, state, reach, started, finished in rows:
        mark = Mark(id=id_, state=state, reach=reach, started_at=started, finished_at=finished)
        found.setdefault(app_id, []).append(mark)
    return {app_id: tuple(marks) for app_id, marks in found.items()}
