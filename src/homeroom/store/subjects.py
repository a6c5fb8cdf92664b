"""Which record an issue is about, where the hub has it, and for whom."""

from collections.abc import Collection, Sequence

from homeroom.model.kinds import Kind
from homeroom.store.belonging import is_seen
from homeroom.store.issues import OpenIssue
from homeroom.store.scope import Scope

# So many open issues are looked through for those of some schools, the newest first.
LOOKED = 10_000
# Of an issue its record as the hub has it: an issue names it as the source does.
_RECORD = (
    "(SELECT l.record_id FROM record_links l WHERE l.district_id = i.district_id"
    " AND l.app_id = i.app_id AND l.kind = i.kind AND l.external_id = i.subject"
    " AND l.origin = 'read' LIMIT 1)"
)


def records_of(scope: Scope, issues: Sequence[OpenIssue]) -> dict[int, str]:
    """Return the record of each issue by the issue's id, as far as the hub has it."""
    rows = scope.rows(
        f"SELECT i.id, {_RECORD}::text FROM issues i WHERE i.district_id = %(district)s"
        " AND i.id = ANY(%(ids)s::bigint[]) AND i.kind = ANY(%(kinds)s::text[])",
        ids=[one.id for one in issues],
        kinds=[kind.value for kind in Kind],
    )
    return {id_: record for id_, record in rows if record is not None}


def of_schools(
    scope: Scope, app_id: int | None, code: str, schools: Collection[str]
) -> dict[int, str]:
    """Return the newest open issues that some schools may see, each with its record.

    Those are what is the matter with records of theirs, or of no school, and with apps themselves,
    which have no record (""). Of a record that is not there yet nobody knows the school.
    """
    rows = scope.rows(
        "WITH newest AS MATERIALIZED (SELECT * FROM issues WHERE district_id = %(district)s"
        "   AND resolved_at IS NULL AND (%(app)s::int IS NULL OR app_id = %(app)s)"
        "   AND %(code)s IN ('', code) ORDER BY id DESC LIMIT %(most)s),"
        f" named AS MATERIALIZED (SELECT i.id, i.kind, {_RECORD} AS record FROM newest i)"
        " SELECT id, coalesce(record::text, '') FROM named"
        f" WHERE kind = 'app' OR {is_seen('kind', 'record')}",
        app=app_id,
        code=code,
        schools=list(schools),
        most=LOOKED,
    )
    return dict(rows)
