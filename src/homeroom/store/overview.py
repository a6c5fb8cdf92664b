"""How the apps of a district do, at a glance: last runs, what was delivered, what waits."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from homeroom.store import apps, delivery_counts
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


class Glance(Struct, frozen=True, kw_only=True):
    """One app: its last runs, oldest first, its grades by state, and its open issues."""

    app: App
    runs: tuple[Mark, ...]
    fresh_at: datetime | None  # when a sync last ended well
    deliveries: Mapping[str, int]
    issues: int

    @property
    def last(self) -> Mark | None:
        """Return the newest run."""
        return self.runs[-1] if self.runs else None

    @property
    def needs(self) -> list[tuple[str, App, int]]:
        """Return what waits for a person: which thing, of which app, how many."""
        found = [(what, self.app, self.deliveries.get(what, 0)) for what in _KEPT_BACK]
        found.append(("issues", self.app, self.issues))
        if self.app.state in ("draft", "requested", "declined"):
            found.append((_standing(self.app), self.app, 1))
        last = self.last
        if last and last.state in ("on hold", PREVIEWED, "failed"):
            found.append((last.state, self.app, 1))
        return [one for one in found if one[2]]


def _standing(app: App) -> str:
    """Return where the setup of an app stands: what an operator decided goes before its state."""
    decision = app.decision or {}
    words = {"requested": "requested", "declined_by": "declined", "approved_by": "approved"}
    return next((word for key, word in words.items() if key in decision), app.state)


_KEPT_BACK = ("refused", "held", "conflict")


def at_a_glance(scope: Scope) -> list[Glance]:
    """Return all apps that are not removed, in the order of their activation."""
    marks = _marks(scope)
    fresh = fresh_at(scope)
    issues = dict(
        scope.rows(
            "SELECT app_id, count(*) FROM issues WHERE district_id = %(district)s"
            " AND resolved_at IS NULL GROUP BY app_id"
        )
    )
    every = apps.every(scope)
    sent = delivery_counts.of_targets(scope, [app.id for app in every])
    return [
        Glance(
            app=app,
            runs=marks.get(app.id, ()),
            fresh_at=fresh.get(app.id),
            deliveries=sent.get(app.id, {}),
            issues=issues.get(app.id, 0),
        )
        for app in every
    ]


def fresh_at(scope: Scope) -> dict[int, datetime]:
    """Return when a sync of each app last ended well, by the app's id."""
    rows = scope.rows(
        # Runs of an app follow each other, so that the last one of them ended last.
        "SELECT a.id, r.finished_at FROM apps a CROSS JOIN LATERAL (SELECT finished_at FROM runs"
        "   WHERE district_id = a.district_id AND app_id = a.id AND reach <> 'comparison'"
        "   AND state IN ('done', 'done with issues', 'on hold') ORDER BY id DESC LIMIT 1) r"
        " WHERE a.district_id = %(district)s"
    )
    return dict(rows)


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
