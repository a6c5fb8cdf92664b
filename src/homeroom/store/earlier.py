"""What earlier runs of an app have read: of all its collections at once, for a run asks of each.

While a run is under way nothing of this changes: only runs that have ended count.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from homeroom.store.scope import Scope

ENDED_WELL = "('done', 'done with issues', 'on hold')"


class KeptPage(Struct, frozen=True):
    """A page of an earlier or of this run: where it stood, what it is, and how it ends."""

    number: int
    page_id: int
    digest: bytes
    records: int
    nameless: Sequence[int] = ()  # places of records without an id
    last: str = ""
    clean: bool = False


Read = Mapping[str, Sequence[KeptPage]]  # the pages of each collection, in their order


def baselines(scope: Scope, app_id: int) -> dict[str, int]:
    """Return the last run that read each collection to its end and was applied to its end."""
    rows = scope.rows(
        "SELECT c.collection, max(r.id) FROM runs r JOIN run_collections c"
        " ON c.district_id = r.district_id AND c.run_id = r.id"
        " WHERE r.district_id = %(district)s AND r.app_id = %(app)s"
        f" AND c.state = 'complete' AND c.since IS NULL AND r.state IN {ENDED_WELL}"
        " GROUP BY c.collection",
        app=app_id,
    )
    return dict(rows)


def of_runs(scope: Scope, runs: Mapping[str, int]) -> dict[str, list[KeptPage]]:
    """Return the pages that were read of each collection, each by a run of its own."""
    rows = scope.rows(
        "SELECT r.collection, r.number, r.page_id, p.digest, r.records, p.nameless, p.last, p.clean"
        " FROM unnest(%(collections)s::text[], %(runs)s::bigint[]) w (collection, run_id)"
        " JOIN run_pages r ON r.district_id = %(district)s AND r.run_id = w.run_id"
        "   AND r.collection = w.collection"
        " JOIN pages p ON p.district_id = r.district_id AND p.id = r.page_id ORDER BY r.number",
        collections=list(runs),
        runs=list(runs.values()),
    )
    found: dict[str, list[KeptPage]] = {name: [] for name in runs}
    for name, number, page, digest, *rest in rows:
        found[name].append(KeptPage(number, page, bytes(digest), *rest))
    return found


def read_since(
    scope: Scope, app_id: int, after: Mapping[str, int], before: int
) -> dict[str, list[int]]:
    """Return the pages that runs after one of each collection read, up to a run.

    What they hold may have been applied.
    """
    rows = scope.rows(
        "SELECT DISTINCT p.collection, p.page_id FROM runs r"
        " JOIN unnest(%(collections)s::text[], %(runs)s::bigint[]) w (collection, run_id)"
        "   ON r.id > w.run_id"
        " JOIN run_pages p ON p.district_id = r.district_id AND p.run_id = r.id"
        "   AND p.collection = w.collection"
        " WHERE r.district_id = %(district)s AND r.app_id = %(app)s AND r.id < %(before)s",
        app=app_id,
        collections=list(after),
        runs=list(after.values()),
        before=before,
    )
    found: dict[str, list[int]] = {}
    for name, page in rows:
        found.setdefault(name, []).append(page)
    return found


def newest_stamps(scope: Scope, app_id: int) -> dict[str, datetime]:
    """Return the newest dateLastModified that finished runs have seen in each collection.

    A stamp from the future says nothing of what changes until then, so a run vouches for no later
    moment than its own start.
    """
    rows = scope.rows(
        "SELECT c.collection, max(least(c.newest, r.started_at)) FROM run_collections c JOIN runs r"
        " ON r.district_id = c.district_id AND r.id = c.run_id"
        " WHERE c.district_id = %(district)s AND r.app_id = %(app)s AND c.newest IS NOT NULL"
        f" AND r.state IN {ENDED_WELL} GROUP BY c.collection",
        app=app_id,
    )
    return dict(rows)
