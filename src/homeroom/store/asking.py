"""What a person is asked about an upload: the run that waits, and what would go out after it."""

from homeroom.store import previewed
from homeroom.store.runs import OPEN, drop_previews
from homeroom.store.scope import Scope


def approve(scope: Scope, run_id: int, how: str) -> bool:
    """Let a run go on with what was seen; False when its preview does not wait, or another runs."""
    return bool(
        scope.run(
            "UPDATE runs r SET state = 'waiting', approved = %(how)s, finished_at = NULL,"
            " problem = NULL WHERE district_id = %(district)s AND id = %(id)s"
            " AND state = 'previewed' AND NOT EXISTS (SELECT FROM runs o"
            "   WHERE o.district_id = r.district_id AND o.app_id = r.app_id"
            "   AND o.state = ANY(%(open)s))",
            id=run_id,
            how=how,
            open=list(OPEN),
        )
    )


def give_way(scope: Scope, app_id: int, run_id: int) -> None:
    """Let a newer reading of an app take the place of the preview that waits."""
    words = "A newer reading has taken the place of this one."
    drop_previews(scope, app_id, run_id, words, f"Look at run {run_id}.")
    previewed.begin(scope, app_id)


def locked(scope: Scope, run_id: int) -> str:
    """Return the state of a run, and let nobody else change it in this transaction."""
    return str(
        scope.value(
            "SELECT state FROM runs WHERE district_id = %(district)s AND id = %(id)s FOR UPDATE",
            id=run_id,
        )
    )


def waiting_of(scope: Scope, app_id: int) -> dict[str, int]:
    """Return how many records of an app wait to be delivered, by the key of the target."""
    rows = scope.rows(
        "SELECT a.key, count(*) FROM deliveries d JOIN apps a ON a.district_id = d.district_id"
        " AND a.id = d.target_id WHERE d.district_id = %(district)s AND d.app_id = %(app)s"
        " AND d.state IN ('waiting', 'held') GROUP BY a.key",
        app=app_id,
    )
    return dict(rows)
